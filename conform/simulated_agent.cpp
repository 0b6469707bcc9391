#include "conform/simulated_agent.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <thread>

#include "format/scenario_reader.h"
#include "format/trace_writer.h"
#include "sim/simulation.h"

namespace ioracle {
namespace {

constexpr std::uint64_t faulty_load = 10;  // of as many, one meets the fault of a process
constexpr int exit_by_fault = 3;

AgentAnswer plain(AgentAnswer::Kind kind, std::string reason = {}) {
  AgentAnswer answer;
  answer.kind = kind;
  answer.reason = std::move(reason);
  return answer;
}

void switch_alternative(const Fault& fault) {
  for (AlternativeInfo* const info : AlternativeInfo::all()) {
    if (info->name() == fault.alternative) info->set_mutation(fault.mutation);
  }
}

// What the system can do that the specification speaks of.
std::vector<std::string> capabilities() {
  return {"winsock.tcp", "winsock.udp",  "winsock.event",
          "winsock.apc", "winsock.port", "winsock.extension",
          "event",       "wait",         "apc",
          "port",        "cancel",       "file",
          "pipe",        "busy",         "provider",
          "environment", "device"};
}

// Numbers the events anew, without gaps.
void number(std::vector<Event>& events) {
  std::uint64_t seq = 0;
  for (Event& event : events) {
    event.seq = ++seq;
    if (event.end_seq != 0) event.end_seq = seq;
  }
}

// Who is blocked at the end, by the last settle.
std::vector<AgentAnswer::Blocked> blocked_in(const std::vector<Event>& events, const Names& names) {
  std::vector<AgentAnswer::Blocked> blocked;
  const auto settle = std::find_if(events.rbegin(), events.rend(), [](const Event& event) {
    return event.kind == EventKind::settle;
  });
  if (settle == events.rend()) return blocked;
  for (std::size_t place = 0; place + 1 < settle->values.size(); place += 2) {
    const auto id = static_cast<std::uint64_t>(settle->values[place + 1].number);
    const auto call = std::ranges::find_if(events, [&](const Event& event) {
      return event.kind == EventKind::call && event.id == id;
    });
    const bool known = call != events.end();
    blocked.push_back({std::string(names.text(settle->values[place].name)),
                       known ? std::string(info(call->function).name) : std::string()});
  }
  return blocked;
}

}  // namespace

SimulatedAgent::SimulatedAgent(const SimulatedAgentOptions& options) : options_(options) {
  if (options_.fault) switch_alternative(*options_.fault);
}

std::string SimulatedAgent::answer(const std::string& line) {
  AgentRequest request;
  std::string problem;
  const bool read = read_request(line, request, problem);
  AgentAnswer told = read ? answer(request) : plain(AgentAnswer::Kind::failed, problem);
  told.token = request.token;
  return write_answer(told);
}

AgentAnswer SimulatedAgent::answer(const AgentRequest& request) {
  using Kind = AgentRequest::Kind;
  const bool needs_run = request.kind == Kind::settle || request.kind == Kind::trace;
  if (needs_run && !has_run_) return plain(AgentAnswer::Kind::failed, "no scenario is loaded");
  switch (request.kind) {
    case Kind::hello:
      return hello();
    case Kind::load:
      return load(request.scenario);
    case Kind::step:
      return step(request.index);
    case Kind::settle: {
      AgentAnswer answer = plain(AgentAnswer::Kind::settled);
      answer.blocked = blocked_;
      return answer;
    }
    case Kind::trace: {
      AgentAnswer answer = plain(AgentAnswer::Kind::trace);
      answer.lines = lines_;
      return answer;
    }
    case Kind::recover:
      return plain(AgentAnswer::Kind::failed, "a simulation leaves no journal");
    case Kind::reset:
    case Kind::bye:
      break;
  }
  has_run_ = false;
  ended_ = request.kind == Kind::bye;
  return plain(AgentAnswer::Kind::ready);
}

AgentAnswer SimulatedAgent::hello() const {
  AgentAnswer answer = plain(AgentAnswer::Kind::hello);
  answer.description.name = "ioracle";
  answer.description.version = options_.version;
  answer.description.system = "simulator of " + std::string(name_of(options_.profile));
  if (options_.fault) {
    answer.description.system += " with the fault " + std::string(options_.fault->name);
  }
  answer.description.capabilities = capabilities();
  return answer;
}

AgentAnswer SimulatedAgent::load(const std::string& scenario) {
  has_run_ = false;
  FormatError error;
  const auto program = read_scenario(scenario, "<scenario>", error);
  if (!program) return plain(AgentAnswer::Kind::refused, error.message());
  for (const std::string& word : program->requirements) {
    const std::vector<std::string> known = capabilities();
    if (std::ranges::count(known, word) > 0) continue;
    return plain(AgentAnswer::Kind::refused, "it requires " + word);
  }
  if (std::string reason = simulate(*program); !reason.empty()) {
    return plain(AgentAnswer::Kind::refused, std::move(reason));
  }
  has_run_ = true;
  next_step_ = 0;
  ++loaded_;
  AgentAnswer answer = plain(AgentAnswer::Kind::loaded);
  answer.steps = steps_;
  return answer;
}

std::string SimulatedAgent::simulate(const Program& program) {
  Names names = program.names;
  const std::uint64_t seed = options_.seed + loads_[program.scenario]++;
  Simulation simulation(program, names, options_.profile, seed);
  std::vector<Event> events;
  const SimulationResult result =
      simulation.run([&](const Event& event) { events.push_back(event); });
  if (!result.unsupported.empty()) return result.unsupported.front() + " has no rule yet";
  steps_ = simulation.interpreter().unit_count();
  events.pop_back();  // the driver writes `end`
  if (options_.fault && options_.fault->spoil) options_.fault->spoil(events);
  number(events);
  lines_.clear();
  for (const Event& event : events) {
    std::string line;
    write_event(line, event, names);
    line.pop_back();  // its end
    lines_.push_back(std::move(line));
  }
  blocked_ = blocked_in(events, names);
  return {};
}

AgentAnswer SimulatedAgent::step(std::uint64_t index) {
  if (!has_run_ || index != next_step_ || next_step_ >= steps_) {
    return plain(AgentAnswer::Kind::failed, "steps are released one after another, each once");
  }
  ++next_step_;
  const auto process = options_.fault ? options_.fault->process : Fault::Process::sound;
  const bool now = loaded_ % faulty_load == 0 && next_step_ == steps_ / 2 + 1;
  if (now && process == Fault::Process::dies) std::_Exit(exit_by_fault);
  if (now && process == Fault::Process::hangs) {
    for (;;) std::this_thread::sleep_for(std::chrono::hours(1));
  }
  return plain(AgentAnswer::Kind::returned);
}

}  // namespace ioracle
