#pragma once
// Fingerprints of states and outcomes. 128 bits: among a thousand million states the chance that
// any two share one is below one in 10^20. Equal on every machine of the same byte order; never
// stored.

#include <cstdint>
#include <string_view>

#include "model/event.h"

namespace ioracle::explore {

struct Fingerprint {
  std::uint64_t high = 0;
  std::uint64_t low = 0;

  friend bool operator==(const Fingerprint&, const Fingerprint&) = default;
};

// What was, and then `bytes`.
Fingerprint extended(const Fingerprint& fingerprint, std::string_view bytes);
Fingerprint extended(const Fingerprint& fingerprint, const Fingerprint& next);
Fingerprint extended(const Fingerprint& fingerprint, std::uint64_t next);

// Does its thread see anything by the event?
bool is_observed(const Event& event);
// Appends what the program sees in an event: results, last errors, outputs, bytes, words; neither
// time nor place in the trace, nor the ids of calls. Equal exactly for events that a thread cannot
// tell apart, where it makes the same calls.
void append_observed(std::string& out, const Event& event);
// Appends everything that worlds and programs can depend on: the above, and its thread, ids and
// time. Not its place in the trace.
void append_whole(std::string& out, const Event& event);

}  // namespace ioracle::explore
