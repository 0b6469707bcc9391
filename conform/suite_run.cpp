#include "conform/suite_run.h"

#include <algorithm>

#include "conform/observations.h"

namespace ioracle {
namespace {

Attempt unperformed(ResultKind kind, std::string reason) {
  Attempt attempt;
  attempt.kind = kind;
  attempt.reason = std::move(reason);
  return attempt;
}

Attempt attempt_of(const Recording& recording, const SuiteScenario& scenario,
                   const SuiteRunOptions& options) {
  switch (recording.outcome) {
    case Recording::Outcome::recorded:
      return options.judge(scenario, recording.trace);
    case Recording::Outcome::refused:
      return unperformed(ResultKind::unsupported, "the agent: " + recording.reason);
    case Recording::Outcome::unavailable:
      return unperformed(ResultKind::died, recording.reason);
    case Recording::Outcome::died:
    case Recording::Outcome::hung:
      break;
  }
  const bool died = recording.outcome == Recording::Outcome::died;
  std::string reason = recording.reason;
  if (!recording.last_words.empty()) reason += "; it said: " + recording.last_words;
  const ResultKind kind = died ? ResultKind::died : ResultKind::hang;
  // What it did before may tell why.
  Attempt attempt = options.judge(scenario, recording.trace);
  if (attempt.kind != ResultKind::rejected) return unperformed(kind, reason);
  attempt.kind = kind;
  attempt.reason = reason + "; what it did before is rejected";
  return attempt;
}

bool alike(const SeenOutcome& outcome, const Attempt& attempt,
           const std::vector<std::string>& observations) {
  return outcome.attempt.kind == attempt.kind && outcome.attempt.clauses == attempt.clauses &&
         outcome.observations == observations;
}

}  // namespace

std::vector<ScenarioResult> run_suite(AgentProcess& agent, std::span<const SuiteScenario> suite,
                                      const SuiteRunOptions& options) {
  std::vector<ScenarioResult> results;
  for (const SuiteScenario& scenario : suite) {
    if (options.progress) options.progress(scenario, results.size());
    ScenarioResult& result = results.emplace_back();
    result.scenario = scenario.program.scenario;
    result.path = scenario.path;
    for (std::uint64_t repeat = 0; repeat < options.repeats; ++repeat) {
      const Recording recording = agent.record(scenario.text);
      if (options.keep && !recording.trace.empty()) {
        options.keep(scenario, repeat, recording.trace);
      }
      Attempt attempt = attempt_of(recording, scenario, options);
      std::vector<std::string> observations = observations_of(recording.trace);
      const auto seen = std::ranges::find_if(result.outcomes, [&](const SeenOutcome& outcome) {
        return alike(outcome, attempt, observations);
      });
      if (seen != result.outcomes.end()) {
        ++seen->count;
      } else {
        result.outcomes.push_back({1, std::move(attempt), std::move(observations)});
      }
    }
    classify(result, {});
  }
  return results;
}

}  // namespace ioracle
