#pragma once
// Runs a suite on an agent, or on several alike, and has what it did judged. Purpose: whatever an
// agent does, every scenario gets a result. One agent process serves many scenarios; it is replaced
// where it died, hung, or says that it must be.

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "conform/result.h"
#include "conform/suite.h"
#include "record/agent_process.h"

namespace ioracle {

// The functions are called by several threads where there are several agents, but one at a time.
struct SuiteRunOptions {
  std::uint64_t repeats = 1;
  // Judges a well-formed trace, whole or a prefix.
  std::function<Attempt(const SuiteScenario&, const std::string& trace)> judge;
  // Told each trace before it is judged; may be left out.
  std::function<void(const SuiteScenario&, std::uint64_t repeat, const std::string& trace)> keep;
  // Told before each scenario, with its place; may be left out.
  std::function<void(const SuiteScenario&, std::size_t place)> progress;
};

// The results in the order of the suite; their kinds are not decided against expectations yet. Each
// agent takes the next scenario that none has taken. REQUIRES: there is an agent.
std::vector<ScenarioResult> run_suite(std::span<AgentProcess* const> agents,
                                      std::span<const SuiteScenario> suite,
                                      const SuiteRunOptions& options);

}  // namespace ioracle
