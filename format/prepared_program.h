#pragma once
// A scenario as a driver prepares it for agents that do not read scenarios themselves: `given` is
// unfolded, defaults are filled in, constants are numbers (docs/protocol.md, "Prepared programs").

#include <string>

#include "program/program.h"

namespace ioracle {

// One JSON object in one line, without its end.
std::string prepared_program(const Program& program);

}  // namespace ioracle
