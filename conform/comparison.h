#pragma once
// What changed between two results of `ioracle conform`: two versions of an implementation, say.

#include <cstdint>
#include <string>
#include <vector>

#include "format/conform_results.h"

namespace ioracle {

struct Change {
  enum class Kind : std::uint8_t {
    broke,       // it did no wrong before, and does now
    gained,      // it was not accepted before, and is now
    failed_new,  // it fails and was not there before
    other,       // another failure, other clauses, no longer performed ...
    added,       // it was not there before, and does no wrong
    removed,
  };
  Kind kind = Kind::other;
  std::string scenario;
  std::string before;  // result; empty: it was not there
  std::string after;
  std::vector<std::string> clauses_before;
  std::vector<std::string> clauses_after;
};

std::string_view name_of(Change::Kind kind);

// The changes, first what broke, then in the order of the kinds and of the scenarios in `after`.
// An expected failure is a failure, an unexpected pass is an acceptance.
std::vector<Change> compare(const ConformResults& before, const ConformResults& after);

}  // namespace ioracle
