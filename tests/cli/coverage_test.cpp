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
    if (clause.founding) EXPECT_TRUE(stated.contains(std::string(clause.id))) << clause.id;
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

}  // namespace
}  // namespace ioracle::test
