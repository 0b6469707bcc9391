#pragma once
// Alternatives that do the same are rivals: it is not known which of them it was, only that one of
// them held.

#include <span>
#include <vector>

#include "model/operation.h"
#include "oracle/explanation.h"

namespace ioracle {

// Does one of the rivals hold whatever the answers to their open questions are? Each is given as
// the atoms that are neither known to hold nor known not to. Sound, not complete: a rival that asks
// one question answers its contrary in the others.
bool one_holds_anyway(std::vector<std::vector<Atom>> rivals);

// Two ways in which a call can have come to what it shows, both with its operation at its end, and
// no other call beside them that could see the difference: `less` asks nothing that `more` does not
// ask at the same step, and leaves the same behind. Then every history that goes on from `more`
// goes on from `less`. Sound, not complete.
bool makes_needless(const Operation& own, const Explanation& less, const Explanation& more);

}  // namespace ioracle
