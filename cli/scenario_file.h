#pragma once
// Scenarios as verbs take them: files, and folders that hold them.

#include <string>
#include <vector>

#include "format/header.h"
#include "model/profile.h"
#include "program/program.h"

namespace ioracle {

// The scenarios (*.json) in a folder and the folders in it, in the order of their paths; a path
// that is no folder stands for itself.
std::vector<std::string> scenario_files(const std::string& path);

// The tables of probes (*.probes.jsonl) in a folder and the folders in it, in the same order; none
// for a path that is no folder.
std::vector<std::string> probe_tables(const std::string& folder);

// The first line of the trace that a simulation of the program writes.
Header simulation_header(const Program& program, Profile profile);

// Does the expectation speak about this profile?
bool concerns(const Expectation& expectation, Profile profile);

}  // namespace ioracle
