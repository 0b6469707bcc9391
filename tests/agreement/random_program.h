#pragma once
// Small random programs over one connection, an event, a port and a few threads, whose calls really
// overlap; and traces with one wrong observation. Deterministic by seed.

#include <cstdint>
#include <string>
#include <vector>

#include "fuzz/dice.h"
#include "model/event.h"

namespace ioracle {

// A scenario as JSON.
std::string random_scenario(std::uint64_t seed);

// The same, and each opens with three receives at once: most have calls that overlap and
// three operations outstanding.
std::string crowded_scenario(std::uint64_t seed);

// Changes one observation of the trace to another value of its vocabulary. False: nothing to
// change.
bool spoil(std::vector<Event>& events, std::uint64_t seed);

}  // namespace ioracle
