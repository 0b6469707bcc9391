// The marks beside a verdict, as `ioracle check` reports them.

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/cli/command.h"

namespace ioracle::test {
namespace {

using Json = nlohmann::json;

// A recording as another program would have made it: without the declarations of the scenario.
std::string undeclared(std::string_view scenario) {
  std::string text = text_of(source("traces/wine-8.0/" + std::string(scenario) + ".jsonl"));
  const std::size_t end = text.find('\n');
  Json header = Json::parse(text.substr(0, end));
  header.erase("misuse");
  header.erase("hazards");
  return header.dump() + text.substr(end);
}

constexpr std::string_view misused = "overlapped_is_given_to_two_pending_receives";
constexpr std::string_view hazardous = "event_is_shared_by_two_receives";
constexpr std::string_view correct = "two_pending_receives_have_an_overlapped_each";

TEST(Marks, AnUndeclaredMisuseIsAFailure) {
  const Folder folder;
  EXPECT_EQ(folder.run({"check", "-"}, undeclared(misused)).code, 1);
  EXPECT_EQ(folder.run({"check", "-"}, undeclared(correct)).code, 0);
  const std::string declared = source("traces/wine-8.0/" + std::string(misused) + ".jsonl");
  EXPECT_EQ(folder.run({"check", declared}).code, 0);
}

TEST(Marks, AHazardIsAFailureOnlyWhereAskedFor) {
  const Folder folder;
  EXPECT_EQ(folder.run({"check", "-"}, undeclared(hazardous)).code, 0);
  EXPECT_EQ(folder.run({"check", "-", "--hazards", "error"}, undeclared(hazardous)).code, 1);
  EXPECT_EQ(folder.run({"check", "-", "--hazards", "error"}, undeclared(correct)).code, 0);
  const std::string declared = source("traces/wine-8.0/" + std::string(hazardous) + ".jsonl");
  EXPECT_EQ(folder.run({"check", declared, "--hazards", "error"}).code, 0);
}

TEST(Marks, TheTextTellsHowToWriteTheCall) {
  const Folder folder;
  for (const bool quiet : {false, true}) {
    std::vector<std::string> arguments = {"check", "-"};
    if (quiet) arguments.emplace_back("-q");
    const Ran run = folder.run(arguments, undeclared(misused));
    for (const std::string_view part :
         {"accepted", "misuse:", "ov1 is given to WSARecv while WSARecv of event", "instead:",
          "give each operation an OVERLAPPED of its own", "WSARecv.ov.separate (must"}) {
      EXPECT_NE(run.output.find(part), std::string::npos) << part << '\n' << run.output;
    }
  }
}

TEST(Marks, JsonTellsEventOperationAndClauses) {
  const Folder folder;
  const std::string trace = folder.write("trace.jsonl", undeclared(misused));
  const Json verdict =
      Json::parse(folder.run({"check", trace, "--format", "json"}).output)["verdicts"][0];
  EXPECT_EQ(verdict["verdict"], "accepted");
  EXPECT_TRUE(verdict["hazards"].empty());
  ASSERT_EQ(verdict["misuse"].size(), 1U);
  const Json& mark = verdict["misuse"][0];
  EXPECT_EQ(mark["clause"], "WSARecv.ov.separate");
  EXPECT_EQ(mark["clauses"][0], "WSARecv.ov.separate");
  EXPECT_EQ(mark["duty"], "overlapped.two_in_flight");
  EXPECT_EQ(mark["object"], "ov1");
  EXPECT_EQ(mark["thread"], "main");
  EXPECT_EQ(mark["operation"]["function"], "WSARecv");
  EXPECT_LT(mark["operation"]["event"], mark["event"]);
  EXPECT_EQ(mark["line"], mark["event"].get<int>() + 1);
  EXPECT_EQ(mark["declared"], false);
  EXPECT_FALSE(mark["advice"].get<std::string>().empty());
}

TEST(Marks, OtherFormatsReportThemApartFromRejections) {
  const Folder folder;
  const std::string trace = folder.write("trace.jsonl", undeclared(misused));
  const std::string hazard = folder.write("hazard.jsonl", undeclared(hazardous));
  const std::string junit = folder.run({"check", trace, hazard, "--format", "junit"}).output;
  for (const std::string_view part : {"failures=\"1\"", "type=\"misuse\"", "hazard:"}) {
    EXPECT_NE(junit.find(part), std::string::npos) << part << '\n' << junit;
  }
  const std::string schema = "xmllint --nonet --noout --schema '" + source("tests/cli/junit.xsd") +
                             "' '" + folder.write("report.xml", junit) + "' 2>/dev/null";
  EXPECT_EQ(std::system(schema.c_str()), 0) << junit;
  const Json sarif =
      Json::parse(folder.run({"check", trace, hazard, "--format", "sarif"}).output)["runs"][0];
  ASSERT_EQ(sarif["results"].size(), 2U);
  EXPECT_EQ(sarif["results"][0]["ruleId"], "WSARecv.ov.separate");
  EXPECT_EQ(sarif["results"][0]["level"], "error");
  EXPECT_EQ(sarif["results"][1]["ruleId"], "OVL.event.same-thread-set");
  EXPECT_EQ(sarif["results"][1]["level"], "warning");
  for (const Json& result : sarif["results"]) {
    const Json& rule = sarif["tool"]["driver"]["rules"][result["ruleIndex"].get<std::size_t>()];
    EXPECT_EQ(rule["id"], result["ruleId"]);
  }
}

}  // namespace
}  // namespace ioracle::test
