#pragma once
// Why a trace is rejected, in the fewest observations: a set that no history shows, while every
// other field of the trace is free (unknown) and every event stays in its place with what the
// program gave to it. A notification that is missing is no field: the core then holds the
// observations that make it owed.
//
// Found by halves and re-judging; what is not decided within the budget counts as not rejected.

#include <cstdint>
#include <span>
#include <vector>

#include "model/observed_field.h"
#include "oracle/oracle.h"

namespace ioracle {

struct CoreField {
  std::size_t event = 0;  // its place in the trace, from 0
  ObservedField field;

  friend bool operator==(const CoreField&, const CoreField&) = default;
};

struct Core {
  // In the order of the trace. Empty and minimal: no value at all makes these events possible.
  std::vector<CoreField> fields;
  std::size_t events = 0;  // so many from the first on are contradictory
  // Judged again with these fields alone: rejected; with any of them free too: not rejected. False:
  // the work ran out before all of that was tried.
  bool minimal = false;
  std::uint64_t judgings = 0;
};

// One field changed, and the trace is accepted up to the end of what the core contradicts.
struct NearestChange {
  CoreField at;
  Value value;         // instead of what was observed
  bool whole = false;  // the whole trace is accepted then
};

struct CoreLimits {
  std::uint64_t events = 3'000'000;  // judged, all judgings together
  std::size_t changes_most = 8;      // nearest changes that are looked for
};

// REQUIRES: `options` reject these events; `names` are theirs.
Core find_core(std::span<const Event> events, const Oracle::Options& options, Names& names,
               const CoreLimits& limits = {});

// Which other value of one field of the core is allowed there, the nearest to the end first. Tries
// what the trace shows elsewhere, error codes, statuses and the least and greatest values.
std::vector<NearestChange> nearest_changes(std::span<const Event> events, const Core& core,
                                           const Oracle::Options& options, Names& names,
                                           const CoreLimits& limits = {});

}  // namespace ioracle
