#include "tests/sim/simulated.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "format/scenario_reader.h"
#include "format/trace_writer.h"

namespace ioracle::test {
namespace {

void run(Simulated& run, Simulation& simulation) {
  Choices performed;
  simulation.record(performed);
  run.result = simulation.run([&](const Event& event) {
    run.events.push_back(event);
    write_event(run.trace, event, run.names);
  });
  run.choices.assign(performed.texts().begin(), performed.texts().end());
}

Program checked(std::optional<Program> program, const FormatError& error) {
  EXPECT_TRUE(program) << error.message();
  return program ? std::move(*program) : Program{};
}

}  // namespace

Simulated simulate(const Program& program, std::uint64_t seed) {
  Simulated simulated;
  simulated.names = program.names;
  Simulation simulation(program, simulated.names, Profile::windows_10, seed);
  run(simulated, simulation);
  return simulated;
}

Simulated follow(const Program& program, std::vector<std::string> choices) {
  Simulated simulated;
  simulated.names = program.names;
  Simulation simulation(program, simulated.names, Profile::windows_10, Choices(std::move(choices)));
  run(simulated, simulation);
  return simulated;
}

Verdict judge(Simulated& run) {
  Oracle oracle({Profile::windows_10, 200'000}, run.names);
  for (const Event& event : run.events) {
    if (!oracle.take(event)) break;
  }
  return oracle.verdict();
}

std::filesystem::path scenario_folder() {
  return std::filesystem::path(IORACLE_SOURCE_FOLDER) / "scenarios";
}

std::vector<std::filesystem::path> scenarios() {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(scenario_folder())) {
    if (entry.path().extension() == ".json") paths.push_back(entry.path());
  }
  std::ranges::sort(paths);
  return paths;
}

Program read(std::string_view text) {
  FormatError error;
  return checked(read_scenario(text, "test", error), error);
}

Program read_file(const std::filesystem::path& path) {
  FormatError error;
  return checked(read_scenario_file(path.string(), error), error);
}

bool precedes(std::span<const std::string> choices, std::string_view first,
              std::string_view second) {
  const auto find = [&](std::string_view beginning) {
    const auto found = std::ranges::find_if(
        choices, [&](const std::string& text) { return text.starts_with(beginning); });
    EXPECT_NE(found, choices.end()) << beginning << " is not listed";
    return found;
  };
  return find(first) < find(second);
}

}  // namespace ioracle::test
