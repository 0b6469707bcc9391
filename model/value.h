#pragma once
// Values that cross the border between a program and the system: arguments, results, outputs.
// Purpose: one representation for traces, the simulator and the oracle. Plain data; owns nothing
// but what Event owns. Names are interned, so that equality is one comparison.

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace ioracle {

// An interned symbolic name of an object (socket, event, OVERLAPPED, buffer, thread, pattern ...).
// 0 is "no name".
struct Name {
  std::uint32_t index = 0;
  constexpr explicit operator bool() const { return index != 0; }
  friend constexpr bool operator==(Name, Name) = default;
  friend constexpr auto operator<=>(Name, Name) = default;
};

// The names of one run or one trace. Indices count up from 1 in order of first use.
class Names {
 public:
  Name intern(std::string_view text);
  std::string_view text(Name name) const;  // "" for no name
  std::uint32_t size() const { return static_cast<std::uint32_t>(texts_.size()); }

 private:
  // Open addressing: readers intern several names for each line of a trace.
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t index = 0;  // 0: free
  };
  static std::uint32_t hash(std::string_view text);
  void grow();

  std::deque<std::string> texts_;  // never moved, so that text() stays valid
  std::vector<Slot> slots_;
};

enum class ValueKind : std::uint8_t {
  absent,     // not recorded: anything is right
  null,       // NULL pointer or handle
  integer,    // number: the value, sign-extended to 64 bits
  name,       // name: an object by its symbolic name
  raw,        // number: a handle or pointer value that names no object ({"raw": n})
  untouched,  // output left as it was preset
};

struct Value {
  ValueKind kind = ValueKind::absent;
  Name name;                // ValueKind::name
  std::int64_t number = 0;  // ValueKind::integer, raw

  static constexpr Value absent() { return {}; }
  static constexpr Value null() { return {ValueKind::null, {}, 0}; }
  static constexpr Value integer(std::int64_t number) { return {ValueKind::integer, {}, number}; }
  static constexpr Value of(Name name) { return {ValueKind::name, name, 0}; }
  static constexpr Value raw(std::int64_t number) { return {ValueKind::raw, {}, number}; }
  static constexpr Value untouched() { return {ValueKind::untouched, {}, 0}; }

  constexpr bool recorded() const { return kind != ValueKind::absent; }
  constexpr bool is(std::int64_t expected) const {
    return kind == ValueKind::integer && number == expected;
  }
  friend constexpr bool operator==(const Value&, const Value&) = default;
};

// A stretch of bytes: `length` bytes of a self-identifying pattern from `offset` on, or, without a
// pattern, literal bytes that start at `offset` of the owner's `literals`.
struct Run {
  Name pattern;
  std::uint64_t offset = 0;
  std::uint32_t length = 0;
  friend constexpr bool operator==(const Run&, const Run&) = default;
};

// The byte at `offset` of a pattern. `seed` is pattern_seed(text of the pattern's name), so that
// every program (simulator, agents, oracle) makes and recognizes the same payload.
constexpr std::uint64_t pattern_seed(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char character : text) {
    hash = (hash ^ static_cast<unsigned char>(character)) * 0x100000001b3U;
  }
  return hash;
}

constexpr std::uint8_t pattern_byte(std::uint64_t seed, std::uint64_t offset) {
  std::uint64_t mixed = seed + (offset + 1) * 0x9e3779b97f4a7c15U;
  mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9U;
  mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebU;
  return static_cast<std::uint8_t>(mixed >> 56);
}

}  // namespace ioracle
