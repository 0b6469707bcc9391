#pragma once
// Scenarios as verbs take them: by the path of a file, "-" being standard input.

#include <optional>
#include <string>

#include "format/format_error.h"
#include "format/header.h"
#include "model/profile.h"
#include "program/program.h"

namespace ioracle {

// Nothing where the scenario is malformed: `error` says what is wrong.
std::optional<Program> load_scenario(const std::string& path, FormatError& error);

// The first line of the trace that a simulation of the program writes.
Header simulation_header(const Program& program, Profile profile);

// Does the expectation speak about this profile?
bool concerns(const Expectation& expectation, Profile profile);

}  // namespace ioracle
