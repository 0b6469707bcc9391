#include "conform/result.h"

#include <algorithm>

namespace ioracle {
namespace {

bool meets(const Attempt& attempt, const KnownFailure& known) {
  return is_failure(attempt.kind) && name_of(attempt.kind) == known.result &&
         (known.cited().empty() || std::ranges::count(attempt.clauses, known.cited()) > 0);
}

const KnownFailure* entry_of(const Attempt& attempt, const std::string& scenario,
                             const std::vector<KnownFailure>& known) {
  const auto found = std::ranges::find_if(known, [&](const KnownFailure& entry) {
    return entry.scenario == scenario && meets(attempt, entry);
  });
  return found == known.end() ? nullptr : &*found;
}

}  // namespace

std::optional<ResultKind> find_result(std::string_view name) {
  const auto found = std::ranges::find(result_names, name);
  if (found == result_names.end()) return std::nullopt;
  return static_cast<ResultKind>(found - result_names.begin());
}

void classify(ScenarioResult& result, const std::vector<KnownFailure>& known) {
  const SeenOutcome* worst = &result.outcomes.front();
  const SeenOutcome* worst_expected = nullptr;
  result.known.reset();
  bool news = false;
  for (const SeenOutcome& outcome : result.outcomes) {
    const Attempt& attempt = outcome.attempt;
    const bool expected = entry_of(attempt, result.scenario, known) != nullptr;
    if (expected && !worst_expected) worst_expected = &outcome;
    const bool is_new = is_failure(attempt.kind) && !expected;
    if (is_new > news || (is_new == news && attempt.kind > worst->attempt.kind)) worst = &outcome;
    news = news || is_new;
  }
  if (!news && worst_expected) {
    result.kind = ResultKind::expected_failure;
    result.attempt = worst_expected->attempt;
    result.known = *entry_of(result.attempt, result.scenario, known);
    return;
  }
  result.kind = worst->attempt.kind;
  result.attempt = worst->attempt;
  if (result.kind != ResultKind::accepted) return;
  const auto passed_by = std::ranges::find_if(known, [&](const KnownFailure& entry) {
    return entry.scenario == result.scenario && !entry.sometimes;
  });
  if (passed_by == known.end()) return;
  result.kind = ResultKind::unexpected_pass;
  result.known = *passed_by;
}

std::vector<KnownFailure> updated(const std::vector<KnownFailure>& known,
                                  const std::vector<ScenarioResult>& results,
                                  const std::string& since) {
  std::vector<KnownFailure> entries;
  for (const KnownFailure& entry : known) {
    const auto result = std::ranges::find(results, entry.scenario, &ScenarioResult::scenario);
    const bool stays = entry.sometimes || result == results.end() ||
                       std::ranges::any_of(result->outcomes, [&](const SeenOutcome& outcome) {
                         return is_open(outcome.attempt.kind) || meets(outcome.attempt, entry);
                       });
    if (stays) entries.push_back(entry);
  }
  for (const ScenarioResult& result : results) {
    for (const SeenOutcome& outcome : result.outcomes) {
      const Attempt& attempt = outcome.attempt;
      if (!is_failure(attempt.kind) || entry_of(attempt, result.scenario, entries)) continue;
      KnownFailure& entry = entries.emplace_back();
      entry.scenario = result.scenario;
      entry.result = name_of(attempt.kind);
      if (!attempt.clauses.empty()) entry.clause = attempt.clauses.front();
      entry.reason = attempt.observed.empty() ? attempt.reason : attempt.observed;
      entry.since = since;
      entry.sometimes = std::ranges::any_of(result.outcomes, [](const SeenOutcome& other) {
        return other.attempt.kind == ResultKind::accepted;
      });
      entry.question = attempt.inferred;
    }
  }
  return entries;
}

}  // namespace ioracle
