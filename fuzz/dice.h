#pragma once
// A source of random numbers that is the same on every compiler and machine.

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "sim/chooser.h"

namespace ioracle {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() { return mix(std::exchange(state_, state_ + mix_increment)); }
  // 0 .. sides - 1
  std::uint32_t roll(std::uint32_t sides) { return static_cast<std::uint32_t>(next() % sides); }
  bool chance(std::uint32_t percent) { return roll(100) < percent; }
  template <typename Value, std::size_t size>
  const Value& any_of(const std::array<Value, size>& list) {
    return list[roll(static_cast<std::uint32_t>(size))];
  }

 private:
  std::uint64_t state_;
};

}  // namespace ioracle
