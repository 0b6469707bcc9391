#pragma once
// A source of random numbers that is the same on every compiler and machine.

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "sim/chooser.h"

namespace ioracle {

// Throws that are others than those of the seed: from this one on, `count` of them; 0: all.
struct Splice {
  std::uint64_t seed = 0;
  std::uint32_t from = 0;
  std::uint32_t count = 0;
};

class Dice {
 public:
  explicit Dice(std::uint64_t seed, std::vector<Splice> splices = {})
      : state_(seed), splices_(std::move(splices)) {}
  std::uint64_t next() {
    const std::uint64_t own = mix(std::exchange(state_, state_ + mix_increment));
    const std::uint32_t number = thrown_++;
    // The last splice stands for what those before it say.
    for (auto splice = splices_.rbegin(); splice != splices_.rend(); ++splice) {
      const bool over = splice->count != 0 && number - splice->from >= splice->count;
      if (number >= splice->from && !over) return mix(splice->seed + number * mix_increment);
    }
    return own;
  }
  // 0 .. sides - 1
  std::uint32_t roll(std::uint32_t sides) { return static_cast<std::uint32_t>(next() % sides); }
  bool chance(std::uint32_t percent) { return roll(100) < percent; }
  template <typename Value, std::size_t size>
  const Value& any_of(const std::array<Value, size>& list) {
    return list[roll(static_cast<std::uint32_t>(size))];
  }
  std::uint32_t thrown() const { return thrown_; }

 private:
  std::uint64_t state_;
  std::vector<Splice> splices_;
  std::uint32_t thrown_ = 0;
};

}  // namespace ioracle
