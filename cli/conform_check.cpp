// Results of `ioracle conform` as verdicts on scenarios.

#include <fmt/format.h>

#include "cli/conform_report.h"
#include "cli/wrap.h"
#include "model/clause.h"

namespace ioracle {
namespace {

VerdictKind verdict_of(ResultKind kind) {
  if (is_news(kind)) return VerdictKind::rejected;
  if (kind == ResultKind::accepted) return VerdictKind::accepted;
  return kind == ResultKind::inconclusive ? VerdictKind::inconclusive : VerdictKind::unsupported;
}

// One sentence: what happened.
std::string sentence(const ScenarioResult& result) {
  if (result.kind == ResultKind::unexpected_pass) {
    return fmt::format("accepted, yet expected to be {} since {}: {}", result.known->result,
                       result.known->since, result.known->reason);
  }
  if (result.kind == ResultKind::expected_failure) {
    return fmt::format("expected failure since {}: {}", result.known->since, result.known->reason);
  }
  const Attempt& attempt = result.attempt;
  return attempt.observed.empty() ? attempt.reason : attempt.observed;
}

}  // namespace

CheckReport as_check_report(const ConformReport& report) {
  CheckReport all;
  all.title = "ioracle conform";
  all.duration = std::chrono::milliseconds(report.duration_ms);
  for (const ScenarioResult& result : report.results) {
    Judgement& judgement = all.judgements.emplace_back();
    judgement.trace = result.path;
    judgement.scenario = result.scenario;
    judgement.any = report.profile == "any";
    judgement.profile = find_profile(report.profile).value_or(Profile::windows_10);
    Verdict& verdict = judgement.verdict;
    verdict.kind = verdict_of(result.kind);
    if (verdict.kind == VerdictKind::accepted) continue;
    verdict.observed = sentence(result);
    verdict.reason = verdict.observed;
    for (const std::string& clause : result.attempt.clauses) {
      if (const auto id = find_clause(clause)) verdict.clauses.push_back(*id);
    }
    judgement.told = wrapped(fmt::format("{}: ", name_of(result.kind)), verdict.observed) +
                     result.attempt.explanation;
  }
  return all;
}

}  // namespace ioracle
