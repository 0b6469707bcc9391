// Trials that crash, or do not come to an end, are told; the others go on.

#include "fuzz/crew.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>

namespace ioracle {
namespace {

std::vector<TrialRecord> perform(std::uint32_t jobs) {
  std::vector<std::uint64_t> indices;
  for (std::uint64_t index = 0; index < 50; ++index) indices.push_back(index);
  CrewOptions options;
  options.jobs = jobs;
  options.patience = std::chrono::milliseconds(300);
  return perform_all(indices, options, []() -> Perform {
    return [](std::uint64_t index) {
      if (index == 7 || index == 8 || index == 49) raise(SIGKILL);
      while (index == 20) pause();
      TrialRecord record;
      record.index = index;
      record.events = index * 2;
      return record;
    };
  });
}

TEST(Crew, TellsWhichTrialsCrashedAndWhichNeverEnded) {
  for (const std::uint32_t jobs : {1U, 2U, 5U}) {
    const auto records = perform(jobs);
    ASSERT_EQ(records.size(), 50U);
    for (std::uint64_t index = 0; index < records.size(); ++index) {
      EXPECT_EQ(records[index].index, index);
      const bool crashes = index == 7 || index == 8 || index == 49;
      const auto outcome = crashes       ? Trial::Outcome::crashed
                           : index == 20 ? Trial::Outcome::endless
                                         : Trial::Outcome::accepted;
      EXPECT_EQ(name_of(records[index].outcome), name_of(outcome)) << index;
      EXPECT_EQ(records[index].events, outcome == Trial::Outcome::accepted ? index * 2 : 0);
    }
  }
}

}  // namespace
}  // namespace ioracle
