#pragma once
// Scenarios for tests of the exploration.

#include <filesystem>
#include <string_view>
#include <vector>

#include "explore/explorer.h"
#include "tests/sim/simulated.h"

namespace ioracle::explore::test {

// The files below scenarios/ that end so ("json", "litmus"), sorted.
std::vector<std::filesystem::path> files(std::string_view ending);
using ioracle::test::read;
using ioracle::test::read_file;

// The keys of the outcomes, sorted.
std::vector<std::pair<std::uint64_t, std::uint64_t>> keys(const Exploration& exploration);

}  // namespace ioracle::explore::test
