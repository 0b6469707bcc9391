// How attempts and expectations make the result of a scenario, and what an update makes of both.

#include "conform/result.h"

#include <gtest/gtest.h>

namespace ioracle {
namespace {

SeenOutcome outcome(ResultKind kind, std::vector<std::string> clauses = {}) {
  SeenOutcome seen;
  seen.count = 1;
  seen.attempt.kind = kind;
  seen.attempt.clauses = std::move(clauses);
  return seen;
}

ScenarioResult scenario(std::vector<SeenOutcome> outcomes) {
  ScenarioResult result;
  result.scenario = "s";
  result.outcomes = std::move(outcomes);
  return result;
}

KnownFailure known(std::string clause, bool sometimes = false) {
  KnownFailure failure;
  failure.scenario = "s";
  failure.clause = std::move(clause);
  failure.reason = "told";
  failure.since = "1";
  failure.sometimes = sometimes;
  return failure;
}

ResultKind kind(std::vector<SeenOutcome> outcomes, const std::vector<KnownFailure>& failures) {
  ScenarioResult result = scenario(std::move(outcomes));
  classify(result, failures);
  return result.kind;
}

const SeenOutcome accepted = outcome(ResultKind::accepted);
const SeenOutcome rejected = outcome(ResultKind::rejected, {"sock-027", "sock-028"});

TEST(Classify, TellsTheWorstOfSeveralAttempts) {
  EXPECT_EQ(kind({accepted}, {}), ResultKind::accepted);
  EXPECT_EQ(kind({accepted, rejected}, {}), ResultKind::rejected);
  EXPECT_EQ(kind({rejected, outcome(ResultKind::died)}, {}), ResultKind::died);
  EXPECT_EQ(kind({accepted, outcome(ResultKind::inconclusive)}, {}), ResultKind::inconclusive);
}

TEST(Classify, ExpectsWhatCitesTheClause) {
  EXPECT_EQ(kind({rejected}, {known("sock-028")}), ResultKind::expected_failure);
  EXPECT_EQ(kind({rejected}, {known("")}), ResultKind::expected_failure);
  EXPECT_EQ(kind({rejected}, {known("sock-001")}), ResultKind::rejected);
  EXPECT_EQ(kind({rejected}, {known("sock-001"), known("sock-027")}), ResultKind::expected_failure);
  KnownFailure late = known("sock-001");
  late.cites = "sock-027";
  EXPECT_EQ(kind({rejected}, {late}), ResultKind::expected_failure);
  KnownFailure other = known("sock-027");
  other.scenario = "t";
  EXPECT_EQ(kind({rejected}, {other}), ResultKind::rejected);
}

TEST(Classify, AnotherFailureBesideAnExpectedOneIsNews) {
  const SeenOutcome new_failure = outcome(ResultKind::rejected, {"sock-001"});
  EXPECT_EQ(kind({rejected, new_failure}, {known("sock-027")}), ResultKind::rejected);
  EXPECT_EQ(kind({rejected, outcome(ResultKind::died)}, {known("")}), ResultKind::died);
  KnownFailure death = known("");
  death.result = "died";
  EXPECT_EQ(kind({outcome(ResultKind::died)}, {death}), ResultKind::expected_failure);
}

TEST(Classify, APassThatWasNotExpectedIsNews) {
  EXPECT_EQ(kind({accepted}, {known("sock-027")}), ResultKind::unexpected_pass);
  EXPECT_EQ(kind({accepted}, {known("sock-027", true)}), ResultKind::accepted);
  EXPECT_EQ(kind({accepted, rejected}, {known("sock-027")}), ResultKind::expected_failure);
  EXPECT_EQ(kind({outcome(ResultKind::unsupported)}, {known("sock-027")}), ResultKind::unsupported);
}

TEST(Updated, LeavesNoNews) {
  const std::vector<std::vector<SeenOutcome>> runs = {
      {accepted}, {rejected}, {accepted, rejected}, {outcome(ResultKind::hang)}};
  for (const auto& run : runs) {
    for (const auto& before :
         {std::vector<KnownFailure>{}, {known("sock-027")}, {known("sock-001"), known("")}}) {
      const ScenarioResult result = scenario(run);
      const auto after = updated(before, {result}, "2");
      EXPECT_FALSE(is_news(kind(run, after)));
      for (int again = 0; again < 2; ++again) EXPECT_EQ(updated(after, {result}, "3"), after);
    }
  }
}

TEST(Updated, KeepsTheWordsOfWhatStays) {
  const std::vector<KnownFailure> before = {known("sock-028")};
  EXPECT_EQ(updated(before, {scenario({rejected})}, "2"), before);
  EXPECT_TRUE(updated(before, {scenario({accepted})}, "2").empty());
  EXPECT_EQ(updated(before, {}, "2"), before);
  EXPECT_EQ(updated(before, {scenario({outcome(ResultKind::unsupported)})}, "2"), before);
}

TEST(Updated, TellsWhatIsNew) {
  SeenOutcome inferred = outcome(ResultKind::rejected, {"inferred.wait.duplicates"});
  inferred.attempt.inferred = true;
  inferred.attempt.observed = "it returns 0";
  const auto after = updated({}, {scenario({accepted, inferred})}, "2");
  ASSERT_EQ(after.size(), 1U);
  KnownFailure expected = known("inferred.wait.duplicates", true);
  expected.reason = "it returns 0";
  expected.since = "2";
  expected.question = true;
  EXPECT_EQ(after[0], expected);
}

}  // namespace
}  // namespace ioracle
