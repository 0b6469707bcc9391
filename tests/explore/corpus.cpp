#include "tests/explore/corpus.h"

#include <algorithm>

namespace ioracle::explore::test {

namespace fs = std::filesystem;

std::vector<fs::path> files(std::string_view ending) {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::recursive_directory_iterator(ioracle::test::scenario_folder())) {
    if (entry.path().extension() == '.' + std::string(ending)) paths.push_back(entry.path());
  }
  std::ranges::sort(paths);
  return paths;
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
