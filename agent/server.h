#pragma once
// Answers the requests of a driver, one at a time (docs/protocol.md).

#include <memory>
#include <string>

#include "agent/scenario_run.h"
#include "format/agent_protocol.h"

namespace ioracle::agent {

class Server {
 public:
  // The answer to a request line. Never waits for a scripted thread for long.
  AgentAnswer answer(const std::string& line);
  // Removes the files of the journals, as far as threads that are blocked for ever allow.
  void remove_journals();
  // After `bye`: the process is to end, without waiting for blocked threads.
  bool ended() const { return ended_; }

 private:
  AgentAnswer answer(const AgentRequest& request);
  AgentAnswer hello() const;
  AgentAnswer reset();
  AgentAnswer load(const AgentRequest& request);
  AgentAnswer step(const AgentRequest& request);
  AgentAnswer settle(const AgentRequest& request);
  AgentAnswer trace();
  AgentAnswer recover(const AgentRequest& request) const;
  void tell_blocked(const std::vector<Blocked>& blocked, AgentAnswer& answer);

  JournalPool journals_;
  std::unique_ptr<ScenarioRun> run_;
  std::size_t next_unit_ = 0;
  bool unusable_ = false;  // threads of an earlier scenario are blocked for ever
  bool ended_ = false;
};

}  // namespace ioracle::agent
