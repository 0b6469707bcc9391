#pragma once
// What fuzzing found, as text for people and as JSON; the options that `fuzz` and `shrink` share.

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

#include "cli/shard.h"
#include "fuzz/campaign.h"

namespace ioracle {

struct FuzzReport {
  CampaignResult result;
  std::string agent;                // the command; empty: the simulator
  std::uint64_t attempts = 0;       // of one scenario
  std::vector<std::string> files;   // of the failures, in their order: scenarios
  std::vector<std::string> traces;  // likewise; empty: there is none
  std::uint64_t failures_most = 0;  // after so many it stops
  std::optional<Shard> shard;       // of which this is the report
  bool times = true;                // JSON: tell how long it took
};

std::string fuzz_text(const FuzzReport& report, bool quiet);
// The keys are a contract.
std::string fuzz_json(const FuzzReport& report);
// One failure: where it is, why, how to see it again.
std::string failure_text(const FuzzReport& report, std::size_t place);

// Writes scenario and trace of each failure to the folder. False: refused, with a message.
bool write_failures(FuzzReport& report, const std::string& folder);

struct SubjectOptions {
  std::string agent;
  std::string profile;
  std::uint64_t budget = Oracle::Options().budget;
  std::uint64_t attempts = CampaignOptions().attempts;
  std::uint64_t tries_most = CampaignOptions().tries_most;
  std::uint64_t patience_ms = AgentOptions().patience_ms;
  std::uint64_t timeout_s = 10;
};
void add_subject_options(CLI::App& verb, SubjectOptions& options);
void apply(const SubjectOptions& from, CampaignOptions& to);

}  // namespace ioracle
