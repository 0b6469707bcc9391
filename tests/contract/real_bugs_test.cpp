// Bugs that people had, each as a scenario: real_bugs.jsonl. It ends in a misuse, or in a hazard
// and a question of the litmus collection that is answered Sometimes; tests/explore hold the answer
// and replay its witness. Or the program breaks no duty, and took what Windows does for something
// else ("none"): then the scenario's expectations tell what that is.

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "tests/contract/tables.h"

namespace ioracle::contract {
namespace {

std::vector<nlohmann::json> bugs() { return rows_of("real_bugs.jsonl"); }

TEST(RealBugs, ShowTheirMark) {
  for (const nlohmann::json& bug : bugs()) {
    const std::string name = bug.at("scenario");
    const Program program = scenario_named("real_bugs/" + name + ".json");
    for (const std::string thread : bug.at("threads")) {
      EXPECT_NE(program.about.find(thread), std::string::npos) << name << ": " << thread;
    }
    const bool none = bug.at("mark") == "none";
    const bool misuse = bug.at("mark") == "misuse";
    EXPECT_EQ(none, (misuse ? program.misuse : program.hazards).empty()) << name;
    EXPECT_FALSE(program.expectations.empty()) << name;
    bool marked = none;
    for (std::uint64_t seed = 1; seed <= seed_count(); ++seed) {
      const Shown run = run_of(program, seed);
      EXPECT_EQ(run.verdict, "accepted") << name << ", seed " << seed;
      marked = marked || std::ranges::any_of(run.marks, [&](const Mark& mark) {
                 return (mark.duty->kind() == MarkKind::misuse) == misuse;
               });
    }
    EXPECT_TRUE(marked) << name;
  }
}

TEST(RealBugs, AskWhatAHazardMayBring) {
  for (const nlohmann::json& bug : bugs()) {
    const bool hazard = bug.at("mark") == "hazard";
    EXPECT_EQ(bug.contains("litmus"), hazard) << bug;
    if (!hazard) continue;
    const std::string name = bug.at("litmus");
    const Program program = scenario_named("litmus/real_bugs/" + name + ".litmus");
    const std::string question = bug.at("question");
    const auto asked = std::ranges::find(program.expectations, question, &Expectation::question);
    ASSERT_NE(asked, program.expectations.end()) << name << ": " << question;
    EXPECT_EQ(asked->kind, Expectation::Kind::sometimes) << question;
  }
}

TEST(RealBugs, AreAllThere) {
  std::set<int> rows;
  std::set<std::string> scenarios;
  for (const nlohmann::json& bug : bugs()) {
    rows.insert(bug.at("row").get<int>());
    scenarios.insert(bug.at("scenario"));
  }
  const std::set<int> without = {13, 15, 16, 27, 28, 30, 35};
  for (int row = 1; row <= 40; ++row) {
    if (without.contains(row)) continue;
    EXPECT_TRUE(rows.contains(row)) << row;
  }
  for (const auto& entry : std::filesystem::directory_iterator(scenario_folder() / "real_bugs")) {
    EXPECT_TRUE(scenarios.contains(entry.path().stem().string())) << entry.path();
  }
}

}  // namespace
}  // namespace ioracle::contract
