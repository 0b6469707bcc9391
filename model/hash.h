#pragma once
// Hashes that are the same on every compiler and machine: ranks of choices and fingerprints of
// states rest on them.

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

}  // namespace ioracle
