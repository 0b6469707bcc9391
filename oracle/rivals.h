#pragma once
// Alternatives that do the same are rivals: it is not known which of them it was, only that one of
// them held.

#include <span>
#include <vector>

#include "model/alternative.h"

namespace ioracle {

// Does one of the rivals hold whatever the answers to their open questions are? Each is given as
// the atoms that are neither known to hold nor known not to. Sound, not complete: a rival that asks
// one question answers its contrary in the others.
bool one_holds_anyway(std::vector<std::vector<Atom>> rivals);

}  // namespace ioracle
