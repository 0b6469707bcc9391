#include "model/clause.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace ioracle {
namespace {

std::ptrdiff_t count(auto predicate) { return std::ranges::count_if(clauses(), predicate); }

TEST(Clause, IdsAreSortedAndUnique) {
  const auto out_of_order = std::ranges::adjacent_find(
      clauses(), [](const Clause& a, const Clause& b) { return a.id >= b.id; });
  EXPECT_EQ(out_of_order, clauses().end());
}

TEST(Clause, EachSourceIsWhole) {
  const auto with_prefix = [](std::string_view prefix) {
    return count([=](const Clause& c) { return c.id.starts_with(prefix); });
  };
  EXPECT_EQ(count([](const Clause& c) { return c.evidence == Evidence::documented; }), 717);
  EXPECT_EQ(count([](const Clause& c) { return c.founding; }), 313);
  EXPECT_EQ(with_prefix("sock-"), 302);
  EXPECT_EQ(with_prefix("w32-"), 299);
  EXPECT_EQ(with_prefix("ci-"), 125);
}

TEST(Clause, KindFollowsEvidence) {
  for (const Clause& c : clauses()) {
    const bool seen = c.evidence == Evidence::observed || c.evidence == Evidence::measured;
    EXPECT_EQ(c.kind == ClauseKind::fact, seen) << c.id;
    EXPECT_EQ(c.kind == ClauseKind::choice, c.evidence == Evidence::inferred) << c.id;
    EXPECT_EQ(c.evidence == Evidence::inferred, c.id.starts_with("inferred.")) << c.id;
    EXPECT_TRUE(!c.founding || c.evidence == Evidence::documented) << c.id;
  }
}

TEST(Clause, EveryRowTellsWhatItIsAbout) {
  for (const Clause& c : clauses()) {
    EXPECT_FALSE(c.text.empty()) << c.id;
    EXPECT_FALSE(c.subject.empty()) << c.id;
    EXPECT_FALSE(c.source.empty()) << c.id;
  }
}

TEST(Clause, IsFoundByItsId) {
  for (std::size_t i = 0; i < clauses().size(); ++i) {
    const auto found = find_clause(clauses()[i].id);
    ASSERT_TRUE(found.has_value()) << clauses()[i].id;
    EXPECT_EQ(found->index, i);
    EXPECT_EQ(&lookup(*found), &clauses()[i]);
  }
  EXPECT_FALSE(find_clause("WSARecv.ret.zer").has_value());
  EXPECT_FALSE(find_clause("").has_value());
  EXPECT_FALSE(find_clause("~").has_value());
}

TEST(Clause, IsNamedInCode) {
  constexpr ClauseId id = "WSARecv.ret.zero"_clause;
  static_assert(id == clause("WSARecv.ret.zero"));
  EXPECT_EQ(lookup(id).id, "WSARecv.ret.zero");
  EXPECT_TRUE(lookup(id).founding);
}

TEST(Clause, EvidenceOfReportsFollowsTheirBasis) {
  EXPECT_EQ(lookup("ci-001"_clause).evidence, Evidence::measured);
  EXPECT_EQ(lookup("sock-002"_clause).evidence, Evidence::observed);
}

TEST(Clause, SomeAreExcusedWithAReason) {
  EXPECT_NE(lookup("w32-387"_clause).excuse, "");
  EXPECT_EQ(lookup("WSARecv.ret.zero"_clause).excuse, "");
}

TEST(Clause, NamesAreThoseOfTheCatalogue) {
  EXPECT_EQ(name(ClauseKind::version_dependent), "version-dependent");
  EXPECT_EQ(name(ClauseKind::choice), "choice");
  EXPECT_EQ(name(Evidence::documented), "documented");
  EXPECT_EQ(name(Evidence::inferred), "inferred");
}

TEST(Clause, DigestIsOfTheCatalogue) { EXPECT_EQ(catalogue_digest().size(), 64u); }

}  // namespace
}  // namespace ioracle
