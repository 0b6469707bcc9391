// ioracle conform with several agents; what repeats never showed; scenarios made small; the facts
// that were performed.

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "tests/cli/command.h"

namespace ioracle::test {
namespace {

using Json = nlohmann::json;
using Arguments = std::vector<std::string>;

const std::string simulator = std::string(IORACLE_PROGRAM) + " agent";
const std::string port_scenarios = source("scenarios/port");
const std::string race = source("scenarios/port/two_threads_race_for_one_packet.json");

Ran conform(const Folder& folder, const std::string& agent, const std::string& scenarios,
            Arguments more) {
  more.insert(more.begin(), {"conform", "--agent", agent, scenarios});
  return folder.run(more);
}

// What every run has alike.
Json results_of(const Ran& ran) {
  const Json json = Json::parse(ran.output, nullptr, false);
  EXPECT_TRUE(json.is_object()) << ran.output << ran.errors;
  return json["results"];
}

TEST(ConformJobs, SeveralAgentsTellWhatOneTells) {
  const Folder folder;
  const std::string faulty = simulator + " --fault packet_key_wrong";
  const Ran one = conform(folder, faulty, port_scenarios, {"--format", "json"});
  const Ran several = conform(folder, faulty, port_scenarios, {"--format", "json", "--jobs", "5"});
  EXPECT_EQ(one.code, 1);
  EXPECT_EQ(several.code, 1) << several.errors;
  EXPECT_EQ(results_of(one), results_of(several));
  const std::string single = source("scenarios/port/empty_port_times_out.json");
  EXPECT_EQ(conform(folder, simulator, single, {"--jobs", "64"}).code, 0);
  EXPECT_EQ(conform(folder, simulator, single, {"--jobs", "0"}).code, 2);
}

TEST(ConformJobs, EachAgentIsReplacedByItself) {
  const Folder folder;
  const std::string log = folder.path("kills");
  const std::string agent =
      "python3 " + source("tests/record/killed_agent.py") + " " + log + " 40 " + simulator;
  const Ran ran = conform(folder, agent, source("scenarios/wait"),
                          {"--format", "json", "--jobs", "3", "--repeat", "4"});
  std::set<std::string> killed;
  std::istringstream lines(text_of(log));
  for (std::string word, name; lines >> word;) {
    if (word == "killed" && lines >> name) killed.insert(name);
  }
  EXPECT_FALSE(killed.empty());
  EXPECT_EQ(ran.code, 1) << ran.errors;
  for (const Json& result : results_of(ran)) {
    const bool dead = killed.contains(result["scenario"].get<std::string>());
    EXPECT_EQ(result["result"], dead ? "died" : "accepted") << result["scenario"];
  }
}

TEST(ConformRepeats, TellWhatIsAllowedAndWasNeverSeen) {
  const Folder folder;
  const std::uint64_t repeats = 2;
  const Json result = results_of(conform(
      folder, simulator, race, {"--format", "json", "--repeat", std::to_string(repeats)}))[0];
  ASSERT_TRUE(result.contains("places")) << result;
  std::set<std::string> places;
  for (const Json& place : result["places"]) {
    places.insert(place["place"]);
    EXPECT_GE(place["allowed"].size(), 2U);
    std::uint64_t seen = 0;
    for (const Json& one : place["allowed"]) seen += one["count"].get<std::uint64_t>();
    EXPECT_EQ(seen, repeats) << place;
  }
  EXPECT_TRUE(places.contains("t1 1 GetQueuedCompletionStatus")) << result["places"];
  // One run of an agent shows one result in each place: the other was never seen.
  const std::string stubborn =
      "python3 " + source("tests/cli/stubborn_agent.py") + " " + std::string(IORACLE_PROGRAM);
  const Ran text = conform(folder, stubborn, race, {"--repeat", "3"});
  EXPECT_EQ(text.code, 0) << text.errors;
  EXPECT_NE(text.output.find("how often each was seen; 2 never were"), std::string::npos)
      << text.output;
  EXPECT_NE(text.output.find("  never  TRUE"), std::string::npos) << text.output;
  EXPECT_EQ(conform(folder, simulator, race, {}).output.find("never"), std::string::npos);
}

TEST(ConformReport, TellsTheLeastThatShowsADivergence) {
  const Folder folder;
  const std::string faulty = simulator + " --fault packet_key_wrong";
  const std::string scenario = source("scenarios/port/posted_packets_come_out_in_order.json");
  const std::string small = folder.path("posted_packets_come_out_in_order.json");
  EXPECT_EQ(folder.run({"shrink", scenario, "--agent", faulty, "--out", small, "-q"}).code, 1);
  const std::string report = folder.path("report.md");
  const Ran ran =
      conform(folder, faulty, scenario, {"--report", report, "--small", folder.path(".")});
  EXPECT_EQ(ran.code, 1) << ran.errors;
  const std::string text = text_of(report);
  EXPECT_NE(text.find("the least that shows it"), std::string::npos) << text;
  EXPECT_NE(text.find("\"PostQueuedCompletionStatus\""), std::string::npos) << text;
  EXPECT_EQ(
      conform(folder, faulty, scenario, {"--report", report, "--small", folder.path("none")}).code,
      2);
}

TEST(ConformReport, ALostPacketIsToldWithTheRuleThatBringsIt) {
  const Folder folder;
  const Ran ran = conform(folder, simulator + " --fault packet_lost",
                          source("scenarios/port/posted_packets_come_out_in_order.json"), {});
  EXPECT_EQ(ran.code, 1);
  EXPECT_NE(ran.output.find("(rule GetQueuedCompletionStatus.dequeues)"), std::string::npos)
      << ran.output;
  EXPECT_EQ(ran.output.find("nothing that is known leads to it"), std::string::npos);
}

TEST(CoveragePerformed, CountsWhatWasNotRefused) {
  const Folder folder;
  const auto facts = [&](const std::string& result) {
    const std::string results = folder.write(
        "results.json", R"({"agent": {"name": "it", "version": "1", "system": "s"}, "results": [
          {"scenario": "accept_ex_without_a_buffer_fails", "result": ")" +
                            result + R"(", "clauses": []}]})");
    const Ran ran = folder.run({"coverage", source("scenarios/accept"), "--seeds", "1",
                                "--performed", results, "--format", "json"});
    EXPECT_EQ(ran.code, 0) << ran.errors;
    return Json::parse(ran.output);
  };
  const Json rejected = facts("rejected");
  EXPECT_GT(rejected["performed"], 0);
  EXPECT_EQ(rejected["refused"], 0);
  EXPECT_GT(rejected["exercised"], rejected["performed"]);
  EXPECT_EQ(rejected["total"], rejected["in_scope"].get<int>() + rejected["excused"].get<int>());
  const Json refused = facts("unsupported");
  EXPECT_EQ(refused["performed"], 0);
  EXPECT_EQ(refused["refused"], rejected["performed"]);
  EXPECT_EQ(folder.run({"coverage", "--performed", folder.path("none")}).code, 2);
}

}  // namespace
}  // namespace ioracle::test
