// ioracle coverage: the counts, and the states of every founding clause.

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "model/clause.h"
#include "tests/cli/command.h"

namespace ioracle::test {
namespace {

using Json = nlohmann::json;

TEST(Coverage, JsonHasTheKeysOfTheContract) {
  const Folder folder;
  const Ran run =
      folder.run({"coverage", source("scenarios/receive"), "--format", "json", "--seeds", "1"});
  EXPECT_EQ(run.code, 0) << run.errors;
  const Json json = Json::parse(run.output);
  for (const char* group : {"founding", "documentation", "facts"}) {
    for (const char* key : {"total", "cited", "exercised", "enforced", "excused", "missing"}) {
      EXPECT_TRUE(json[group].contains(key)) << group << ' ' << key;
    }
  }
  EXPECT_GT(json["founding"]["exercised"], 0);
}

TEST(Coverage, ListsEveryFoundingClauseUnderAState) {
  const Folder folder;
  const Ran run = folder.run({"coverage", folder.path("."), "--format", "json"});
  std::set<std::string> stated;
  const Json json = Json::parse(run.output);
  for (const Json& clause : json["clauses"]) {
    if (!clause["states"].empty()) stated.insert(clause["id"]);
  }
  for (const Clause& clause : clauses()) {
    EXPECT_TRUE(!clause.founding || stated.contains(std::string(clause.id))) << clause.id;
  }
}

TEST(Coverage, PrintsATable) {
  const Folder folder;
  const Ran run = folder.run({"coverage", folder.path(".")});
  EXPECT_EQ(run.code, 0);
  EXPECT_NE(run.output.find("founding "), std::string::npos) << run.output;
}

TEST(Coverage, RefusesAScenarioThatNamesAnUnknownClause) {
  const Folder folder;
  const std::string scenario =
      folder.write("s.json", R"({"name": "s", "clauses": ["no.such.clause"], "steps": []})");
  const Ran run = folder.run({"coverage", scenario});
  EXPECT_EQ(run.code, 2);
  EXPECT_NE(run.errors.find("no.such.clause"), std::string::npos) << run.errors;
}

// The states of a clause, and the probes that are stale, with a table of this one row.
struct Probed {
  Ran run;
  std::set<std::string> states;
  std::size_t stale = 0;
};

Probed probe(const std::string& clause, const std::string& row) {
  const Folder folder;
  folder.write("one.probes.jsonl", row + "\n");
  Probed probed{folder.run({"coverage", folder.path("."), "--format", "json"}), {}, 0};
  if (probed.run.code != 0) return probed;
  const Json json = Json::parse(probed.run.output);
  probed.stale = json["stale"].size();
  for (const Json& one : json["clauses"]) {
    if (one["id"] == clause) probed.states = one["states"];
  }
  return probed;
}

std::string time_out_with_error(int code) {
  return R"({"name": "one", "scenario": ")" + source("scenarios/port/empty_port_times_out.json") +
         R"(", "seed": 1, "find": {"event": "return", "function": "GetQueuedCompletionStatus"}, )" +
         R"("set": {"last_error": )" + std::to_string(code) +
         R"(}, "verdict": "rejected", "clauses": ["GQCS.timeout"]})";
}

TEST(Coverage, CountsAClauseThatAProbeEnforces) {
  const Probed probed = probe("GQCS.timeout", time_out_with_error(995));
  EXPECT_EQ(probed.run.code, 0) << probed.run.errors;
  EXPECT_TRUE(probed.states.contains("enforced")) << probed.run.output;
  EXPECT_EQ(probed.stale, 0U);
}

TEST(Coverage, TellsAStaleProbeAndCountsItNot) {
  const Probed probed = probe("GQCS.timeout", time_out_with_error(258));
  EXPECT_EQ(probed.run.code, 0) << probed.run.errors;
  EXPECT_FALSE(probed.states.contains("enforced"));
  EXPECT_EQ(probed.stale, 1U);
}

// Two runs that differ, but not in what the clause permits.
TEST(Coverage, CountsNoPairThatDiffersElsewhere) {
  const std::string row =
      R"({"name": "one", "scenario": ")" +
      source("scenarios/cancel/cancel_io_races_with_data.json") +
      R"(", "seeds": [1, 5], "verdict": "accepted", "clauses": ["WAIT.timeout.resolution"]})";
  const Probed probed = probe("WAIT.timeout.resolution", row);
  EXPECT_EQ(probed.run.code, 0) << probed.run.errors;
  EXPECT_FALSE(probed.states.contains("enforced"));
}

TEST(Coverage, RefusesATableThatIsMalformed) {
  const struct {
    const char* row;
    const char* message;
  } tables[] = {
      {R"({"name": "one"})", "expected the member \"verdict\""},
      {R"({"name": "one", "verdict": "perhaps"})", "at /verdict: expected \"accepted\""},
      {R"({"name": "one", "verdicts": "rejected"})", "did you mean \"verdict\""},
      {R"({"name": "one", "verdict": "accepted", "clauses": ["no.such"]})", "at /clauses/0:"},
      {R"({"name": "one", "verdict": "accepted", "trace": "nowhere.jsonl"})", "nowhere.jsonl"},
      {R"({"name": )", "one.probes.jsonl:1"},
  };
  for (const auto& table : tables) {
    const Probed probed = probe("GQCS.timeout", table.row);
    EXPECT_EQ(probed.run.code, 2) << table.row;
    EXPECT_NE(probed.run.errors.find(table.message), std::string::npos) << probed.run.errors;
  }
}

}  // namespace
}  // namespace ioracle::test
