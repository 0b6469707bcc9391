#pragma once
// How a run picks among what the specification offers where no list of choices does: candidates are
// ranked by a hash of a key that does not depend on their position in the run, so that changing one
// choice does not shift the others. Deterministic on every compiler and machine.

#include <cstdint>
#include <string_view>

namespace ioracle {

// From one to the next of numbers that are mixed in a row; odd.
constexpr std::uint64_t mix_increment = 0x9e3779b97f4a7c15U;

constexpr std::uint64_t mix(std::uint64_t value) {
  value += mix_increment;
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9U;
  value = (value ^ (value >> 27)) * 0x94d049bb133111ebU;
  return value ^ (value >> 31);
}

constexpr std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char character : text) {
    hash = (hash ^ static_cast<unsigned char>(character)) * 0x100000001b3U;
  }
  return mix(hash);
}

class Chooser {
 public:
  explicit Chooser(std::uint64_t seed) : seed_(seed) {}

  // The rank of a candidate that came up for the `occurrence`-th time: the highest is chosen.
  std::uint64_t rank(std::uint64_t key, std::uint32_t occurrence) const {
    return mix(seed_ ^ mix(key + occurrence));
  }

 private:
  std::uint64_t seed_;
};

}  // namespace ioracle
