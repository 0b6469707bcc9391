// The formats that other programs read: JUnit's XML and SARIF, each held to a schema by a validator
// that is not ours.

#include <gtest/gtest.h>

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "tests/cli/command.h"

namespace ioracle::test {
namespace {

using Json = nlohmann::json;

const std::string rejected_trace = "traces/wine-8.0/close_aborts_a_pending_receive_on_a_port.jsonl";
const std::string accepted = "traces/wine-8.0/accept_on_a_closed_socket_fails.jsonl";
constexpr std::string_view unsupported = R"({"event":"header","format":1}
{"event":"thread_start","seq":1,"thread":"main"}
{"event":"call","seq":2,"thread":"main","id":1,"function":"TransmitFile",)"
                                         R"("arguments":{"hSocket":"a"}}
)";

bool keeps_to_schema(const std::string& report) {
  const std::string command = "xmllint --nonet --noout --schema '" + source("tests/cli/junit.xsd") +
                              "' '" + report + "' 2>/dev/null";
  return std::system(command.c_str()) == 0;
}

TEST(CheckJunit, KeepsToTheSchema) {
  const Folder folder;
  const std::string odd =
      folder.write("<odd> & \"named\" \x01.jsonl", text_of(source(rejected_trace)));
  const std::string open = folder.write("open.jsonl", unsupported);
  const Ran run = folder.run({"check", source(accepted), odd, open, "--core", "--format", "junit"});
  EXPECT_EQ(run.code, 1) << run.errors;
  EXPECT_TRUE(keeps_to_schema(folder.write("report.xml", run.output))) << run.output;
  for (const std::string_view part : {"tests=\"3\"", "failures=\"1\"", "skipped=\"1\"",
                                      "message=\"unsupported: ", "&lt;odd> &amp; &quot;named"}) {
    EXPECT_NE(run.output.find(part), std::string::npos) << part << '\n' << run.output;
  }
}

TEST(CheckJunit, TheSchemaRefusesWhatIsNotJunit) {
  const Folder folder;
  std::string report = folder.run({"check", source(accepted), "--format", "junit"}).output;
  ASSERT_TRUE(keeps_to_schema(folder.write("report.xml", report)));
  const std::size_t place = report.find(" classname=");
  ASSERT_NE(place, report.npos);
  report.erase(place, report.find('"', place + 12) + 1 - place);
  EXPECT_FALSE(keeps_to_schema(folder.write("report.xml", report))) << report;
}

Json sarif(const Folder& folder, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "check");
  arguments.insert(arguments.end(), {"--format", "sarif"});
  return Json::parse(folder.run(arguments).output);
}

TEST(CheckSarif, KeepsToTheSchema) {
  const Folder folder;
  const std::string open = folder.write("open.jsonl", unsupported);
  const Ran run = folder.run({"check", source(rejected_trace), source(accepted), open, "--core",
                              "--scenarios", source("scenarios"), "--format", "sarif"});
  EXPECT_EQ(run.code, 1) << run.errors;
  const std::string command =
      "python3 -c 'import json, sys, jsonschema; "
      "jsonschema.validate(json.load(open(sys.argv[1])), json.load(open(sys.argv[2])))' '" +
      folder.write("report.json", run.output) + "' '" + source("tests/cli/sarif.schema.json") + "'";
  EXPECT_EQ(std::system(command.c_str()), 0) << run.output;
}

TEST(CheckSarif, ResultsPointAtTheStepOfTheScenario) {
  const Folder folder;
  const Json report = sarif(folder, {source(rejected_trace), "--scenarios", source("scenarios")});
  const Json& result = report["runs"][0]["results"][0];
  const Json& place = result["locations"][0]["physicalLocation"];
  const std::string file = place["artifactLocation"]["uri"];
  EXPECT_TRUE(file.ends_with("scenarios/close/close_aborts_a_pending_receive_on_a_port.json"));
  std::istringstream lines(
      text_of(source("scenarios/close/close_aborts_a_pending_receive_on_a_port.json")));
  std::string line;
  for (int number = place["region"]["startLine"]; number > 0; --number) std::getline(lines, line);
  EXPECT_NE(line.find("\"GetQueuedCompletionStatus\""), line.npos) << line;
  EXPECT_EQ(result["relatedLocations"][0]["physicalLocation"]["region"]["startLine"], 28);
}

TEST(CheckSarif, WithoutTheScenarioResultsPointAtTheTrace) {
  const Folder folder;
  const Json report = sarif(folder, {source(rejected_trace), "--scenarios", folder.path("none")});
  const Json& place = report["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
  EXPECT_EQ(place["region"]["startLine"], 28);
}

TEST(CheckSarif, RulesAreClausesAndHelp) {
  const Folder folder;
  const Json report = sarif(folder, {source(rejected_trace)});
  const Json& run = report["runs"][0];
  const Json& rules = run["tool"]["driver"]["rules"];
  std::set<std::string> ids;
  for (const Json& rule : rules) {
    EXPECT_TRUE(ids.insert(rule["id"]).second) << rule["id"];
    EXPECT_FALSE(rule["help"]["text"].get<std::string>().empty());
  }
  for (const Json& result : run["results"]) {
    EXPECT_EQ(rules[result["ruleIndex"].get<std::size_t>()]["id"], result["ruleId"]);
  }
}

TEST(CheckSarif, FingerprintsOutliveANewRecording) {
  const Folder folder;
  const auto fingerprint = [&](const std::string& text) {
    const Json report = sarif(folder, {folder.write("trace.jsonl", text)});
    return report["runs"][0]["results"][0]["partialFingerprints"]["ioracle/v1"];
  };
  const std::string text = text_of(source(rejected_trace));
  std::string later = text;  // another time, and an event more before it
  std::string other = text;
  for (std::size_t at = 0; (at = later.find("\"time\":5", at)) != later.npos;) later[at + 7] = '6';
  const std::size_t second = later.find('\n') + 1;
  later.insert(second, "{\"event\":\"thread_start\",\"seq\":0,\"thread\":\"another\"}\n");
  other.replace(other.find("\"last_error\":676"), 16, "\"last_error\":677");
  EXPECT_EQ(fingerprint(text), fingerprint(later));
  EXPECT_NE(fingerprint(text), fingerprint(other));
}

}  // namespace
}  // namespace ioracle::test
