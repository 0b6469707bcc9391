// ioracle explore: outcomes, queries, witnesses that run replays, and what is malformed.

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/cli/command.h"

namespace ioracle::test {
namespace {

using Json = nlohmann::json;

const std::string race = source("scenarios/port/two_threads_race_for_one_packet.json");
const std::string litmus = source("scenarios/litmus/port/packet_and_return.litmus");

TEST(Explore, JsonHasTheKeysOfTheContract) {
  const Folder folder;
  const Ran ran =
      folder.run({"explore", race, "--query", "g1.value == 1", "--format", "json", "--jobs", "2"});
  EXPECT_EQ(ran.code, 0) << ran.errors;
  const Json json = Json::parse(ran.output);
  EXPECT_EQ(json["complete"], true);
  EXPECT_GT(json["states"], 10);
  ASSERT_EQ(json["outcomes"].size(), 2U);
  for (const Json& outcome : json["outcomes"]) {
    EXPECT_EQ(outcome["count"], outcome["witness"].size());
    EXPECT_FALSE(outcome["observations"].empty());
  }
  EXPECT_EQ(json["query"], Json({{"expr", "g1.value == 1"}, {"answer", "Sometimes"}}));
  const Ran again = folder.run({"explore", race, "--query", "g1.value == 1", "--format", "json"});
  EXPECT_EQ(again.output, ran.output);
}

TEST(Explore, RunReplaysTheWitness) {
  const Folder folder;
  const std::string choices = folder.path("choices.json");
  const Ran ran = folder.run(
      {"explore", litmus, "--query", "early succeeded and r pending", "--witness", choices});
  EXPECT_EQ(ran.code, 0) << ran.errors;
  EXPECT_NE(ran.output.find("Sometimes: early succeeded and r pending"), std::string::npos);
  const Ran run = folder.run({"run", litmus, "--choices", choices, "--format", "json"});
  EXPECT_EQ(Json::parse(run.output)["choices"]["replayed"], true) << run.output;
}

TEST(Explore, TellsQuestionsWithTheirAnswersAndClauses) {
  const Folder folder;
  const Ran ran = folder.run({"explore", litmus, "--quiet"});
  EXPECT_EQ(ran.code, 0) << ran.errors;
  EXPECT_NE(ran.output.find("May a packet be dequeued before WSARecv has returned?\n"
                            "  Sometimes: early succeeded\n  by sock-062, WSARecv.ret.pending\n"),
            std::string::npos)
      << ran.output;
}

TEST(Explore, SaysThatAnExpectationDoesNotHold) {
  const Folder folder;
  const Ran ran = folder.run({"explore", "-"}, R"({"name": "t", "steps": [
    {"call": "CreateEventW", "as": "e", "with": {"bManualReset": 1, "bInitialState": 0}}],
    "expect": [{"sometimes": "e failed"}]})");
  EXPECT_EQ(ran.code, 1);
  EXPECT_NE(ran.output.find("Never: e failed   (expected: sometimes)"), std::string::npos);
}

TEST(Explore, SaysWhatItCouldNotTell) {
  const Folder folder;
  const Ran ran = folder.run({"explore", race, "--max-states", "20", "--query", "g1 succeeded"});
  EXPECT_EQ(ran.code, 3);
  EXPECT_NE(ran.output.find("cut short"), std::string::npos);
  EXPECT_NE(ran.output.find("Inconclusive: g1 succeeded"), std::string::npos);
}

TEST(Explore, RefusesQueriesThatSpeakOfNothing) {
  const Folder folder;
  const Ran misspelt = folder.run({"explore", race, "--query", "g3 succeeded"});
  EXPECT_EQ(misspelt.code, 2);
  EXPECT_NE(misspelt.errors.find("nothing named \"g3\""), std::string::npos) << misspelt.errors;
  const Ran none = folder.run({"explore", race, "--query", "g1 =="});
  EXPECT_EQ(none.code, 2);
  EXPECT_NE(none.errors.find("column"), std::string::npos) << none.errors;
  EXPECT_EQ(folder.run({"explore", race, "--witness", "x"}).code, 2);
  EXPECT_EQ(folder.run({"explore", race, "--jobs", "0"}).code, 2);
}

}  // namespace
}  // namespace ioracle::test
