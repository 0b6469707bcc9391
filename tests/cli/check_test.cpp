// ioracle check: what it prints of accepted and rejected traces, in every format.

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/cli/command.h"

namespace ioracle::test {
namespace {

using Json = nlohmann::json;

// A wait on an event that nobody set.
std::string waited(std::string_view value) {
  std::string text = R"({"event":"header","format":1,"scenario":"waits","profile":"windows-7"}
{"event":"thread_start","seq":1,"thread":"main"}
)";
  const auto call = [&](int seq, int id, std::string_view function, std::string_view arguments,
                        std::string_view result) {
    const std::string place = R"(,"thread":"main","last_error":0,"id":)" + std::to_string(id);
    text += R"({"event":"call","seq":)" + std::to_string(seq) + place;
    text += R"(,"time":)" + std::to_string(seq) + R"(000000,"function":")" + std::string(function);
    text += R"(","arguments":{)" + std::string(arguments) + "}}\n";
    text += R"({"event":"return","seq":)" + std::to_string(seq + 1) + place;
    text += R"(,"time":)" + std::to_string(seq + 90) + R"(000000,"value":)" + std::string(result);
    text += "}\n";
  };
  call(2, 1, "WSAStartup", R"("wVersionRequested":514)", "0");
  call(4, 2, "WSACreateEvent", "", R"("e1")");
  call(6, 3, "WSAWaitForMultipleEvents",
       R"("cEvents":1,"lphEvents":["e1"],"fWaitAll":0,"dwTimeout":10,"fAlertable":0)", value);
  return text + R"({"event":"end","seq":8})" + '\n';
}

const std::string accepted = waited("258");
const std::string woken = waited("0");

TEST(Check, AcceptsAndRejects) {
  const Folder folder;
  const Ran good = folder.run({"check", "-"}, accepted);
  EXPECT_EQ(good.code, 0) << good.output << good.errors;
  const Ran bad = folder.run({"check", "-"}, woken);
  EXPECT_EQ(bad.code, 1) << bad.output << bad.errors;
}

TEST(Check, ARejectionCanBeReadByAnyone) {
  const Folder folder;
  const Ran run = folder.run({"check", folder.write("bad.jsonl", woken)});
  for (const std::string_view part :
       {"rejected", "event 7 (line 8 of the trace), thread main", "calls WSAWaitForMultipleEvents(",
        "observed:", "returns WSA_WAIT_EVENT_0 (0)", "allowed:", "accepted by:"}) {
    EXPECT_NE(run.output.find(part), std::string::npos) << part << '\n' << run.output;
  }
}

TEST(Check, JsonHasTheKeysOfTheContract) {
  const Folder folder;
  const std::string good = folder.write("good.jsonl", accepted);
  const std::string bad = folder.write("bad.jsonl", woken);
  const Ran run = folder.run({"check", good, bad, "--format", "json"});
  EXPECT_EQ(run.code, 1);
  const Json json = Json::parse(run.output);
  for (const char* key : {"verdicts", "specification", "events", "seconds"}) {
    EXPECT_TRUE(json.contains(key)) << key;
  }
  ASSERT_EQ(json["verdicts"].size(), 2U);
  for (const Json& verdict : json["verdicts"]) {
    for (const char* key :
         {"trace", "verdict", "profile", "events", "event", "observed", "allowed", "clauses",
          "core", "misuse", "hazards", "accepted_by", "progress", "settled", "unchecked"}) {
      EXPECT_TRUE(verdict.contains(key)) << key;
    }
  }
  EXPECT_EQ(json["verdicts"][0]["verdict"], "accepted");
  EXPECT_EQ(json["verdicts"][0]["profile"], "windows-7");
  EXPECT_EQ(json["verdicts"][1]["verdict"], "rejected");
  EXPECT_EQ(json["verdicts"][1]["event"], 7);
  EXPECT_EQ(json["verdicts"][1]["accepted_by"].size(), 0U);
}

TEST(Check, TellsAWineDeveloperWhatACloseOwesToThePort) {
  const Folder folder;
  const Ran run = folder.run(
      {"check", source("traces/wine-8.0/close_aborts_a_pending_receive_on_a_port.jsonl")});
  EXPECT_EQ(run.code, 1) << run.errors;
  for (const std::string_view part :
       {"ERROR_HANDLES_CLOSED (676)", "ERROR_CONNECTION_ABORTED (1236)", "sock-078"}) {
    EXPECT_NE(run.output.find(part), std::string::npos) << part << '\n' << run.output;
  }
}

TEST(Check, DocumentationAndWindows10DifferOnAClose) {
  const Folder folder;
  const std::string scenario =
      source("scenarios/close/close_aborts_a_pending_receive_on_a_port.json");
  for (const char* profile : {"documented", "windows-10"}) {
    const std::string trace =
        folder.run({"run", scenario, "--profile", profile, "--trace", "-", "-q"}).output;
    for (const char* asked : {"documented", "windows-10"}) {
      const Ran run = folder.run({"check", "-", "--profile", asked}, trace);
      EXPECT_EQ(run.code, profile == std::string_view(asked) ? 0 : 1) << profile << ' ' << asked;
    }
  }
}

TEST(Check, AsksTheProfileItIsTold) {
  const Folder folder;
  const auto profile = [&](const char* name) {
    const Ran run = folder.run({"check", "-", "--format", "json", "--profile", name}, accepted);
    return Json::parse(run.output)["verdicts"][0]["profile"];
  };
  EXPECT_EQ(profile("windows-11"), "windows-11");
  EXPECT_EQ(profile("any"), "any");
  EXPECT_EQ(folder.run({"check", "-", "--profile", "windows-3"}, accepted).code, 2);
}

TEST(Check, JunitIsWellFormed) {
  const Folder folder;
  const std::string bad = folder.write("<bad> & \"odd\".jsonl", woken);
  const Ran run = folder.run({"check", bad, "--format", "junit"});
  EXPECT_EQ(run.code, 1);
  const std::string report = folder.write("report.xml", run.output);
  const std::string parse =
      "python3 -c 'import sys, xml.etree.ElementTree as t; r = t.parse(sys.argv[1]).getroot(); "
      "assert len(r.findall(\".//testcase/failure\")) == 1' '" +
      report + "'";
  EXPECT_EQ(std::system(parse.c_str()), 0) << run.output;
}

TEST(Check, SarifNamesItsRulesAndPlaces) {
  const Folder folder;
  const std::string good = folder.write("good.jsonl", accepted);
  const std::string bad = folder.write("bad.jsonl", woken);
  const Json json = Json::parse(folder.run({"check", good, bad, "--format", "sarif"}).output);
  EXPECT_EQ(json["version"], "2.1.0");
  const Json& run = json["runs"][0];
  EXPECT_EQ(run["tool"]["driver"]["name"], "ioracle");
  ASSERT_EQ(run["results"].size(), 1U);
  const Json& result = run["results"][0];
  EXPECT_EQ(result["level"], "error");
  EXPECT_EQ(result["locations"][0]["physicalLocation"]["region"]["startLine"], 8);
  bool declared = false;
  for (const Json& rule : run["tool"]["driver"]["rules"]) {
    declared = declared || rule["id"] == result["ruleId"];
  }
  EXPECT_TRUE(declared) << result["ruleId"];
}

TEST(Check, QuietTellsOnlyWhatWasNotAccepted) {
  const Folder folder;
  EXPECT_EQ(folder.run({"check", "-q", "-"}, accepted).output, "");
  EXPECT_NE(folder.run({"check", "-q", "-"}, woken).output, "");
}

}  // namespace
}  // namespace ioracle::test
