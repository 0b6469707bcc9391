#pragma once
// The tables of this folder, and runs of the scenarios that they name.

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "model/contract/contract.h"
#include "program/program.h"

namespace ioracle::contract {

std::filesystem::path scenario_folder();

// One row a line. `name` is that of a file in this folder; a fault fails the test.
std::vector<nlohmann::json> rows_of(const std::string& name);

// `name` is below scenarios/, with its ending.
Program scenario_named(const std::string& name);

// IORACLE_SEEDS, or 20.
std::uint64_t seed_count();

struct Shown {
  std::vector<Mark> marks;
  std::string verdict;  // of the oracle; "unsupported" too
};

Shown run_of(const Program& program, std::uint64_t seed);

}  // namespace ioracle::contract
