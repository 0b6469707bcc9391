#pragma once
// The core of a rejection (oracle/core.h) in words, and as places in the trace.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "oracle/core.h"

namespace ioracle {

struct CoreReport {
  struct Field {
    std::uint64_t event = 0;  // its seq
    std::uint64_t line = 0;   // of the trace; 0: none
    std::string pointer;      // JSON pointer into that line
    std::string value;        // JSON: what was observed there
    std::string sentence;
  };
  struct Change {
    Field observed;     // as in `fields`
    std::string value;  // JSON: with which it is accepted
    std::string sentence;
    bool whole = false;  // the whole trace; else up to the last event of the contradiction
  };
  std::vector<Field> fields;
  std::vector<Change> nearest;
  std::uint64_t last_event = 0;  // seq: the events up to it are contradictory
  bool minimal = false;
};

// REQUIRES: `options` reject these events; `names` are theirs.
CoreReport report_core(std::span<const Event> events, const Oracle::Options& options, Names& names,
                       const CoreLimits& limits = {});

// In lines of at most 100 columns, as `check` prints them.
std::string core_text(const CoreReport& report);
// A JSON list, and one of the nearest changes.
std::string core_json(const CoreReport& report);
std::string nearest_json(const CoreReport& report);

}  // namespace ioracle
