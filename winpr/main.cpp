// An agent on WinPR: performs the scenarios that this part of Win32 can express, steered over
// standard input and output (docs/protocol.md).

#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>

#include "format/scenario_reader.h"
#include "winpr/scenario_run.h"

namespace ioracle::winpr {
namespace {

using Kind = AgentAnswer::Kind;

AgentAnswer plain(Kind kind, std::string reason = {}) {
  AgentAnswer answer;
  answer.kind = kind;
  answer.reason = std::move(reason);
  return answer;
}

class Server {
 public:
  AgentAnswer answer(const AgentRequest& request);

 private:
  static AgentAnswer hello();
  AgentAnswer reset();
  AgentAnswer load(const AgentRequest& request);
  AgentAnswer with_blocked(Kind kind, ScenarioRun::Blocked blocked) const;

  std::unique_ptr<ScenarioRun> run_;
  std::size_t next_unit_ = 0;
};

AgentAnswer Server::hello() {
  AgentAnswer answer = plain(Kind::hello);
  answer.description.name = "winpr";
  answer.description.version = IORACLE_WINPR_VERSION;
  answer.description.system = "Linux";
  answer.description.capabilities = {"event", "wait", "apc"};
  return answer;
}

AgentAnswer Server::reset() {
  if (run_ && !run_->finish()) return plain(Kind::replace);
  run_.reset();
  return plain(Kind::ready);
}

AgentAnswer Server::load(const AgentRequest& request) {
  if (const AgentAnswer state = reset(); state.kind == Kind::replace) return state;
  FormatError error;
  auto program = read_scenario(request.scenario, "<scenario>", error);
  if (!program) return plain(Kind::refused, error.message());
  for (const std::string& word : program->requirements) {
    if (word != "event" && word != "wait" && word != "apc") {
      return plain(Kind::refused, "it requires " + word);
    }
  }
  if (std::string reason = refusal(*program); !reason.empty()) {
    return plain(Kind::refused, std::move(reason));
  }
  run_ = std::make_unique<ScenarioRun>(std::move(*program), request.patience_ms);
  next_unit_ = 0;
  AgentAnswer answer = plain(Kind::loaded);
  answer.steps = run_->unit_count();
  return answer;
}

AgentAnswer Server::with_blocked(Kind kind, ScenarioRun::Blocked blocked) const {
  AgentAnswer answer = plain(kind);
  answer.blocked = std::move(blocked);
  return answer;
}

AgentAnswer Server::answer(const AgentRequest& request) {
  using Asked = AgentRequest::Kind;
  if (request.kind == Asked::hello) return hello();
  if (request.kind == Asked::reset || request.kind == Asked::bye) return reset();
  if (request.kind == Asked::load) return load(request);
  if (!run_) return plain(Kind::failed, "no scenario is loaded");
  if (request.kind == Asked::step) {
    if (request.index != next_unit_ || next_unit_ >= run_->unit_count()) {
      return plain(Kind::failed, "steps are released one after another, each once");
    }
    ScenarioRun::Blocked blocked = run_->step(next_unit_++);
    const Kind kind = blocked.empty() ? Kind::returned : Kind::blocked;
    return with_blocked(kind, std::move(blocked));
  }
  if (request.kind == Asked::settle) {
    return with_blocked(Kind::settled, run_->settle(request.patience_ms, request.timers, nullptr));
  }
  if (request.kind != Asked::trace) return plain(Kind::failed, "no such request");
  AgentAnswer answer = plain(Kind::trace);
  answer.lines = run_->trace();
  return answer;
}

int serve() {
  Server server;
  for (std::string line; std::getline(std::cin, line);) {
    AgentRequest request;
    std::string problem;
    const bool read = read_request(line, request, problem);
    AgentAnswer answer = read ? server.answer(request) : plain(Kind::failed, problem);
    answer.token = request.token;
    std::cout << write_answer(answer) << std::endl;
    if (request.kind == AgentRequest::Kind::bye) break;
  }
  std::_Exit(0);  // threads may be blocked for ever
}

}  // namespace
}  // namespace ioracle::winpr

int main() { return ioracle::winpr::serve(); }
