#pragma once
// What a call may change of that which rules offer to the operations and calls of others, beside
// the cells that it touches. Who remembers what was offered asks this (sim/enabled_moves.h); a test
// compares with a run that remembers nothing.

#include "model/function.h"

namespace ioracle {

// Does a call of this function, its entry and its return, change nothing that rules ask of
// operations in progress on other objects, as long as all objects are sockets, ports, events and
// threads, and Known::structure() stays as it was?
bool changes_little(Function function);

// Is no object of another kind known after it? Those are known by more than the cells of their
// operations.
bool is_of_sockets(Function function);

}  // namespace ioracle
