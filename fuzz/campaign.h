#pragma once
// Fuzzing: generates scenarios, has them performed and judged, and makes what fails small. The same
// options give the same failures for any number of jobs; a limit of time alone is not repeatable.

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "fuzz/generator.h"
#include "fuzz/trial.h"
#include "record/agent_process.h"

namespace ioracle {

struct CampaignOptions {
  std::uint64_t seed = 1;
  std::uint64_t scenarios = 10'000;
  std::chrono::seconds time{0};  // 0: no limit
  std::vector<Family> families;
  ScenarioSize size;
  std::uint32_t jobs = 1;
  // Of `shards` the one with this number, from 1: every `shards`-th scenario.
  std::uint64_t shard = 1;
  std::uint64_t shards = 1;
  TrialOptions trial;
  std::optional<AgentOptions> agent;  // else the simulator's own traces are judged
  std::size_t failures_most = 20;     // different ones, then it stops
  std::uint64_t attempts = 8;         // runs of a scenario that is tried while shrinking
  // Scenarios that reach what none before did are kept, and variants of them tried. Then a scenario
  // depends on those before it: REQUIRES shards == 1.
  bool guided = false;
  bool measured = false;             // what is reached is told; guided runs always do
  std::uint64_t tries_most = 2'000;  // scenarios tried for one failure; 0: nothing is shrunk
  // Told after each batch; may be left out.
  std::function<void(std::uint64_t scenarios, std::size_t failures)> progress;
};

// How many rules, clauses, outcomes of calls, and pairs of clauses one after the other simulations
// went through.
struct ReachCounts {
  std::uint64_t rules = 0;
  std::uint64_t clauses = 0;
  std::uint64_t outcomes = 0;
  std::uint64_t pairs = 0;
  std::uint64_t kept = 0;  // scenarios that were the first to reach something
};

// Failures of one reason: the first scenario that showed it, made small.
struct Failure {
  std::uint64_t index = 0;
  Trial::Outcome outcome{};
  std::vector<ClauseId> clauses;
  std::string name;
  std::string scenario;               // JSON
  std::uint64_t steps = 0;            // of it
  bool reproduced = false;            // it failed again; else it is as generated
  std::uint64_t run_seed = 0;         // of the simulator: that shows it
  Trial trial;                        // of the scenario: verdict and trace
  std::uint64_t like = 1;             // scenarios that failed by this reason
  std::vector<std::uint64_t> others;  // the first of them
  double found_after_s = 0;
};

struct CampaignResult {
  std::uint64_t seed = 0;
  std::uint64_t scenarios = 0;
  std::uint64_t events = 0;
  std::uint64_t rejected = 0;  // scenarios; died, hung and crashed too
  std::uint64_t undecided = 0;
  std::uint64_t refused = 0;  // could not be performed
  // Failures of an agent in scenarios in which the simulator fails too: they tell nothing about it.
  std::uint64_t doubtful = 0;
  std::vector<Failure> failures;  // by index
  std::optional<ReachCounts> reached;
  std::string problem;  // there is no agent
  double seconds = 0;
};

CampaignResult run_campaign(const CampaignOptions& options);

// Runs a scenario as often as `options` say and shrinks it for what its first failure shows; of the
// rest of the options only what concerns shrinking counts. Nothing: no run failed.
std::optional<Failure> shrink_failure(const CampaignOptions& options, const std::string& scenario,
                                      std::uint64_t run_seed);

}  // namespace ioracle
