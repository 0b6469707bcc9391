#include "fuzz/subject.h"

#include <algorithm>

#include "fuzz/shrink.h"
#include "fuzz/text.h"

namespace ioracle {

Reason reason_of(const TrialRecord& record) {
  return {record.outcome, {record.clauses.begin(), record.clauses.begin() + record.clause_count}};
}

bool fails_likewise(const TrialRecord& record, const Reason& reason) {
  if (record.outcome != reason.outcome) return false;
  const Reason own = reason_of(record);
  if (reason.clauses.empty()) return own.clauses.empty();
  return std::ranges::count(own.clauses, reason.clauses.front()) > 0;
}

std::vector<TrialRecord> Subject::run_simulator(const std::string& scenario) {
  std::vector<std::uint64_t> seeds;
  for (std::uint64_t one = 0; one < options_->attempts; ++one) seeds.push_back(one);
  if (!options_->agent) seeds.push_back(run_seed_);
  return perform_all(seeds, {}, [&]() -> Perform {
    return [&](std::uint64_t one) {
      // With its trace: what cannot be written cannot be shown.
      return record_of(one, try_simulator(scenario, one, options_->trial, true));
    };
  });
}

bool Subject::simulator_fails(const std::string& scenario) {
  return std::ranges::any_of(run_simulator(scenario),
                             [](const TrialRecord& record) { return is_failure(record.outcome); });
}

bool Subject::simulator_shows(const std::string& scenario, const Reason& reason,
                              std::uint64_t& seed) {
  for (const TrialRecord& record : run_simulator(scenario)) {
    if (!fails_likewise(record, reason)) continue;
    seed = record.index;
    return true;
  }
  return false;
}

std::optional<Trial> Subject::ask_agent(const std::string& scenario, const Reason& reason) {
  if (!agent_) agent_ = std::make_unique<AgentProcess>(*options_->agent);
  for (std::uint64_t attempt = 0; attempt < options_->attempts; ++attempt) {
    const Recording recording = agent_->record(scenario);
    const std::uint64_t only[] = {0};
    const auto records = perform_all(only, {}, [&]() -> Perform {
      return
          [&](std::uint64_t) { return record_of(0, judge_recording(recording, options_->trial)); };
    });
    if (fails_likewise(records.front(), reason)) return judge_recording(recording, options_->trial);
  }
  return std::nullopt;
}

bool Subject::shows(const std::string& scenario, const Reason& reason) {
  std::uint64_t seed = 0;
  if (!options_->agent) return simulator_shows(scenario, reason, seed);
  // Each scenario has a name of its own: an agent may count its runs by the name.
  const std::string name = join({"candidate_", ++asked_});
  return ask_agent(renamed(scenario, name), reason) && !simulator_fails(scenario);
}

std::optional<Trial> Subject::show(const std::string& scenario, const Reason& reason,
                                   std::uint64_t& seed) {
  if (options_->agent) {
    agent_.reset();  // as one who begins anew will see it
    return ask_agent(scenario, reason);
  }
  if (!simulator_shows(scenario, reason, seed)) return std::nullopt;
  if (reason.outcome == Trial::Outcome::rejected) {
    return try_simulator(scenario, seed, options_->trial, true);
  }
  Trial trial;  // it cannot be performed here
  trial.outcome = reason.outcome;
  return trial;
}

std::optional<Reason> Subject::first_reason(const std::string& scenario) {
  std::vector<TrialRecord> records;
  if (options_->agent) {
    AgentProcess agent(*options_->agent);
    for (std::uint64_t attempt = 0; attempt < options_->attempts; ++attempt) {
      records.push_back(record_of(attempt, try_agent(scenario, agent, options_->trial)));
    }
  } else {
    records = run_simulator(scenario);
  }
  for (const TrialRecord& record : records) {
    if (is_failure(record.outcome)) return reason_of(record);
  }
  return std::nullopt;
}

Failure Subject::make_small(const GeneratedScenario& generated, const Reason& reason) {
  Failure failure;
  failure.outcome = reason.outcome;
  failure.clauses = reason.clauses;
  failure.name = generated.name;
  failure.run_seed = generated.run_seed;
  failure.scenario = renamed(generated.text, generated.name);  // laid out
  const ShowsIt still = [&](const std::string& text) { return shows(text, reason); };
  // Twice: what a failure hangs on that comes and goes cannot be shrunk.
  const bool steady = reason.outcome != Trial::Outcome::hung && options_->tries_most > 0 &&
                      still(failure.scenario) && still(failure.scenario);
  if (steady) {
    FormatError ignored;
    const auto shrunk = shrink(failure.scenario, still, options_->tries_most, ignored);
    if (shrunk) failure.scenario = shrunk->scenario;
  }
  failure.steps = step_count(failure.scenario);
  if (reason.outcome == Trial::Outcome::hung) return failure;
  if (auto trial = show(failure.scenario, reason, failure.run_seed)) {
    failure.reproduced = true;
    failure.trial = std::move(*trial);
  }
  return failure;
}

}  // namespace ioracle
