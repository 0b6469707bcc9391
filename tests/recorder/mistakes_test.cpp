// The table of what is expected of the programs that show a mistake each.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "model/clause.h"

namespace ioracle {
namespace {

namespace fs = std::filesystem;
const fs::path misuse_folder = fs::path(IORACLE_SOURCE_FOLDER) / "tests/recorder/programs/misuse";

std::vector<std::string> lines_of(const fs::path& path) {
  std::ifstream file(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

std::vector<nlohmann::json> expected() {
  std::vector<nlohmann::json> rows;
  for (const std::string& line : lines_of(misuse_folder / "expected.jsonl")) {
    rows.push_back(nlohmann::json::parse(line));
  }
  return rows;
}

TEST(Mistakes, EachIsAtItsLine) {
  for (const nlohmann::json& row : expected()) {
    const std::string program = row["program"];
    const std::vector<std::string> lines = lines_of(misuse_folder / (program + ".cpp"));
    const std::size_t line = row["line"];
    ASSERT_LE(line, lines.size()) << program;
    EXPECT_NE(lines[line - 1].find("the mistake"), std::string::npos) << program << ": " << line;
  }
}

TEST(Mistakes, EachProgramHasItsRow) {
  std::set<std::string> rows;
  for (const nlohmann::json& row : expected()) rows.insert(row["program"].get<std::string>());
  std::set<std::string> programs;
  for (const auto& entry : fs::directory_iterator(misuse_folder)) {
    if (entry.path().extension() == ".cpp") programs.insert(entry.path().stem().string());
  }
  EXPECT_EQ(rows, programs);
}

TEST(Mistakes, EachCitesClausesThatExist) {
  for (const nlohmann::json& row : expected()) {
    for (const std::string id : row["clauses"]) {
      EXPECT_TRUE(find_clause(id).has_value()) << row["program"] << ": " << id;
    }
  }
}

}  // namespace
}  // namespace ioracle
