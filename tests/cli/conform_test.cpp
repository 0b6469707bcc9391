// ioracle conform against the simulator as an agent: faultless, faulty, dying and killed.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <vector>

#include "conform/faults.h"
#include "tests/cli/command.h"

namespace ioracle {
// How messages of tests call a fault.
void PrintTo(const Fault& fault, std::ostream* out) { *out << fault.name; }
}  // namespace ioracle

namespace ioracle::test {
namespace {

using Json = nlohmann::json;
using Arguments = std::vector<std::string>;

const std::string simulator = std::string(IORACLE_PROGRAM) + " agent";
const std::string corpus = source("scenarios");
const std::string port_scenarios = source("scenarios/port");

std::string with_fault(std::string_view fault) {
  return simulator + " --fault " + std::string(fault);
}

Ran conform(const Folder& folder, const std::string& agent, const std::string& scenarios,
            Arguments more = {}) {
  more.insert(more.begin(), {"conform", "--agent", agent, scenarios});
  return folder.run(more);
}

Json json_of(const Ran& ran) {
  Json json = Json::parse(ran.output, nullptr, false);
  EXPECT_TRUE(json.is_object()) << ran.output << ran.errors;
  return json;
}

// How many scenarios have each result.
std::map<std::string, int> counts(const Json& json) {
  std::map<std::string, int> all;
  for (const Json& result : json["results"]) ++all[result["result"].get<std::string>()];
  return all;
}

TEST(Conform, TheSimulatorPassesTheWholeCorpus) {
  const Folder folder;
  const Ran ran = conform(folder, simulator, corpus, {"-q"});
  EXPECT_EQ(ran.code, 0) << ran.output << ran.errors;
  EXPECT_EQ(ran.errors, "");
}

// No scenario of the corpus shows these in one run of each; fuzzing does
// (tests/fuzz/verb_test.cpp).
constexpr std::array<std::string_view, 8> found_by_fuzzing = {"blocked_receive_outlasts_close",
                                                              "cancel_spares_connects",
                                                              "cancel_spares_sends",
                                                              "close_spares_accepts",
                                                              "close_spares_connects",
                                                              "close_spares_datagrams",
                                                              "close_spares_sends",
                                                              "unread_data_close_gracefully"};

std::vector<Fault> faults_of_the_corpus() {
  std::vector<Fault> faults(all_faults().begin(), all_faults().end());
  std::erase_if(faults, [](const Fault& fault) {
    return std::ranges::count(found_by_fuzzing, fault.name) > 0;
  });
  return faults;
}

class FaultTest : public testing::TestWithParam<Fault> {};

TEST_P(FaultTest, IsFound) {
  const Folder folder;
  const Ran ran =
      conform(folder, with_fault(GetParam().name), corpus, {"--format", "json", "--timeout", "1"});
  EXPECT_EQ(ran.code, 1) << ran.errors;
  const std::map<std::string, int> all = counts(json_of(ran));
  const auto process = GetParam().process;
  const std::string wrong = process == Fault::Process::dies    ? "died"
                            : process == Fault::Process::hangs ? "hang"
                                                               : "rejected";
  EXPECT_GT(all.contains(wrong) ? all.at(wrong) : 0, 0) << ran.output;
  EXPECT_GT(all.at("accepted"), 0);
}

INSTANTIATE_TEST_SUITE_P(Conform, FaultTest, testing::ValuesIn(faults_of_the_corpus()),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(Conform, FaultsAreListed) {
  const Folder folder;
  const Ran ran = folder.run({"agent", "--fault", "list"});
  EXPECT_EQ(ran.code, 0);
  EXPECT_EQ(static_cast<std::size_t>(std::ranges::count(ran.output, '\n')), all_faults().size());
  EXPECT_GE(all_faults().size(), 25U);
  EXPECT_EQ(folder.run({"agent", "--fault", "packet_lots"}).code, 2);
}

TEST(Conform, PrintsTheKeysOfTheContract) {
  const Folder folder;
  const Json json = json_of(conform(folder, with_fault("packet_key_wrong"), port_scenarios,
                                    {"--format", "json", "--repeat", "2"}));
  for (const char* key : {"name", "version", "system"}) {
    EXPECT_TRUE(json["agent"][key].is_string()) << key;
  }
  EXPECT_TRUE(json["summary"].is_object());
  ASSERT_TRUE(json["results"].is_array() && !json["results"].empty());
  for (const Json& result : json["results"]) {
    EXPECT_TRUE(result["scenario"].is_string());
    EXPECT_TRUE(result["clauses"].is_array());
    EXPECT_EQ(result["clauses"].empty(), result["result"] != "rejected") << result;
    int seen = 0;
    for (const Json& outcome : result["outcomes"]) seen += outcome["count"].get<int>();
    EXPECT_EQ(seen, 2);
  }
  EXPECT_EQ(json["summary"]["scenarios"], json["results"].size());
  EXPECT_EQ(json["summary"]["rejected"], counts(json)["rejected"]);
}

TEST(Conform, ExpectedFailuresAreNoNewsAndPassesAre) {
  const Folder folder;
  const std::string faulty = with_fault("packet_key_wrong");
  const std::string file = folder.path("expectations.json");
  const Arguments expecting = {"--expectations", file};
  const Ran updated = conform(folder, faulty, port_scenarios, {"--expectations", file, "--update"});
  EXPECT_EQ(updated.code, 0) << updated.output << updated.errors;
  const Ran again = conform(folder, faulty, port_scenarios, expecting);
  EXPECT_EQ(again.code, 0) << again.output;
  EXPECT_NE(again.output.find("Expected failures: "), std::string::npos);
  EXPECT_EQ(again.output.find("UNEXPECTED"), std::string::npos) << again.output;

  const Ran mended = conform(folder, simulator, port_scenarios, expecting);
  EXPECT_EQ(mended.code, 1) << mended.output;
  EXPECT_NE(mended.output.find("UNEXPECTED PASSES: "), std::string::npos);
  const Ran worse = conform(folder, with_fault("event_set_too_early"), corpus, expecting);
  EXPECT_EQ(worse.code, 1);
  EXPECT_NE(worse.output.find("UNEXPECTED FAILURES: "), std::string::npos);

  EXPECT_EQ(conform(folder, simulator, port_scenarios, {"--expectations", file, "--update"}).code,
            0);
  EXPECT_EQ(Json::parse(text_of(file))["expectations"].size(), 0U);
}

TEST(Conform, ComparesTwoResults) {
  const Folder folder;
  const Arguments as_json = {"--format", "json"};
  const std::string good =
      folder.write("good.json", conform(folder, simulator, port_scenarios, as_json).output);
  const std::string bad = folder.write(
      "bad.json", conform(folder, with_fault("packet_key_wrong"), port_scenarios, as_json).output);
  const Ran same = folder.run({"conform", "--compare", good, good});
  EXPECT_EQ(same.code, 0) << same.errors;
  EXPECT_EQ(same.output, "nothing changed\n");
  const Ran worse = folder.run({"conform", "--compare", good, bad});
  EXPECT_EQ(worse.code, 1);
  EXPECT_TRUE(worse.output.starts_with("broke ")) << worse.output;
  const Ran better = folder.run({"conform", "--compare", bad, good, "--format", "json"});
  EXPECT_EQ(better.code, 0);
  const Json changes = json_of(better)["changes"];
  ASSERT_FALSE(changes.empty());
  for (const Json& change : changes) EXPECT_EQ(change["change"], "gained");
  const Ran malformed = folder.run({"conform", "--compare", good, folder.write("x.json", "{}")});
  EXPECT_EQ(malformed.code, 2);
  EXPECT_NE(malformed.errors.find("\"agent\""), std::string::npos) << malformed.errors;
}

TEST(Conform, PicksTheScenariosOfOneFunction) {
  const Folder folder;
  const Json json =
      json_of(conform(folder, simulator, corpus, {"--call", "ConnectEx", "--format", "json"}));
  ASSERT_FALSE(json["results"].empty());
  for (const Json& result : json["results"]) {
    EXPECT_NE(text_of(result["path"].get<std::string>()).find("\"ConnectEx\""), std::string::npos);
  }
  EXPECT_LT(json["results"].size(), 50U);
  const Ran unknown = conform(folder, simulator, corpus, {"--call", "ConectEx"});
  EXPECT_EQ(unknown.code, 2);
  EXPECT_NE(unknown.errors.find("did you mean \"ConnectEx\""), std::string::npos);
}

TEST(Conform, RepeatsShowEachOutcomeWithItsCount) {
  const Folder folder;
  const std::string race = source("scenarios/port/two_threads_race_for_one_packet.json");
  const Ran ran = conform(folder, simulator, race, {"--repeat", "40", "--format", "json"});
  EXPECT_EQ(ran.code, 0) << ran.output;
  const Json outcomes = json_of(ran)["results"][0]["outcomes"];
  EXPECT_GE(outcomes.size(), 2U);
  int seen = 0;
  std::set<std::string> digests;
  for (const Json& outcome : outcomes) {
    seen += outcome["count"].get<int>();
    digests.insert(outcome["digest"]);
  }
  EXPECT_EQ(seen, 40);
  EXPECT_EQ(digests.size(), outcomes.size());
  const Ran text = conform(folder, simulator, race, {"--repeat", "40"});
  EXPECT_NE(text.output.find("outcomes"), std::string::npos) << text.output;
}

TEST(Conform, KeepsTracesThatCheckJudgesAlike) {
  const Folder folder;
  const std::string out = folder.path("traces");
  const Json json = json_of(conform(folder, with_fault("packet_key_wrong"), port_scenarios,
                                    {"--out", out, "--format", "json"}));
  for (const Json& result : json["results"]) {
    const std::string trace = out + "/" + result["scenario"].get<std::string>() + ".jsonl";
    EXPECT_EQ(folder.run({"check", trace}).code, result["result"] == "rejected" ? 1 : 0) << trace;
  }
}

TEST(Conform, RefusesBadInputBeforeItStarts) {
  const Folder folder;
  EXPECT_EQ(folder.run({"conform"}).code, 2);
  EXPECT_EQ(conform(folder, "/no/such/agent", port_scenarios).code, 2);
  EXPECT_EQ(conform(folder, "true", port_scenarios).code, 2);
  EXPECT_EQ(conform(folder, simulator, folder.path("nothing.json")).code, 2);
  EXPECT_EQ(conform(folder, simulator, port_scenarios, {"--update"}).code, 2);
  const std::string bad = folder.write("bad.json", "{\"format\": 1}");
  const Ran ran = conform(folder, simulator, port_scenarios, {"--expectations", bad});
  EXPECT_EQ(ran.code, 2);
  EXPECT_EQ(ran.output, "");
  EXPECT_NE(ran.errors.find("bad.json:1"), std::string::npos) << ran.errors;
}

// Who reads XML and JSON of others can read these: Python's readers do.
std::string read_by_python(const Folder& folder, std::string_view text, const std::string& code) {
  const std::string file = folder.write("report", text);
  const std::string out = folder.path("read");
  const std::string command = "python3 -c \"" + code + "\" " + file + " >" + out + " 2>&1";
  EXPECT_EQ(std::system(command.c_str()), 0) << text_of(out);
  return text_of(out);
}

TEST(Conform, ReportsToOtherPrograms) {
  const Folder folder;
  const std::string faulty = with_fault("packet_key_wrong");
  const Json json = json_of(conform(folder, faulty, port_scenarios, {"--format", "json"}));
  const std::string failures = std::to_string(counts(json)["rejected"]);
  const Ran junit = conform(folder, faulty, port_scenarios, {"--format", "junit"});
  EXPECT_EQ(junit.code, 1);
  EXPECT_EQ(read_by_python(folder, junit.output,
                           "import sys, xml.etree.ElementTree as tree; "
                           "print(len(tree.parse(sys.argv[1]).findall('.//failure')), end='')"),
            failures);
  const Ran sarif = conform(folder, faulty, port_scenarios, {"--format", "sarif"});
  EXPECT_EQ(sarif.code, 1);
  int errors = 0;
  const Json log = json_of(sarif);
  for (const Json& result : log["runs"][0]["results"]) {
    errors += result["level"] == "error" ? 1 : 0;
    const auto& place = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    EXPECT_NE(place.get<std::string>().find("scenarios/port/"), std::string::npos);
  }
  EXPECT_EQ(std::to_string(errors), failures);
}

TEST(Conform, ExpectedFailuresAreSkippedInReports) {
  const Folder folder;
  const std::string faulty = with_fault("packet_key_wrong");
  const std::string file = folder.path("expectations.json");
  conform(folder, faulty, port_scenarios, {"--expectations", file, "--update"});
  const Arguments junit = {"--expectations", file, "--format", "junit"};
  const Ran expected = conform(folder, faulty, port_scenarios, junit);
  EXPECT_EQ(expected.code, 0);
  EXPECT_EQ(expected.output.find("<failure"), std::string::npos);
  EXPECT_NE(expected.output.find("<skipped"), std::string::npos);
  const Ran passed = conform(folder, simulator, port_scenarios, junit);
  EXPECT_EQ(passed.code, 1);
  EXPECT_NE(passed.output.find("<failure"), std::string::npos);
}

TEST(Conform, TheMatrixHasAColumnForEachImplementation) {
  const Folder folder;
  const std::string other =
      folder.write("other.json", conform(folder, simulator, corpus, {"--format", "json"}).output);
  const Ran ran = conform(folder, with_fault("packet_key_wrong"), port_scenarios,
                          {"--format", "html", "--beside", other});
  EXPECT_EQ(ran.code, 1);
  const auto occurs = [&](std::string_view text) {
    int count = 0;
    for (auto at = ran.output.find(text); at != ran.output.npos; at = ran.output.find(text, at + 1))
      ++count;
    return count;
  };
  EXPECT_EQ(occurs("<th>ioracle "), 2);
  EXPECT_GT(occurs("<td class=\"rejected\""), 0);
  EXPECT_GT(occurs("<td class=\"none\""), 100);
  EXPECT_EQ(occurs("<tr>"), occurs("</tr>"));
  EXPECT_EQ(occurs("http"), 0) << "the page must stand alone";
}

// Killed at random steps: those scenarios have died, the others pass, and none is left out.
TEST(Conform, AKilledAgentDoesNotStopTheSuite) {
  const Folder folder;
  const std::string log = folder.path("kills");
  const std::string agent =
      "python3 " + source("tests/record/killed_agent.py") + " " + log + " 150 " + simulator;
  const Ran ran = conform(folder, agent, corpus, {"--format", "json"});
  EXPECT_EQ(ran.code, 1) << ran.errors;
  std::set<std::string> killed;
  std::istringstream lines(text_of(log));
  for (std::string word, name; lines >> word;) {
    if (word == "killed" && lines >> name) killed.insert(name);
  }
  EXPECT_GE(killed.size(), 10U);
  const Json json = json_of(ran);
  EXPECT_GT(json["results"].size(), 200U);
  for (const Json& result : json["results"]) {
    const bool dead = killed.contains(result["scenario"].get<std::string>());
    EXPECT_EQ(result["result"], dead ? "died" : "accepted") << result["scenario"];
  }
}

}  // namespace
}  // namespace ioracle::test
