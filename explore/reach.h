#pragma once
// The hidden cells that steps may look at and change, as the atoms and effects of the rules declare
// them: of one step, and of all that may follow it in its chain.

#include <cstdint>
#include <vector>

#include "model/chain.h"

namespace ioracle::explore {

struct Reach {
  std::vector<std::uint64_t> reads;   // cells by kind and number
  std::vector<std::uint64_t> writes;  // likewise
  bool words = false;       // writes status blocks of operations it is still to learn of (C5)
  bool everything = false;  // what follows hangs on history: a connection, a sweep, a routine

  void clear();
};

// Adds what the alternatives that are offered may read and write.
void add_step(const Known& known, const Chain& chain, const Alternatives& offered, Reach& reach);
// Adds that of every step from the chain's next one on.
void add_future(const Known& known, const Chain& chain, Reach& reach);

// Does the order matter of a step that reaches `step` and of any that reach `others`?
bool conflict(const Known& known, const Reach& step, const Reach& others);

}  // namespace ioracle::explore
