// The kit's examples are agents: each performs some scenarios, says why it refuses the others, and
// what it performs is right. And they are as short as they are said to be.

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "tests/cli/command.h"

namespace ioracle::test {
namespace {

using Json = nlohmann::json;

constexpr std::ptrdiff_t example_lines_max = 150;

const std::string cpp_example = IORACLE_PROGRAM_FOLDER "/ioracle-example-agent";

struct Example {
  std::string name;
  std::string command;
  int accepted_least = 0;
};

void PrintTo(const Example& example, std::ostream* out) { *out << example.name; }

class KitTest : public testing::TestWithParam<Example> {};

TEST_P(KitTest, PerformsSomeScenariosAndRefusesTheOthers) {
  const Folder folder;
  const Ran ran = folder.run(
      {"conform", "--agent", GetParam().command, source("scenarios"), "--format", "json"});
  EXPECT_EQ(ran.code, 3) << ran.output << ran.errors;  // some are unsupported, none is rejected
  const Json json = Json::parse(ran.output, nullptr, false);
  ASSERT_TRUE(json.is_object()) << ran.output;
  int accepted = 0;
  for (const Json& result : json["results"]) {
    if (result["result"] == "accepted") {
      ++accepted;
      continue;
    }
    EXPECT_EQ(result["result"], "unsupported") << result;
    EXPECT_TRUE(result["reason"].get<std::string>().starts_with("the agent: it ")) << result;
  }
  EXPECT_GE(accepted, GetParam().accepted_least);
}

INSTANTIATE_TEST_SUITE_P(Kit, KitTest,
                         testing::Values(Example{"cpp", cpp_example, 12},
                                         Example{"python",
                                                 "python3 " + source("kit/example_agent.py"), 5}),
                         [](const auto& test) { return test.param.name; });

// A call that waits for ever is a hang in the trace, and the process is replaced.
TEST(Kit, TheHeaderTellsWhoIsBlockedForEver) {
  const Folder folder;
  const std::string scenario =
      source("scenarios/port/dequeue_without_a_packet_waits_for_ever.json");
  const Ran ran = folder.run({"conform", "--agent", cpp_example, scenario, "--repeat", "2", "--out",
                              folder.path("traces")});
  EXPECT_EQ(ran.code, 0) << ran.output << ran.errors;
  const std::string trace =
      text_of(folder.path("traces/dequeue_without_a_packet_waits_for_ever.2.jsonl"));
  EXPECT_NE(trace.find("\"event\":\"hang\""), std::string::npos) << trace;
}

TEST(Kit, ExamplesAreShort) {
  for (const char* file : {"kit/example_agent.cpp", "kit/example_agent.py"}) {
    EXPECT_LE(std::ranges::count(text_of(source(file)), '\n'), example_lines_max) << file;
  }
}

}  // namespace
}  // namespace ioracle::test
