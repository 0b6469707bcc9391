#pragma once
// The simulator behind the agent protocol: a faultless implementation, or one with a built-in
// fault. A scenario is simulated as a whole when it is loaded; its steps only count. Each time that
// a scenario is loaded again it is another run.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "conform/faults.h"
#include "format/agent_protocol.h"
#include "model/profile.h"
#include "program/program.h"

namespace ioracle {

struct SimulatedAgentOptions {
  std::string version;
  Profile profile = Profile::windows_10;
  std::uint64_t seed = 0;        // of the first run of each scenario
  const Fault* fault = nullptr;  // none
};

class SimulatedAgent {
 public:
  // A fault of the specification switches it for the whole process. REQUIRES: it is known.
  explicit SimulatedAgent(const SimulatedAgentOptions& options);

  // The answer to a line, without its end. A fault of the process may end it, or never return.
  std::string answer(const std::string& line);
  bool ended() const { return ended_; }  // `bye` was answered

 private:
  AgentAnswer answer(const AgentRequest& request);
  AgentAnswer hello() const;
  AgentAnswer load(const std::string& scenario);
  AgentAnswer step(std::uint64_t index);
  // Why it cannot be performed; empty: it was, and lines_ and blocked_ tell how.
  std::string simulate(const Program& program);

  SimulatedAgentOptions options_;
  std::map<std::string, std::uint64_t> loads_;  // by scenario
  std::uint64_t loaded_ = 0;                    // scenarios
  bool has_run_ = false;
  std::uint64_t steps_ = 0;
  std::uint64_t next_step_ = 0;
  std::vector<std::string> lines_;
  std::vector<AgentAnswer::Blocked> blocked_;
  bool ended_ = false;
};

}  // namespace ioracle
