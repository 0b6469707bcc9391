// ioracle fuzz and ioracle shrink, as a user runs them.

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "format/scenario_reader.h"
#include "fuzz/shrink.h"
#include "tests/cli/command.h"

namespace ioracle::test {
namespace {

using Json = nlohmann::json;
using Arguments = std::vector<std::string>;

Ran fuzz(const Folder& folder, Arguments more) {
  more.insert(more.begin(), {"fuzz", "--out", folder.path("found"), "--format", "json"});
  return folder.run(more);
}

Json json_of(const Ran& ran) {
  Json json = Json::parse(ran.output, nullptr, false);
  EXPECT_TRUE(json.is_object()) << ran.output << ran.errors;
  return json;
}

// What must not hang on how the work was divided.
Json result_of(const Ran& ran) {
  Json json = json_of(ran);
  json.erase("seconds");
  for (Json& failure : json["failures"]) failure.erase("found_after");
  return json;
}

TEST(FuzzVerb, TellsWhatTheContractSays) {
  const Folder folder;
  const Ran ran = fuzz(folder, {"--scenarios", "200", "--seed", "4", "--tries", "0"});
  const Json json = json_of(ran);
  for (const char* key : {"seed", "scenarios", "events", "rejected", "failures", "seconds"}) {
    EXPECT_TRUE(json.contains(key)) << key;
  }
  EXPECT_EQ(json["seed"], 4);
  EXPECT_EQ(json["scenarios"], 200);
  EXPECT_EQ(ran.code, json["rejected"] == 0 ? 0 : 1);
}

TEST(FuzzVerb, JobsChangeNothing) {
  const Folder folder;
  const Arguments common = {"--scenarios", "400", "--seed",  "1",
                            "--failures",  "3",   "--tries", "100"};
  const auto with_jobs = [&](const char* jobs) {
    Arguments all = common;
    all.insert(all.end(), {"--jobs", jobs});
    return result_of(fuzz(folder, all));
  };
  const Json one = with_jobs("1");
  EXPECT_EQ(one, with_jobs("2"));
  EXPECT_EQ(one, with_jobs("3"));
}

// What guides is what was reached before, whoever worked at it; and it reaches more.
TEST(FuzzVerb, GuidanceReachesMoreAndTheSameForAnyNumberOfJobs) {
  const Folder folder;
  const auto reached = [&](const char* jobs, const char* how) {
    return result_of(
        fuzz(folder, {"--scenarios", "3000", "--seed", "1", "--tries", "0", "--jobs", jobs, how}));
  };
  const Json guided = reached("1", "--guided");
  EXPECT_EQ(guided, reached("2", "--guided"));
  const Json unguided = reached("1", "--measure");
  EXPECT_GT(guided["reached"]["pairs"], unguided["reached"]["pairs"]);
  EXPECT_GE(guided["reached"]["rules"].get<int>() + 5, unguided["reached"]["rules"].get<int>());
  EXPECT_EQ(fuzz(folder, {"--guided", "--shard", "1/2"}).code, 2);
}

TEST(FuzzVerb, ShardsTogetherAreTheWhole) {
  const Folder folder;
  std::uint64_t rejected = 0;
  std::uint64_t events = 0;
  const Arguments common = {"--scenarios", "300", "--failures", "300", "--tries", "0"};
  for (const char* shard : {"1/3", "2/3", "3/3"}) {
    Arguments all = common;
    all.insert(all.end(), {"--shard", shard});
    const Json part = json_of(fuzz(folder, all));
    EXPECT_EQ(part["scenarios"], 100);
    rejected += part["rejected"].get<std::uint64_t>();
    events += part["events"].get<std::uint64_t>();
  }
  const Json whole = json_of(fuzz(folder, common));
  EXPECT_EQ(whole["rejected"], rejected);
  EXPECT_EQ(whole["events"], events);
}

TEST(FuzzVerb, FindsNothingInTheSimulatorAsAnAgent) {
  const Folder folder;
  const Ran ran = fuzz(folder, {"--agent", std::string(IORACLE_PROGRAM) + " agent", "--scenarios",
                                "60", "--family", "datagram"});
  EXPECT_EQ(ran.code, 0) << ran.output << ran.errors;
  EXPECT_EQ(json_of(ran)["rejected"], 0);
}

class FuzzFault : public testing::TestWithParam<const char*> {};

TEST_P(FuzzFault, IsFoundMadeSmallAndReplayed) {
  const Folder folder;
  const std::string agent = std::string(IORACLE_PROGRAM) + " agent --fault " + GetParam();
  const Ran ran =
      fuzz(folder, {"--agent", agent, "--failures", "1", "--time", "60s", "--attempts", "4"});
  EXPECT_EQ(ran.code, 1) << ran.errors;
  const Json json = json_of(ran);
  ASSERT_EQ(json["failures"].size(), 1U);
  const Json& failure = json["failures"][0];
  EXPECT_FALSE(failure["clauses"].empty()) << failure;
  EXPECT_LE(failure["steps"], 14);  // connections are set up by steps of the scenario
  EXPECT_EQ(failure["reproduced"], true);
  const std::string scenario = failure["scenario"];
  EXPECT_EQ(step_count(text_of(scenario)), failure["steps"]);
  // The trace is rejected, the scenario is on the agent, and not without the fault.
  EXPECT_EQ(folder.run({"check", failure["trace"].get<std::string>()}).code, 1);
  EXPECT_EQ(folder.run({"conform", "--agent", agent, scenario, "--repeat", "4"}).code, 1);
  const std::string sound = std::string(IORACLE_PROGRAM) + " agent";
  EXPECT_EQ(folder.run({"conform", "--agent", sound, scenario, "--repeat", "4"}).code, 0);
}

INSTANTIATE_TEST_SUITE_P(
    Fuzz, FuzzFault,
    testing::Values("packet_lost", "query_count_wrong", "routine_lost", "cancel_finds_nothing",
                    "events_never_set", "waits_end_unsignaled", "skipped_signal_tells_nobody",
                    "thread_end_spares_receives", "messages_never_taken", "sends_never_end",
                    // These no scenario of the corpus shows.
                    "blocked_receive_outlasts_close", "cancel_spares_connects",
                    "cancel_spares_sends", "close_spares_accepts", "close_spares_connects",
                    "close_spares_datagrams", "close_spares_sends", "unread_data_close_gracefully"),
    [](const auto& fault) { return std::string(fault.param); });

TEST(FuzzVerb, AnAgentThatDiesIsAFailure) {
  const Folder folder;
  const Ran ran =
      fuzz(folder, {"--agent", std::string(IORACLE_PROGRAM) + " agent --fault agent_dies",
                    "--scenarios", "30", "--failures", "1"});
  EXPECT_EQ(ran.code, 1) << ran.errors;
  EXPECT_EQ(json_of(ran)["failures"][0]["result"], "died");
}

TEST(FuzzVerb, RefusesWhatMakesNoSense) {
  const Folder folder;
  for (const Arguments& arguments :
       {Arguments{"--family", "recieve"}, Arguments{"--time", "soon"}, Arguments{"--shard", "3/2"},
        Arguments{"--shard", "0/2"}, Arguments{"--jobs", "0"},
        Arguments{"--agent", "/nonexistent/agent"}}) {
    const Ran ran = fuzz(folder, arguments);
    EXPECT_EQ(ran.code, 2) << arguments[0] << ' ' << arguments[1];
    EXPECT_EQ(ran.output, "");
  }
  EXPECT_NE(fuzz(folder, {"--family", "recieve"}).errors.find("receive"), std::string::npos);
}

TEST(ShrinkVerb, MakesAFailingScenarioSmall) {
  const Folder folder;
  const std::string agent = std::string(IORACLE_PROGRAM) + " agent --fault query_count_wrong";
  const Json json = json_of(fuzz(folder, {"--agent", agent, "--failures", "1", "--tries", "0"}));
  const std::string large = json["failures"][0]["scenario"];
  const std::string small = folder.path("small.json");
  const Ran ran =
      folder.run({"shrink", large, "--agent", agent, "--attempts", "4", "--out", small});
  EXPECT_EQ(ran.code, 1) << ran.errors;
  EXPECT_LT(step_count(text_of(small)), step_count(text_of(large)));
  EXPECT_EQ(folder.run({"conform", "--agent", agent, small, "--repeat", "4"}).code, 1);
  // What does not fail is left alone.
  const std::string sound = std::string(IORACLE_PROGRAM) + " agent";
  const Ran nothing = folder.run({"shrink", small, "--agent", sound});
  EXPECT_EQ(nothing.code, 0);
  EXPECT_EQ(nothing.output, "");
  EXPECT_EQ(folder.run({"shrink", folder.write("bad.json", "{")}).code, 2);
}

}  // namespace
}  // namespace ioracle::test
