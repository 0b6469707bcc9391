#pragma once
// The messages between a driver and an agent, one JSON object a line, as docs/protocol.md tells.
// Both sides read and write them here. Reading never throws: what is wrong is told in `problem`.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ioracle {

constexpr std::uint64_t agent_protocol_version = 1;

struct AgentRequest {
  enum class Kind : std::uint8_t { hello, reset, load, step, settle, trace, recover, bye };
  Kind kind = Kind::hello;
  std::uint64_t token = 0;
  std::string scenario;           // load: the scenario as JSON text
  std::string program;            // load: the same, prepared (format/prepared_program.h)
  std::uint64_t patience_ms = 0;  // load: of settle steps; settle
  std::uint64_t index = 0;        // step: which
  bool timers = false;            // settle: waits for threads that soon wake by themselves
  std::string journal;            // recover: what the hello of the agent that died said
};

// Who the agent is and what it runs on.
struct AgentDescription {
  std::uint64_t protocol = agent_protocol_version;
  std::string name;
  std::string version;
  std::string system;
  std::string build;
  std::string journal;  // where its events survive a crash; empty: nowhere
  std::vector<std::string> capabilities;
};

struct AgentAnswer {
  enum class Kind : std::uint8_t {
    hello,     // description
    ready,     // reset: everything of the last scenario is gone
    replace,   // reset: this process cannot be used any more; end it and start another
    loaded,    // steps: how many `step` requests the scenario has
    refused,   // load: reason
    returned,  // step
    blocked,   // step: blocked
    settled,   // settle: blocked
    trace,     // trace, recover: lines
    failed,    // the request made no sense: reason
  };
  struct Blocked {
    std::string thread;
    std::string function;  // that it is in; empty: none
  };
  Kind kind = Kind::failed;
  std::uint64_t token = 0;
  AgentDescription description;
  std::uint64_t steps = 0;
  std::string reason;
  std::vector<Blocked> blocked;
  std::vector<std::string> lines;  // events as JSON objects, without line ends
};

// One line without its end. REQUIRES: the scenario is valid JSON; lines are.
std::string write_request(const AgentRequest& request);
std::string write_answer(const AgentAnswer& answer);

// False: `problem` says why, and `token` holds what could be read of it.
bool read_request(std::string_view line, AgentRequest& request, std::string& problem);
bool read_answer(std::string_view line, AgentAnswer& answer, std::string& problem);

}  // namespace ioracle
