#include "tests/explore/corpus.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "format/scenario_reader.h"

namespace ioracle::explore::test {

namespace fs = std::filesystem;

std::vector<fs::path> files(std::string_view ending) {
  std::vector<fs::path> paths;
  const fs::path folder = fs::path(IORACLE_SOURCE_FOLDER) / "scenarios";
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.path().extension() == '.' + std::string(ending)) paths.push_back(entry.path());
  }
  std::ranges::sort(paths);
  return paths;
}

Program read_file(const fs::path& path) {
  FormatError error;
  auto program = read_scenario_file(path.string(), error);
  if (!program) ADD_FAILURE() << error.message();
  return program ? std::move(*program) : Program{};
}

Program read(std::string_view text) {
  FormatError error;
  auto program = read_scenario(text, "test", error);
  if (!program) ADD_FAILURE() << error.message();
  return program ? std::move(*program) : Program{};
}

std::vector<std::pair<std::uint64_t, std::uint64_t>> keys(const Exploration& exploration) {
  std::vector<std::pair<std::uint64_t, std::uint64_t>> all;
  for (const Outcome& outcome : exploration.outcomes) {
    all.emplace_back(outcome.key.high, outcome.key.low);
  }
  std::ranges::sort(all);
  return all;
}

}  // namespace ioracle::explore::test
