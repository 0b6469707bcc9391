#pragma once
// What verbs that simulate share.

#include <string>
#include <vector>

#include "conform/suite.h"
#include "format/header.h"
#include "model/profile.h"
#include "program/program.h"

namespace ioracle {

// The tables of probes (*.probes.jsonl) in a folder and the folders in it, in the order of their
// paths; none for a path that is no folder.
std::vector<std::string> probe_tables(const std::string& folder);

// The first line of the trace that a simulation of the program writes.
Header simulation_header(const Program& program, Profile profile);

}  // namespace ioracle
