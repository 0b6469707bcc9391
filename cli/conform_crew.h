#pragma once
// The agents that perform a suite at once.

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "cli/temporary_file.h"
#include "record/agent_process.h"

namespace ioracle {

class AgentCrew {
 public:
  // `options` of each; none is started yet. Each has a log of its own, from which its last words
  // are read: the one that is named, its name with .2, .3 .. behind it, else agent.log in `folder`,
  // else a temporary one.
  AgentCrew(const AgentOptions& options, const std::string& folder, std::uint64_t count);

  AgentProcess& first() { return *agents_.front(); }
  std::span<AgentProcess* const> agents() const { return agents_; }

 private:
  std::vector<std::unique_ptr<TemporaryFile>> logs_;  // outlive the agents
  std::vector<std::unique_ptr<AgentProcess>> processes_;
  std::vector<AgentProcess*> agents_;
};

}  // namespace ioracle
