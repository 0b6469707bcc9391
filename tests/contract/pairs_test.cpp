// Each way to break the contract has a scenario that shows it and a twin that does it right:
// pairs.jsonl. Where the order of two threads decides, the twin is the other order.

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "tests/contract/tables.h"

namespace ioracle::contract {
namespace {

struct Pair {
  const Duty* duty = nullptr;
  std::string shows;
  std::string twin;
  bool order_decides = false;
};

std::vector<Pair> pairs() {
  const std::vector<const Duty*> duties = Duty::all();
  std::vector<Pair> all;
  for (const nlohmann::json& row : rows_of("pairs.jsonl")) {
    const std::string name = row.at("duty");
    const auto duty = std::ranges::find(duties, name, &Duty::name);
    EXPECT_NE(duty, duties.end()) << name;
    EXPECT_FALSE(row.at("kind").get<std::string>().empty()) << row;
    if (duty == duties.end()) continue;
    all.push_back({*duty, row.at("shows"), row.at("twin"), row.value("order_decides", false)});
  }
  return all;
}

bool cites(const Duty& duty, const std::vector<std::string>& ids) {
  return std::ranges::any_of(duty.clauses(), [&](ClauseId clause) {
    return std::ranges::find(ids, lookup(clause).id) != ids.end();
  });
}

TEST(Pairs, TheOneIsMarkedByItsClause) {
  for (const Pair& pair : pairs()) {
    const Program program = scenario_named(pair.shows + ".json");
    const bool misuse = pair.duty->kind() == MarkKind::misuse;
    EXPECT_TRUE(cites(*pair.duty, misuse ? program.misuse : program.hazards)) << pair.shows;
    bool marked = false;
    for (std::uint64_t seed = 1; seed <= seed_count(); ++seed) {
      const Shown run = run_of(program, seed);
      EXPECT_TRUE(run.verdict == "accepted" || run.verdict == "unsupported")
          << pair.shows << ", seed " << seed << ": " << run.verdict;
      marked = marked || std::ranges::any_of(
                             run.marks, [&](const Mark& mark) { return mark.duty == pair.duty; });
    }
    EXPECT_TRUE(marked) << pair.shows << " does not show " << pair.duty->name();
  }
}

TEST(Pairs, TheOtherIsAcceptedWithoutAMark) {
  std::set<std::string> twins;
  for (const Pair& pair : pairs()) {
    EXPECT_NE(pair.shows, pair.twin);
    twins.insert(pair.twin);
  }
  for (const std::string& twin : twins) {
    const Program program = scenario_named(twin + ".json");
    EXPECT_TRUE(program.misuse.empty() && program.hazards.empty()) << twin;
    for (std::uint64_t seed = 1; seed <= seed_count(); ++seed) {
      const Shown run = run_of(program, seed);
      EXPECT_EQ(run.verdict, "accepted") << twin << ", seed " << seed;
      EXPECT_TRUE(run.marks.empty()) << twin << ": " << run.marks.front().duty->name();
    }
  }
}

TEST(Pairs, NameTwoThreadsWhereTheirOrderDecides) {
  std::size_t decided = 0;
  for (const Pair& pair : pairs()) {
    if (!pair.order_decides) continue;
    ++decided;
    for (const std::string& name : {pair.shows, pair.twin}) {
      EXPECT_GE(scenario_named(name + ".json").threads.size(), 2U) << name;
    }
  }
  EXPECT_GE(decided, 10U);
}

TEST(Pairs, HaveOneOfEveryDuty) {
  std::set<std::string_view> paired;
  for (const Pair& pair : pairs()) paired.insert(pair.duty->name());
  for (const Duty* duty : Duty::all()) {
    EXPECT_TRUE(paired.contains(duty->name())) << duty->name();
  }
}

TEST(Pairs, HaveEveryScenarioOfMisuseAndHazard) {
  std::set<std::string> paired;
  for (const Pair& pair : pairs()) paired.insert({pair.shows, pair.twin});
  for (const char* family : {"misuse", "hazard"}) {
    for (const auto& entry : std::filesystem::directory_iterator(scenario_folder() / family)) {
      const std::string name = std::string(family) + "/" + entry.path().stem().string();
      EXPECT_TRUE(paired.contains(name)) << name << " is in no pair";
    }
  }
}

}  // namespace
}  // namespace ioracle::contract
