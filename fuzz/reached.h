#pragma once
// What runs reach, as features: rules, outcomes of calls (function, result, error), and pairs of
// clauses on which two steps rest that come one after the other. Purpose: scenarios that reach what
// none before did are kept, and variants of them are tried. Internal to fuzz/.

#include <array>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "fuzz/generator.h"
#include "model/alternative.h"
#include "model/event.h"

namespace ioracle {

enum class FeatureKind : std::uint8_t { rule, clause, outcome, pair };
constexpr std::size_t feature_kinds = 4;
FeatureKind kind_of(std::uint32_t feature);

// Of one run.
class Reached {
 public:
  void rule(const AlternativeInfo& rule);
  void event(const Event& event);
  // Each once, in the order in which they were reached.
  std::vector<std::uint32_t> features() && { return std::move(features_); }

 private:
  void add(FeatureKind kind, std::uint64_t number);

  std::vector<std::uint32_t> features_;
  std::unordered_set<std::uint32_t> known_;
  std::unordered_map<std::uint64_t, Function> running_;
  std::uint32_t last_clause_ = 0;
};

// What all runs so far have reached, and the scenarios that did so first. It depends only on the
// order in which it is told, so that it is the same for any number of jobs.
class Corpus {
 public:
  Corpus(std::uint64_t seed, std::span<const Family> families)
      : seed_(seed), families_(families.begin(), families.end()), yields_(families.size()) {}

  bool knows(std::uint32_t feature) const { return known_.contains(feature); }
  // How many features of a kind were reached.
  std::uint64_t reached(FeatureKind kind) const { return counts_[static_cast<std::size_t>(kind)]; }
  // The scenario of `recipe`, for which `thrown` dice were thrown, reached these.
  void take(const Recipe& recipe, Family family, std::uint32_t thrown,
            std::span<const std::uint32_t> features);
  // Of the scenario with this index: itself, or a variant of one that is kept.
  Recipe recipe(std::uint64_t index) const;
  std::size_t size() const { return kept_.size(); }

 private:
  struct Kept {
    Recipe recipe;
    std::uint32_t thrown = 0;
  };
  // What scenarios of a family, or made in a way, found of late; older ones count less and less.
  struct Yield {
    double scenarios = 0;
    double features = 0;

    void note(std::uint32_t fresh);
  };

  // More often one that still finds something.
  static std::size_t choose(std::span<const Yield> yields, Dice& dice);

  // Makes a fresh scenario one of a family that still finds something.
  Splice choose_family(Dice& dice) const;

  std::uint64_t seed_;
  std::vector<Family> families_;
  std::vector<Yield> yields_;
  std::array<Yield, 4> ways_{};
  std::unordered_set<std::uint32_t> known_;
  std::array<std::uint64_t, feature_kinds> counts_{};
  std::vector<Kept> kept_;
};

}  // namespace ioracle
