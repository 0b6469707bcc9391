#pragma once
// What is fuzzed, the simulator or an agent: runs a scenario several times and says whether one of
// the runs fails for a reason. Internal to fuzz/.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "fuzz/campaign.h"
#include "fuzz/crew.h"

namespace ioracle {

struct Reason {
  Trial::Outcome outcome{};
  std::vector<ClauseId> clauses;

  friend auto operator<=>(const Reason&, const Reason&) = default;
};
Reason reason_of(const TrialRecord& record);
// By the first of the clauses.
bool fails_likewise(const TrialRecord& record, const Reason& reason);

class Subject {
 public:
  Subject(const CampaignOptions& options, std::uint64_t run_seed)
      : options_(&options), run_seed_(run_seed) {}

  bool shows(const std::string& scenario, const Reason& reason);
  // A run that shows it, for the report; `seed`: of the simulator.
  std::optional<Trial> show(const std::string& scenario, const Reason& reason, std::uint64_t& seed);
  // Do runs of the simulator fail, for whatever reason? Then the specification is at odds with
  // itself, and the scenario tells nothing about an agent.
  bool simulator_fails(const std::string& scenario);
  bool simulator_shows(const std::string& scenario, const Reason& reason, std::uint64_t& seed);

  // Why the first run that fails does so.
  std::optional<Reason> first_reason(const std::string& scenario);
  Failure make_small(const GeneratedScenario& generated, const Reason& reason);

 private:
  std::vector<TrialRecord> run_simulator(const std::string& scenario);
  std::optional<Trial> ask_agent(const std::string& scenario, const Reason& reason);

  const CampaignOptions* options_;
  std::uint64_t run_seed_;
  std::unique_ptr<AgentProcess> agent_;
  std::uint64_t asked_ = 0;
};

}  // namespace ioracle
