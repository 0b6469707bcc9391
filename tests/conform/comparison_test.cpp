// What changed between two results.

#include "conform/comparison.h"

#include <gtest/gtest.h>

namespace ioracle {
namespace {

ConformResults results(std::vector<ConformResults::Result> list) {
  ConformResults all;
  all.results = std::move(list);
  return all;
}

using Kind = Change::Kind;

TEST(Compare, TellsWhatBrokeAndWhatWasGained) {
  const ConformResults before = results({{"a", "accepted", {}},
                                         {"b", "rejected", {"sock-027"}},
                                         {"c", "rejected", {"sock-027"}},
                                         {"d", "unsupported", {}},
                                         {"e", "accepted", {}},
                                         {"f", "accepted", {}}});
  const ConformResults after = results({{"a", "died", {}},
                                        {"b", "accepted", {}},
                                        {"c", "rejected", {"sock-028"}},
                                        {"d", "rejected", {"sock-001"}},
                                        {"e", "accepted", {}},
                                        {"g", "rejected", {"sock-001"}},
                                        {"h", "accepted", {}}});
  const std::vector<Change> changes = compare(before, after);
  std::vector<std::pair<Kind, std::string>> told;
  for (const Change& change : changes) told.emplace_back(change.kind, change.scenario);
  EXPECT_EQ(told, (std::vector<std::pair<Kind, std::string>>{{Kind::broke, "a"},
                                                             {Kind::broke, "d"},
                                                             {Kind::gained, "b"},
                                                             {Kind::failed_new, "g"},
                                                             {Kind::other, "c"},
                                                             {Kind::added, "h"},
                                                             {Kind::removed, "f"}}));
}

TEST(Compare, ExpectationsChangeNothing) {
  const ConformResults before = results({{"a", "rejected", {"sock-027"}}, {"b", "accepted", {}}});
  const ConformResults after =
      results({{"a", "expected-failure", {"sock-027"}}, {"b", "unexpected-pass", {}}});
  EXPECT_TRUE(compare(before, after).empty());
  EXPECT_TRUE(compare(after, before).empty());
}

}  // namespace
}  // namespace ioracle
