#pragma once
// A scenario as one C file with no headers but those of Windows: it performs the same calls on real
// threads in the order of the scenario's steps, prints what each shows, and says which of that
// differs from what the model allows or the scenario expects. Its exit code is 1 if something does,
// 0 if nothing, 3 if it could not be told.

#include <string>

#include "emit/permitted.h"
#include "emit/wine_test.h"
#include "program/program.h"

namespace ioracle::emit {

// Why no C program can perform the scenario, or empty.
std::string refusal(const Program& program);

// REQUIRES: refusal(program) is empty.
std::string c_program(const Program& program, const Permitted& permitted, Profile profile);

// The same in the manner of Wine's own tests: START_TEST, ok(), todo_wine, broken(). It compiles
// beside Wine's sources, and alone.
std::string wine_test(const Program& program, const WineChecks& checks, Profile profile);

}  // namespace ioracle::emit
