#include "fuzz/trial.h"

#include <algorithm>

#include "format/scenario_reader.h"
#include "format/trace_reader.h"
#include "format/trace_writer.h"
#include "fuzz/reached.h"
#include "model/contract/contract.h"
#include "sim/simulation.h"

namespace ioracle {
namespace {

Oracle::Options how(const TrialOptions& options) {
  Oracle::Options how;
  how.profile = options.profile;
  how.budget = options.budget;
  return how;
}

Trial failed(Trial::Outcome outcome, std::string problem) {
  Trial trial;
  trial.outcome = outcome;
  trial.problem = std::move(problem);
  return trial;
}

Trial::Outcome outcome_of(VerdictKind kind) {
  if (kind == VerdictKind::accepted) return Trial::Outcome::accepted;
  return kind == VerdictKind::rejected ? Trial::Outcome::rejected : Trial::Outcome::undecided;
}

// What a program does that breaks a must of the caller says nothing of an implementation, unless
// its scenario does so on purpose.
void excuse_misuse(const contract::Contract& contract, const std::vector<std::string>& declared,
                   const Names& names, Trial& trial) {
  if (trial.outcome != Trial::Outcome::rejected) return;
  for (const contract::Mark& mark : contract.marks()) {
    if (mark.duty->kind() != contract::MarkKind::misuse) continue;
    const bool on_purpose = std::ranges::any_of(mark.duty->clauses(), [&](ClauseId id) {
      return std::ranges::find(declared, lookup(id).id) != declared.end();
    });
    if (on_purpose) continue;
    trial.outcome = Trial::Outcome::undecided;
    trial.problem = "misuse: " + contract::sentence(mark, names);
    return;
  }
}

void put_first(const std::optional<ClauseId>& clause, std::vector<ClauseId>& clauses) {
  if (!clause) return;
  std::ranges::stable_partition(clauses, [&](ClauseId id) { return id == *clause; });
}

}  // namespace

std::string_view name_of(Trial::Outcome outcome) {
  constexpr std::string_view names[] = {"accepted", "rejected",    "undecided", "refused", "died",
                                        "hung",     "unavailable", "crashed",   "endless"};
  return names[static_cast<std::size_t>(outcome)];
}

Trial try_simulator(const std::string& scenario, std::uint64_t run_seed,
                    const TrialOptions& options, bool trace) {
  FormatError error;
  const auto program = read_scenario(scenario, "<scenario>", error);
  if (!program) return failed(Trial::Outcome::refused, error.message());
  Names names = program->names;
  Simulation simulation(*program, names, options.profile, run_seed);
  Oracle oracle(how(options), names);
  Trial trial;
  if (trace) {
    Header header;
    header.scenario = program->scenario;
    header.profile = name_of(options.profile);
    write_header(trial.trace, header);
  }
  Reached reached;
  if (options.features) {
    simulation.watch([&](const AlternativeInfo& rule) { reached.rule(rule); });
  }
  const SimulationResult result = simulation.run([&](const Event& event) {
    ++trial.events;
    if (options.features) reached.event(event);
    oracle.take(event);
    if (trace) write_event(trial.trace, event, names);
  });
  trial.features = std::move(reached).features();
  trial.verdict = oracle.verdict();
  put_first(options.clause, trial.verdict.clauses);
  trial.outcome = outcome_of(trial.verdict.kind);
  trial.problem = trial.verdict.reason;
  if (!result.unsupported.empty()) {
    trial.outcome = Trial::Outcome::refused;
    trial.problem = result.unsupported.front() + " has no rule";
  }
  return trial;
}

Trial try_trace(std::string trace, const TrialOptions& options) {
  Trial trial;
  Names names;
  TraceReader reader(names);
  Oracle oracle(how(options), names);
  contract::Contract contract;
  if (!reader.open_text(trace, "<trace>")) {
    return failed(Trial::Outcome::unavailable, reader.error().message());
  }
  Event event;
  for (;;) {
    const TraceReader::Result result = reader.next(event);
    if (result == TraceReader::Result::end) break;
    if (result == TraceReader::Result::error) {
      return failed(Trial::Outcome::unavailable, reader.error().message());
    }
    ++trial.events;
    oracle.take(event);
    contract.take(event);
  }
  trial.verdict = oracle.verdict();
  put_first(options.clause, trial.verdict.clauses);
  trial.outcome = outcome_of(trial.verdict.kind);
  trial.problem = trial.verdict.reason;
  if (trial.outcome == Trial::Outcome::rejected &&
      !trial.verdict.observed.starts_with(options.observed)) {
    trial.outcome = Trial::Outcome::undecided;
    trial.problem = "rejected otherwise: " + trial.verdict.observed;
  }
  excuse_misuse(contract, reader.header().misuse, names, trial);
  trial.trace = std::move(trace);
  return trial;
}

Trial judge_recording(const Recording& recording, const TrialOptions& options) {
  using Kind = Recording::Outcome;
  if (recording.outcome == Kind::refused) {
    return failed(Trial::Outcome::refused, "the agent: " + recording.reason);
  }
  if (recording.outcome == Kind::unavailable) {
    return failed(Trial::Outcome::unavailable, recording.reason);
  }
  Trial trial = try_trace(recording.trace, options);
  // What it did before may tell why; that it ended is news in any case.
  if (recording.outcome == Kind::recorded || trial.outcome == Trial::Outcome::rejected) {
    return trial;
  }
  trial.outcome = recording.outcome == Kind::died ? Trial::Outcome::died : Trial::Outcome::hung;
  trial.problem = recording.reason;
  return trial;
}

Trial try_agent(const std::string& scenario, AgentProcess& agent, const TrialOptions& options) {
  return judge_recording(agent.record(scenario), options);
}

}  // namespace ioracle
