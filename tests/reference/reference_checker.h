#pragma once
// What "right" means: a checker that enumerates every choice on exact worlds. Slow, for small
// traces only; it shares the rules with the oracle and nothing else.

#include <cstdint>
#include <span>

#include "model/exact_world.h"

namespace ioracle::reference {

enum class Verdict : std::uint8_t { accepted, rejected, inconclusive };

struct Judgement {
  Verdict verdict = Verdict::accepted;
  std::size_t event = 0;        // rejected: index of the first event that no history shows
  std::size_t states_most = 0;  // exact worlds held at once
};

// Judges events in their order. More than `states_limit` worlds at once: inconclusive.
Judgement check(std::span<const Event> events, Profile profile, Names& names,
                std::size_t states_limit);

}  // namespace ioracle::reference
