#include "tests/contract/tables.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "format/scenario_reader.h"
#include "oracle/oracle.h"
#include "sim/simulation.h"

namespace ioracle::contract {

std::filesystem::path scenario_folder() {
  return std::filesystem::path(IORACLE_SOURCE_FOLDER) / "scenarios";
}

std::vector<nlohmann::json> rows_of(const std::string& name) {
  const auto path = std::filesystem::path(IORACLE_SOURCE_FOLDER) / "tests/contract" / name;
  std::ifstream file(path);
  EXPECT_TRUE(file) << path;
  std::vector<nlohmann::json> rows;
  for (std::string line; std::getline(file, line);) rows.push_back(nlohmann::json::parse(line));
  return rows;
}

Program scenario_named(const std::string& name) {
  FormatError error;
  const auto program = read_scenario_file((scenario_folder() / name).string(), error);
  EXPECT_TRUE(program) << error.message();
  return program ? *program : Program{};
}

std::uint64_t seed_count() {
  const char* wanted = std::getenv("IORACLE_SEEDS");
  return wanted == nullptr ? 20 : std::strtoull(wanted, nullptr, 10);
}

Shown run_of(const Program& program, std::uint64_t seed) {
  Names names = program.names;
  Simulation simulation(program, names, Profile::windows_10, seed);
  std::vector<Event> events;
  Contract contract;
  simulation.run([&](const Event& event) {
    events.push_back(event);
    contract.take(event);
  });
  Oracle oracle({Profile::windows_10, 200'000}, names);
  for (const Event& event : events) {
    if (!oracle.take(event)) break;
  }
  return {contract.marks(), std::string(name_of(oracle.verdict().kind))};
}

}  // namespace ioracle::contract
