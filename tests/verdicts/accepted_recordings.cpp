#include "tests/verdicts/accepted_recordings.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace ioracle::verdicts {

void for_each_simulated(std::uint64_t seeds, const TestOfRecording& test) {
  const auto folder = std::filesystem::path(IORACLE_SOURCE_FOLDER) / "scenarios";
  for (const auto& path : scenarios()) {
    const std::string scenario =
        std::filesystem::relative(path, folder).replace_extension().generic_string();
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
      std::optional<Recording> recording = simulate(scenario, seed);
      ASSERT_TRUE(recording);
      if (judge(*recording).kind == VerdictKind::unsupported) break;
      test(*recording, scenario + ", seed " + std::to_string(seed));
    }
  }
}

void for_each_recorded(const TestOfRecording& test) {
  std::vector<std::filesystem::path> paths;
  const auto folder = std::filesystem::path(IORACLE_SOURCE_FOLDER) / "traces";
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    // What is published is freed of all but what it states already.
    const bool published = entry.path().parent_path().filename() == "published";
    if (entry.path().extension() == ".jsonl" && !published) paths.push_back(entry.path());
  }
  std::ranges::sort(paths);
  for (const auto& path : paths) {
    std::optional<Recording> recording = read_trace(path);
    ASSERT_TRUE(recording);
    if (judge(*recording).kind == VerdictKind::accepted) {
      test(*recording, std::filesystem::relative(path, folder).generic_string());
    }
  }
}

}  // namespace ioracle::verdicts
