#include "agent/server.h"

#include <algorithm>
#include <mutex>

#include "agent/guarded_call.h"
#include "agent/system_description.h"
#include "agent/trace_order.h"
#include "format/scenario_reader.h"
#include "format/trace_writer.h"

namespace ioracle::agent {
namespace {

AgentAnswer plain(AgentAnswer::Kind kind, std::string reason = {}) {
  AgentAnswer answer;
  answer.kind = kind;
  answer.reason = std::move(reason);
  return answer;
}

std::vector<std::string> as_lines(const std::vector<Event>& events, const Names& names) {
  std::vector<std::string> lines;
  for (const Event& event : events) {
    std::string line;
    write_event(line, event, names);
    line.pop_back();  // its end
    lines.push_back(std::move(line));
  }
  return lines;
}

std::string missing_capability(const Program& program) {
  for (const std::string& word : program.requirements) {
    if (std::ranges::find(capabilities(), word) == capabilities().end()) return word;
  }
  return {};
}

// Paths of journals are plain: letters, digits and the folder of temporary files.
std::string narrow(const std::wstring& text) {
  const int size = WideCharToMultiByte(CP_UTF8, 0, text.data(), static_cast<int>(text.size()),
                                       nullptr, 0, nullptr, nullptr);
  std::string out(static_cast<std::size_t>(size), '\0');
  WideCharToMultiByte(CP_UTF8, 0, text.data(), static_cast<int>(text.size()), out.data(), size,
                      nullptr, nullptr);
  return out;
}

std::wstring widen(const std::string& text) {
  const int size =
      MultiByteToWideChar(CP_UTF8, 0, text.data(), static_cast<int>(text.size()), nullptr, 0);
  std::wstring out(static_cast<std::size_t>(size), L'\0');
  MultiByteToWideChar(CP_UTF8, 0, text.data(), static_cast<int>(text.size()), out.data(), size);
  return out;
}

}  // namespace

AgentAnswer Server::answer(const std::string& line) {
  AgentRequest request;
  std::string problem;
  const bool read = read_request(line, request, problem);
  AgentAnswer told = read ? answer(request) : plain(AgentAnswer::Kind::failed, problem);
  told.token = request.token;
  return told;
}

AgentAnswer Server::answer(const AgentRequest& request) {
  switch (request.kind) {
    case AgentRequest::Kind::hello:
      return hello();
    case AgentRequest::Kind::reset:
      return reset();
    case AgentRequest::Kind::load:
      return load(request);
    case AgentRequest::Kind::step:
      return step(request);
    case AgentRequest::Kind::settle:
      return settle(request);
    case AgentRequest::Kind::trace:
      return trace();
    case AgentRequest::Kind::recover:
      return recover(request);
    case AgentRequest::Kind::bye:
      break;
  }
  const AgentAnswer last = reset();
  journals_.remove(unusable_);
  ended_ = true;
  return last;
}

AgentAnswer Server::hello() const {
  AgentAnswer answer = plain(AgentAnswer::Kind::hello);
  const SystemDescription system = describe_system();
  answer.description.name = system.name;
  answer.description.version = system.version;
  answer.description.system = system.system;
  answer.description.build = system.build;
  answer.description.journal = narrow(journals_.prefix());
  answer.description.capabilities = capabilities();
  return answer;
}

AgentAnswer Server::reset() {
  if (run_ && !run_->finish()) {
    unusable_ = true;
    static_cast<void>(run_.release());  // its threads still use it
  }
  run_.reset();
  return plain(unusable_ ? AgentAnswer::Kind::replace : AgentAnswer::Kind::ready);
}

void Server::remove_journals() {
  reset();
  journals_.remove(unusable_);
}

AgentAnswer Server::load(const AgentRequest& request) {
  if (const AgentAnswer state = reset(); state.kind == AgentAnswer::Kind::replace) return state;
  FormatError error;
  auto read = read_scenario(request.scenario, "<scenario>", error);
  if (!read) return plain(AgentAnswer::Kind::refused, error.message());
  auto program = std::make_unique<Program>(std::move(*read));
  if (const std::string word = missing_capability(*program); !word.empty()) {
    return plain(AgentAnswer::Kind::refused, "it requires " + word);
  }
  if (std::string reason = ScenarioRun::refusal(*program); !reason.empty()) {
    return plain(AgentAnswer::Kind::refused, std::move(reason));
  }
  journals_.clear();
  run_ = std::make_unique<ScenarioRun>(std::move(program), journals_, request.patience_ms);
  next_unit_ = 0;
  AgentAnswer answer = plain(AgentAnswer::Kind::loaded);
  answer.steps = run_->unit_count();
  return answer;
}

void Server::tell_blocked(const std::vector<Blocked>& blocked, AgentAnswer& answer) {
  const std::lock_guard guard(run_->lock());
  for (const Blocked& one : blocked) {
    answer.blocked.push_back({std::string(run_->names().text(one.thread)), run_->function_of(one)});
  }
}

AgentAnswer Server::step(const AgentRequest& request) {
  if (!run_ || request.index != next_unit_ || next_unit_ >= run_->unit_count()) {
    return plain(AgentAnswer::Kind::failed, "steps are released one after another, each once");
  }
  const std::vector<Blocked> blocked = run_->step(next_unit_++);
  AgentAnswer answer =
      plain(blocked.empty() ? AgentAnswer::Kind::returned : AgentAnswer::Kind::blocked);
  tell_blocked(blocked, answer);
  return answer;
}

AgentAnswer Server::settle(const AgentRequest& request) {
  if (!run_) return plain(AgentAnswer::Kind::failed, "no scenario is loaded");
  AgentAnswer answer = plain(AgentAnswer::Kind::settled);
  tell_blocked(run_->settle(request.patience_ms, request.timers), answer);
  return answer;
}

AgentAnswer Server::trace() {
  if (!run_) return plain(AgentAnswer::Kind::failed, "no scenario is loaded");
  run_->note_hang();
  AgentAnswer answer = plain(AgentAnswer::Kind::trace);
  const std::vector<Event> events = run_->trace();
  const std::lock_guard guard(run_->lock());
  answer.lines = as_lines(events, run_->names());
  return answer;
}

AgentAnswer Server::recover(const AgentRequest& request) const {
  Names names;
  std::vector<Event> events = recover_journals(widen(request.journal), names);
  put_in_order(events, names);
  AgentAnswer answer = plain(AgentAnswer::Kind::trace);
  answer.lines = as_lines(events, names);
  return answer;
}

}  // namespace ioracle::agent
