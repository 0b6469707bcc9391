#pragma once
// Runs a suite on an agent and has what it did judged. Purpose: whatever the agent does, every
// scenario gets a result. One agent process serves many scenarios; it is replaced where it died,
// hung, or says that it must be.

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "conform/result.h"
#include "conform/suite.h"
#include "record/agent_process.h"

namespace ioracle {

struct SuiteRunOptions {
  std::uint64_t repeats = 1;
  // Judges a well-formed trace, whole or a prefix.
  std::function<Attempt(const SuiteScenario&, const std::string& trace)> judge;
  // Told each trace before it is judged; may be left out.
  std::function<void(const SuiteScenario&, std::uint64_t repeat, const std::string& trace)> keep;
  // Told before each scenario, with its place; may be left out.
  std::function<void(const SuiteScenario&, std::size_t place)> progress;
};

// The results in the order of the suite; their kinds are not decided against expectations yet.
std::vector<ScenarioResult> run_suite(AgentProcess& agent, std::span<const SuiteScenario> suite,
                                      const SuiteRunOptions& options);

}  // namespace ioracle
