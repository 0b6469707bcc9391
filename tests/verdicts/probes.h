#pragma once
// The probes of this folder's tables (*.probes.jsonl): traces with the one verdict that is right.

#include <filesystem>
#include <ostream>
#include <span>

#include "format/probe_table.h"

namespace ioracle {

// For the messages of the tests.
void PrintTo(const Probe& probe, std::ostream* out);

namespace verdicts {

std::filesystem::path probe_folder();
// Of all tables. A table that cannot be read ends the program: no test would be left to fail.
std::span<const Probe> probes();

}  // namespace verdicts
}  // namespace ioracle
