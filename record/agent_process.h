#pragma once
// Records scenarios through an agent (docs/protocol.md). Purpose: whatever the
// agent does, dies, hangs or talks nonsense, a suite goes on: each scenario gives a Recording, and
// the next one finds an agent that runs. Not safe for concurrent use; several AgentProcess
// are.
//
//   AgentProcess agent({.command = "script/wine-agent"});
//   Recording recording = agent.record(scenario_text);
//   if (recording.outcome == Recording::Outcome::recorded) write(recording.trace);

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "format/agent_protocol.h"
#include "record/child_process.h"

namespace ioracle {

struct AgentOptions {
  std::string command;                 // words as for a shell; no expansion
  std::string log;                     // file to which its standard error goes; empty: nowhere
  std::string profile = "windows-10";  // for the header
  std::uint64_t patience_ms = 100;     // of settles
  std::chrono::milliseconds start_timeout{60'000};   // until hello is answered
  std::chrono::milliseconds answer_timeout{45'000};  // of any other request
};

struct Recording {
  enum class Outcome : std::uint8_t {
    recorded,     // the whole trace
    refused,      // the agent cannot perform the scenario: reason
    died,         // the agent ended in the middle: a prefix
    hung,         // the agent did not answer in time and was killed: a prefix
    unavailable,  // the agent cannot be started or makes no sense: reason
  };
  Outcome outcome = Outcome::unavailable;
  std::string reason;
  std::string last_words;  // died or hung: what it said last on standard error, if there is a log
  std::string trace;  // JSON Lines, each with its end: header, events, and `end` if it is whole
};

class AgentProcess {
 public:
  explicit AgentProcess(AgentOptions options) : options_(std::move(options)) {}
  ~AgentProcess();
  AgentProcess(const AgentProcess&) = delete;
  AgentProcess& operator=(const AgentProcess&) = delete;

  // Who the agent is; starts it if needed. Nothing: problem() says why.
  const AgentDescription* describe();

  // Performs a scenario and gives its trace. REQUIRES: the text is a valid scenario.
  Recording record(const std::string& scenario);

  const std::string& problem() const { return problem_; }

 private:
  enum class Exchange : std::uint8_t { answered, ended, timed_out };

  bool start();
  bool start_once();
  Exchange ask(AgentRequest request, AgentAnswer& answer);
  // Steps and settles; what went wrong, or recorded.
  Recording::Outcome perform(const std::string& scenario, AgentAnswer& answer, std::string& reason);
  Recording::Outcome failure(Exchange exchange, std::string& reason);
  std::vector<std::string> recover();
  std::string header_of(const std::string& scenario) const;

  AgentOptions options_;
  ChildProcess child_;
  std::optional<AgentDescription> description_;
  std::uint64_t token_ = 0;
  bool has_served_ = false;  // an agent of this command has answered hello before
  std::string problem_;
};

}  // namespace ioracle
