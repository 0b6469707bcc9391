// ioracle run: the founding example, simulated.

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/cli/command.h"

namespace ioracle::test {
namespace {

using Json = nlohmann::json;

const std::string example = source(founding_example);

TEST(Run, SameSeedSameBytes) {
  const Folder folder;
  const Ran first = folder.run({"run", example, "--seed", "7", "--trace", "-"});
  const Ran second = folder.run({"run", example, "--seed", "7", "--trace", "-"});
  EXPECT_EQ(first.code, 0) << first.errors;
  EXPECT_FALSE(first.output.empty());
  EXPECT_EQ(first.output, second.output);
}

TEST(Run, ItsTraceIsAcceptedFromAPipeAndFromAFile) {
  const Folder folder;
  const std::string file = folder.path("trace.jsonl");
  const Ran run = folder.run({"run", example, "--seed", "7", "--trace", "-"});
  EXPECT_EQ(folder.run({"run", example, "--seed", "7", "--trace", file}).code, 0);
  EXPECT_EQ(text_of(file), run.output);
  const Ran piped = folder.run({"check", "-"}, run.output);
  EXPECT_EQ(piped.code, 0) << piped.output << piped.errors;
  const Ran read = folder.run({"check", file});
  EXPECT_EQ(read.code, 0) << read.output << read.errors;
  EXPECT_NE(read.output.find("accepted"), std::string::npos);
}

TEST(Run, JsonHasTheKeysOfTheContract) {
  const Folder folder;
  const Ran run = folder.run({"run", example, "--seed", "7", "--format", "json"});
  const Json json = Json::parse(run.output);
  EXPECT_EQ(json["seed"], 7);
  EXPECT_EQ(json["hang"], false);
  EXPECT_GT(json["steps"], 0);
  EXPECT_TRUE(json["scenario"].is_string());
  EXPECT_TRUE(json["digest"].is_string());
  const Ran other = folder.run({"run", example, "--seed", "8", "--format", "json"});
  EXPECT_NE(Json::parse(other.output)["digest"], json["digest"]);
}

TEST(Run, PrintsATableForPeople) {
  const Folder folder;
  const Ran run = folder.run({"run", example});
  EXPECT_EQ(run.code, 0) << run.errors;
  EXPECT_NE(run.output.find("calls WSARecv(s = "), std::string::npos) << run.output;
  EXPECT_NE(run.output.find("the trace ends"), std::string::npos);
  EXPECT_EQ(run.errors, "");
}

TEST(Run, NamesViolatedExpectations) {
  const Folder folder;
  const std::string scenario = folder.write("s.json", R"({"name": "s", "steps": [
    {"call": "WSACreateEvent", "as": "e"}], "expect": [{"always": "e failed"}]})");
  const Ran run = folder.run({"run", scenario});
  EXPECT_EQ(run.code, 1) << run.errors;
  EXPECT_NE(run.output.find("violated: always e failed"), std::string::npos) << run.output;
  const Json json = Json::parse(folder.run({"run", scenario, "--format", "json"}).output);
  EXPECT_EQ(json["violated"].size(), 1U);
}

TEST(Run, ADeadlockNamesWhoWaitsForWhat) {
  const Folder folder;
  const Ran run =
      folder.run({"run", source("scenarios/port/dequeue_without_a_packet_waits_for_ever.json")});
  EXPECT_NE(run.output.find("hang"), std::string::npos) << run.output << run.errors;
  EXPECT_NE(run.output.find("calls GetQueuedCompletionStatus("), std::string::npos);
}

TEST(Run, AFunctionWithoutARuleIsUndecided) {
  const Folder folder;
  const std::string scenario = folder.write("s.json", R"({"name": "s", "steps": [
    {"call": "WSAWaitForMultipleEvents", "with": {"lphEvents": []}},
    {"call": "GetCurrentThread"}]})");
  const Ran run = folder.run({"run", scenario});
  EXPECT_TRUE(run.code == 2 || run.code == 3) << run.output << run.errors;
}

}  // namespace
}  // namespace ioracle::test
