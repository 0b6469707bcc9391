#include "conform/suite_run.h"

#include <algorithm>
#include <mutex>
#include <thread>

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

// What one agent after the other takes from.
class SuiteRun {
 public:
  SuiteRun(std::span<const SuiteScenario> suite, const SuiteRunOptions& options)
      : suite_(suite), options_(options), results_(suite.size()) {}

  // Scenarios until none is left.
  void perform(AgentProcess& agent) {
    for (;;) {
      std::unique_lock lock(mutex_);
      if (next_ == suite_.size()) return;
      const std::size_t place = next_++;
      if (options_.progress) options_.progress(suite_[place], place);
      lock.unlock();
      perform(agent, suite_[place], results_[place]);
    }
  }

  std::vector<ScenarioResult> take_results() { return std::move(results_); }

 private:
  void perform(AgentProcess& agent, const SuiteScenario& scenario, ScenarioResult& result) {
    result.scenario = scenario.program.scenario;
    result.path = scenario.path;
    for (std::uint64_t repeat = 0; repeat < options_.repeats; ++repeat) {
      const Recording recording = agent.record(scenario.text);
      const std::lock_guard lock(mutex_);
      if (options_.keep && !recording.trace.empty()) {
        options_.keep(scenario, repeat, recording.trace);
      }
      note(attempt_of(recording, scenario, options_), observations_of(recording.trace), result);
    }
    classify(result, {});
  }

  static void note(Attempt attempt, std::vector<std::string> observations, ScenarioResult& result) {
    const auto seen = std::ranges::find_if(result.outcomes, [&](const SeenOutcome& outcome) {
      return alike(outcome, attempt, observations);
    });
    if (seen != result.outcomes.end()) {
      ++seen->count;
    } else {
      result.outcomes.push_back({1, std::move(attempt), std::move(observations)});
    }
  }

  std::span<const SuiteScenario> suite_;
  const SuiteRunOptions& options_;
  std::vector<ScenarioResult> results_;
  std::mutex mutex_;
  std::size_t next_ = 0;
};

}  // namespace

std::vector<ScenarioResult> run_suite(std::span<AgentProcess* const> agents,
                                      std::span<const SuiteScenario> suite,
                                      const SuiteRunOptions& options) {
  SuiteRun run(suite, options);
  std::vector<std::thread> helpers;
  for (AgentProcess* const agent : agents.subspan(1)) {
    helpers.emplace_back([&run, agent] { run.perform(*agent); });
  }
  run.perform(*agents.front());
  for (std::thread& helper : helpers) helper.join();
  return run.take_results();
}

}  // namespace ioracle
