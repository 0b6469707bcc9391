#include "cli/conform_judge.h"

#include "cli/check_report.h"

namespace ioracle {
namespace {

ResultKind kind_of(VerdictKind kind) {
  switch (kind) {
    case VerdictKind::accepted:
      return ResultKind::accepted;
    case VerdictKind::rejected:
      return ResultKind::rejected;
    case VerdictKind::inconclusive:
      return ResultKind::inconclusive;
    case VerdictKind::unsupported:
      break;
  }
  return ResultKind::unsupported;
}

// An accepted run in which the program broke a must of the caller, and its scenario does not say
// so.
void note_misuse(const Judgement& judgement, Attempt& attempt) {
  for (const MarkReport& report : judgement.marks) {
    if (!is_undeclared(report, false)) continue;
    attempt.kind = ResultKind::misuse;
    attempt.event = report.mark.event_seq;
    attempt.observed = report.sentence;
    attempt.explanation = marks_text({report});
    for (const ClauseId id : report.mark.duty->clauses())
      attempt.clauses.emplace_back(lookup(id).id);
    return;
  }
}

}  // namespace

Attempt judged(const SuiteScenario& scenario, const std::string& trace,
               const JudgeOptions& options) {
  Attempt attempt;
  FormatError error;
  const std::string name = scenario.program.scenario + ".jsonl";
  const std::optional<Judgement> judgement = judge_text(trace, name, options, error);
  if (!judgement) {  // the driver has read it: this is a fault of ours
    attempt.kind = ResultKind::inconclusive;
    attempt.reason = error.message();
    return attempt;
  }
  const Verdict& verdict = judgement->verdict;
  attempt.kind = kind_of(verdict.kind);
  attempt.explanation = explain(*judgement);
  attempt.reason = verdict.reason;
  if (attempt.kind == ResultKind::accepted) note_misuse(*judgement, attempt);
  if (attempt.kind != ResultKind::rejected) return attempt;
  attempt.event = verdict.event_seq;
  attempt.observed = verdict.observed;
  attempt.allowed = verdict.allowed;
  attempt.inferred = !verdict.clauses.empty();
  for (const ClauseId id : verdict.clauses) {
    attempt.clauses.emplace_back(lookup(id).id);
    attempt.inferred = attempt.inferred && lookup(id).evidence == Evidence::inferred;
  }
  if (verdict.progress) attempt.reason = "nothing moved, but every history owes a step";
  return attempt;
}

}  // namespace ioracle
