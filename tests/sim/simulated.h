#pragma once
// Runs for tests, with everything that can be told of them.

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "oracle/oracle.h"
#include "sim/simulation.h"

namespace ioracle::test {

struct Simulated {
  Names names;
  std::vector<Event> events;
  std::string trace;
  std::vector<std::string> choices;
  SimulationResult result;
};

Simulated simulate(const Program& program, std::uint64_t seed);
Simulated follow(const Program& program, std::vector<std::string> choices);

Verdict judge(Simulated& run);

std::filesystem::path scenario_folder();
// The *.json in it and below, sorted.
std::vector<std::filesystem::path> scenarios();
// A malformed scenario fails the test.
Program read(std::string_view text);
Program read_file(const std::filesystem::path& path);

// Does a call, a settle ... of this function or kind come before that in the list? Each is the
// beginning of a text, and must be listed.
bool precedes(std::span<const std::string> choices, std::string_view first,
              std::string_view second);

}  // namespace ioracle::test
