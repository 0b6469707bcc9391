#pragma once
// Trials in child processes. Purpose: whatever a trial does (a judge that crashes, or does not come
// to an end), the others go on, and the result says which one it was. POSIX.

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "fuzz/family.h"
#include "fuzz/trial.h"

namespace ioracle {

// What comes back from a trial; plain bytes.
struct TrialRecord {
  static constexpr std::size_t clauses_most = 8;
  std::uint64_t index = 0;
  std::uint64_t events = 0;
  Trial::Outcome outcome{};
  std::uint8_t clause_count = 0;
  std::array<ClauseId, clauses_most> clauses{};
  // What it reached that was new to the one who asked (fuzz/reached.h), as far as there is room.
  static constexpr std::size_t features_most = 100;
  std::uint8_t feature_count = 0;
  Family family{};
  std::uint32_t thrown = 0;  // dice
  std::array<std::uint32_t, features_most> features{};
};
TrialRecord record_of(std::uint64_t index, const Trial& trial);

using Perform = std::function<TrialRecord(std::uint64_t index)>;

struct CrewOptions {
  std::uint32_t jobs = 1;
  std::chrono::milliseconds patience{20'000};  // for one trial
};

// Performs each index once; the records are in the order of `indices`, for any number of jobs.
// `make_perform` is called in each child, which gives it what it needs for itself.
std::vector<TrialRecord> perform_all(std::span<const std::uint64_t> indices,
                                     const CrewOptions& options,
                                     const std::function<Perform()>& make_perform);

}  // namespace ioracle
