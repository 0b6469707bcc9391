#pragma once
// The scenarios of a suite: which files they are in, and what they say.

#include <optional>
#include <string>
#include <vector>

#include "format/format_error.h"
#include "program/program.h"

namespace ioracle {

struct SuiteScenario {
  std::string path;
  std::string text;  // JSON, as an agent is given it
  Program program;
};

// The scenarios (*.json) in a folder and the folders in it, in the order of their paths; a path
// that is no folder stands for itself.
std::vector<std::string> scenario_files(const std::string& path);

// Reads files, and folders of them; what is named twice is there once. Nothing: `error` names the
// first that cannot be read, or that bears the name of another.
std::optional<std::vector<SuiteScenario>> read_suite(const std::vector<std::string>& places,
                                                     FormatError& error);

// Does the program call this function, in a step or in the body of a routine?
bool calls(const Program& program, Function function);

}  // namespace ioracle
