// Shrinking keeps what it is asked to keep, and nothing else.

#include "fuzz/shrink.h"

#include <gtest/gtest.h>

#include "format/scenario_reader.h"
#include "fuzz/generator.h"

namespace ioracle {
namespace {

constexpr std::string_view scenario = R"({"name":"long","about":"many steps","clauses":[],
 "threads":["main","t1"],"routines":{"done":[]},
 "steps":[
  {"call":"CreateEventW","as":"e7","with":{"bManualReset":1,"bInitialState":0}},
  {"call":"CreateEventW","as":"e9","with":{"bManualReset":1,"bInitialState":1}},
  {"settle":true},
  {"race":[[{"thread":"main","call":"SetEvent","with":{"hEvent":"e7"}}],
           [{"thread":"t1","call":"WaitForSingleObject",
             "with":{"hHandle":"e9","dwMilliseconds":90}},
            {"thread":"t1","observe":"e7"}]]},
  {"settle":true}]})";

TEST(Shrink, LeavesOnlyWhatIsNeeded) {
  FormatError error;
  EXPECT_EQ(step_count(scenario), 7U);
  const auto waits = [](const std::string& text) {
    return text.find("WaitForSingleObject") != std::string::npos;
  };
  const auto shrunk = shrink(scenario, waits, 1'000, error);
  ASSERT_TRUE(shrunk) << error.message();
  // The wait is left, and the event that it names, which has the smallest number now.
  EXPECT_LE(step_count(shrunk->scenario), 2U) << shrunk->scenario;
  EXPECT_EQ(shrunk->scenario.find("race"), std::string::npos) << shrunk->scenario;
  EXPECT_EQ(shrunk->scenario.find("t1"), std::string::npos) << shrunk->scenario;
  EXPECT_EQ(shrunk->scenario.find("e9"), std::string::npos) << shrunk->scenario;
  EXPECT_EQ(shrunk->scenario.find("90"), std::string::npos) << shrunk->scenario;
}

TEST(Shrink, TriesOnlyValidScenarios) {
  FormatError error;
  std::uint64_t asked = 0;
  const auto shrunk = shrink(
      generate_scenario(1, 2, all_families()).text,
      [&](const std::string& text) {
        FormatError wrong;
        EXPECT_TRUE(read_scenario(text, "candidate", wrong)) << wrong.message();
        return ++asked % 3 == 0;
      },
      300, error);
  ASSERT_TRUE(shrunk);
  EXPECT_EQ(shrunk->tried, asked);
  EXPECT_TRUE(read_scenario(shrunk->scenario, "shrunk", error)) << error.message();
}

TEST(Shrink, StopsWhereItMay) {
  FormatError error;
  const auto shrunk = shrink(
      scenario, [](const std::string&) { return false; }, 5, error);
  ASSERT_TRUE(shrunk);
  EXPECT_EQ(shrunk->tried, 5U);
  EXPECT_EQ(step_count(shrunk->scenario), 7U);
  EXPECT_FALSE(shrink(
      "{", [](const std::string&) { return true; }, 5, error));
}

TEST(Shrink, Renames) {
  const std::string other = renamed(scenario, "other");
  EXPECT_EQ(name_of_scenario(other), "other");
  EXPECT_EQ(step_count(other), 7U);
}

}  // namespace
}  // namespace ioracle
