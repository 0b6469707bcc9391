#pragma once
// Small traces written by hand, in traces/, each with the one verdict that is right.

#include <cstdint>
#include <ostream>
#include <span>
#include <string_view>

#include "model/profile.h"

namespace ioracle::verdicts {

struct Probe {
  std::string_view trace;         // traces/<trace>.jsonl
  std::uint64_t rejected_at = 0;  // seq of the event that no history shows; 0: accepted
  std::string_view clause = {};   // that the rejection must cite
  bool progress = false;          // rejected because an owed step is missing
  // False: the oracle knows by then that no history is left, but not which event took the last one.
  bool named = true;
  Profile profile = Profile::windows_10;
};

// For the messages of the tests.
void PrintTo(const Probe& probe, std::ostream* out);

std::span<const Probe> probes();       // all of them
std::span<const Probe> file_probes();  // those of regular files

}  // namespace ioracle::verdicts
