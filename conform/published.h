#pragma once
// What tests and measurements on Windows say, as traces. Purpose: published results are judged as
// recordings are, and stay when the specification changes.

#include <optional>
#include <string>

#include "program/program.h"

namespace ioracle {

// The trace of a scenario in which nothing is recorded but what its expectations state, beside the
// calls and when they were made. The agent is called `published`, and its system names the facts.
// Nothing: not all of its clauses are facts that were seen on Windows, it does not say in one
// thread what always happens, or the simulator, which fills in what calls what, shows something
// else.
std::optional<std::string> published_trace(const Program& program);

}  // namespace ioracle
