#pragma once
// Small random programs over one connection, an event, a port and a few threads, whose calls really
// overlap; and traces with one wrong observation. Deterministic by seed.

#include <cstdint>
#include <string>
#include <vector>

#include "model/event.h"

namespace ioracle {

// A random number source that is the same everywhere.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next();
  // 0 .. sides - 1
  std::uint32_t roll(std::uint32_t sides) { return static_cast<std::uint32_t>(next() % sides); }
  bool chance(std::uint32_t percent) { return roll(100) < percent; }

 private:
  std::uint64_t state_;
};

// A scenario as JSON.
std::string random_scenario(std::uint64_t seed);

// Changes one observation of the trace to another value of its vocabulary. False: nothing to
// change.
bool spoil(std::vector<Event>& events, std::uint64_t seed);

}  // namespace ioracle
