#pragma once
// Alternatives that do the same are rivals: it is not known which of them it was, only that one of
// them held.

#include <functional>
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
// nothing that was seen beside them, so that nobody can tell the difference: `less` asks nothing
// that `more` does not ask at the same step, or when it goes on after a wait that left nothing
// behind, and leaves the same behind. Then every history that goes on from `more` goes on from
// `less`. `stays`: an atom that held holds from then on until the call returns. Sound, not
// complete.
bool makes_needless(const Operation& own, const Explanation& less, const Explanation& more,
                    const std::function<bool(const Atom&)>& stays);

}  // namespace ioracle
