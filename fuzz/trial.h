#pragma once
// One scenario performed, by the simulator or by an agent, and what it showed judged.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "oracle/oracle.h"
#include "record/agent_process.h"

namespace ioracle {

struct Trial {
  enum class Outcome : std::uint8_t {
    accepted,
    rejected,
    undecided,    // the oracle gave up, or has no rule
    refused,      // the scenario cannot be performed: problem
    died,         // the agent ended
    hung,         // the agent did not answer
    unavailable,  // there is no agent: problem
    crashed,      // simulator or oracle crashed: the trial was in a process of its own
    endless,      // they did not come to an end in time
  };
  Outcome outcome = Outcome::accepted;
  Verdict verdict;
  std::uint64_t events = 0;
  std::string problem;
  std::string trace;                    // JSON Lines; of a simulation only where it was asked for
  std::vector<std::uint32_t> features;  // of a simulation, where they were asked for
};

std::string_view name_of(Trial::Outcome outcome);

inline bool is_failure(Trial::Outcome outcome) {
  using enum Trial::Outcome;
  return outcome == rejected || outcome == died || outcome == hung || outcome == crashed ||
         outcome == endless;
}

struct TrialOptions {
  Profile profile = Profile::windows_10;
  std::uint64_t budget = Oracle::Options().budget;
  // Where a rejection cites this clause, it stands first: failures are told apart by the first.
  std::optional<ClauseId> clause;
  bool features = false;  // what a simulation reaches is to be told
  // A rejection by another observation than one that begins so is none that is looked for.
  std::string observed;
};

// The scenario as the simulator runs it with this seed; with `trace` too.
Trial try_simulator(const std::string& scenario, std::uint64_t run_seed,
                    const TrialOptions& options, bool trace = false);
Trial try_agent(const std::string& scenario, AgentProcess& agent, const TrialOptions& options);
// What an agent recorded, judged.
Trial judge_recording(const Recording& recording, const TrialOptions& options);
// A trace that was recorded.
Trial try_trace(std::string trace, const TrialOptions& options);

}  // namespace ioracle
