#include "record/agent_process.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include "format/prepared_program.h"
#include "format/scenario_reader.h"
#include "format/trace_reader.h"
#include "format/trace_writer.h"

namespace ioracle {
namespace {

using Kind = AgentRequest::Kind;
using AnswerKind = AgentAnswer::Kind;
using Outcome = Recording::Outcome;

AgentRequest request_of(Kind kind) {
  AgentRequest request;
  request.kind = kind;
  return request;
}

constexpr int start_attempts = 3;
constexpr auto start_pause = std::chrono::milliseconds(500);
constexpr std::streamoff last_words_max = 1'000;

// The end of a file, from `from` on.
std::string end_of(const std::string& path, std::uintmax_t from) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  const std::streamoff size = file ? static_cast<std::streamoff>(file.tellg()) : 0;
  file.seekg(
      std::max({std::streamoff{0}, static_cast<std::streamoff>(from), size - last_words_max}));
  std::string text{std::istreambuf_iterator<char>(file), {}};
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

std::uintmax_t size_of(const std::string& path) {
  std::error_code missing;
  const std::uintmax_t size = std::filesystem::file_size(path, missing);
  return missing ? 0 : size;
}

std::string unexpected(const AgentAnswer& answer) {
  return answer.reason.empty() ? "the agent gave another answer than the protocol says"
                               : "the agent: " + answer.reason;
}

// Reads what the agent told, as a check, and ends the trace behind it.
bool append_end(const std::vector<std::string>& lines, Recording& recording) {
  Names names;
  EventReader reader(names);
  Event event;
  std::uint64_t last = 0;
  for (std::size_t index = 0; index < lines.size(); ++index) {
    if (reader.read(lines[index], index + 2, event) == EventReader::Result::error) {
      recording.reason = "the agent told what is no event: " + reader.error().message();
      return false;
    }
    last = std::max({last, event.seq, event.end_seq});
  }
  Event end;
  end.kind = EventKind::end;
  end.seq = last + 1;
  write_event(recording.trace, end, names);
  return true;
}

}  // namespace

AgentProcess::~AgentProcess() {
  if (!child_.running()) return;
  AgentAnswer answer;
  ask(request_of(Kind::bye), answer);
}

// Where an agent ran before, one that does not start is tried again: what the last one left behind
// may still be ending.
bool AgentProcess::start() {
  if (child_.running() && description_) return true;
  for (int left = has_served_ ? start_attempts : 1; left > 0; --left) {
    if (start_once()) return true;
    if (left > 1) std::this_thread::sleep_for(start_pause);
  }
  return false;
}

bool AgentProcess::start_once() {
  description_.reset();
  if (!child_.start(split_command(options_.command), options_.log)) {
    problem_ = child_.problem();
    return false;
  }
  AgentAnswer answer;
  const Exchange exchange = ask(request_of(Kind::hello), answer);
  const bool greeted = exchange == Exchange::answered && answer.kind == AnswerKind::hello;
  if (greeted && answer.description.protocol == agent_protocol_version) {
    description_ = answer.description;
    has_served_ = true;
    return true;
  }
  problem_ = "\"" + options_.command + "\" is no agent: ";
  if (greeted) {
    problem_ += "it speaks protocol " + std::to_string(answer.description.protocol);
  } else {
    problem_ += exchange == Exchange::timed_out ? "no answer to hello in time"
                : exchange == Exchange::ended   ? "it ended before it answered hello"
                                                : unexpected(answer);
  }
  child_.stop();
  return false;
}

const AgentDescription* AgentProcess::describe() { return start() ? &*description_ : nullptr; }

AgentProcess::Exchange AgentProcess::ask(AgentRequest request, AgentAnswer& answer) {
  request.token = ++token_;
  if (!child_.write_line(write_request(request))) return Exchange::ended;
  const auto timeout =
      request.kind == Kind::hello ? options_.start_timeout : options_.answer_timeout;
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  std::string line;
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        deadline - std::chrono::steady_clock::now());
    switch (child_.read_line(line, left)) {
      case ChildProcess::Result::ended:
        return Exchange::ended;
      case ChildProcess::Result::timed_out:
        return Exchange::timed_out;
      case ChildProcess::Result::line:
        break;
    }
    // Lines that are no answer to this request are skipped: systems print things of their own.
    std::string problem;
    if (read_answer(line, answer, problem) && answer.token == request.token) {
      return Exchange::answered;
    }
  }
}

Outcome AgentProcess::failure(Exchange exchange, std::string& reason) {
  const bool hung = exchange == Exchange::timed_out;
  reason = hung ? "the agent did not answer in time" : "the agent ended";
  return hung ? Outcome::hung : Outcome::died;
}

Outcome AgentProcess::perform(const std::string& scenario, AgentAnswer& answer,
                              std::string& reason) {
  AgentRequest load = request_of(Kind::load);
  load.scenario = scenario;
  FormatError error;
  if (const auto program = read_scenario(scenario, "<scenario>", error)) {
    load.program = prepared_program(*program);
  }
  load.patience_ms = options_.patience_ms;
  Exchange exchange = ask(load, answer);
  if (exchange != Exchange::answered) return failure(exchange, reason);
  if (answer.kind != AnswerKind::loaded) {
    reason = unexpected(answer);
    if (answer.kind == AnswerKind::refused) reason = answer.reason;
    return answer.kind == AnswerKind::refused ? Outcome::refused : Outcome::unavailable;
  }
  const std::uint64_t steps = answer.steps;
  AgentRequest step = request_of(Kind::step);
  for (step.index = 0; step.index < steps; ++step.index) {
    exchange = ask(step, answer);
    if (exchange != Exchange::answered) return failure(exchange, reason);
    if (answer.kind != AnswerKind::returned && answer.kind != AnswerKind::blocked) {
      reason = unexpected(answer);
      return Outcome::unavailable;
    }
  }
  AgentRequest settle = request_of(Kind::settle);
  settle.patience_ms = options_.patience_ms;
  settle.timers = true;
  exchange = ask(settle, answer);
  if (exchange != Exchange::answered) return failure(exchange, reason);
  exchange = ask(request_of(Kind::trace), answer);
  if (exchange != Exchange::answered) return failure(exchange, reason);
  if (answer.kind == AnswerKind::trace) return Outcome::recorded;
  reason = unexpected(answer);
  return Outcome::unavailable;
}

// What the agent that died had written, from the next agent.
std::vector<std::string> AgentProcess::recover() {
  const std::string journal = description_ ? description_->journal : std::string();
  child_.stop();
  if (journal.empty() || !start()) return {};
  AgentRequest request = request_of(Kind::recover);
  request.journal = journal;
  AgentAnswer answer;
  if (ask(request, answer) != Exchange::answered || answer.kind != AnswerKind::trace) return {};
  return answer.lines;
}

std::string AgentProcess::header_of(const std::string& scenario) const {
  Header header;
  header.profile = options_.profile;
  header.patience_ms = options_.patience_ms;
  if (description_) {
    header.agent_name = description_->name;
    header.agent_version = description_->version;
    header.agent_system = description_->system;
    if (!description_->build.empty()) header.agent_system += ", build " + description_->build;
  }
  FormatError error;
  if (const auto program = read_scenario(scenario, "<scenario>", error)) {
    header.scenario = program->scenario;
    header.environment = program->environment;
    header.misuse = program->misuse;
    header.hazards = program->hazards;
  }
  std::string line;
  write_header(line, header);
  return line;
}

Recording AgentProcess::record(const std::string& scenario) {
  Recording recording;
  if (!start()) {
    recording.reason = problem_;
    return recording;
  }
  const std::string header = header_of(scenario);
  const std::uintmax_t log_before = size_of(options_.log);
  AgentAnswer answer;
  recording.outcome = perform(scenario, answer, recording.reason);
  std::vector<std::string> lines = std::move(answer.lines);
  const bool broken = recording.outcome == Outcome::died || recording.outcome == Outcome::hung;
  if (broken) {
    recording.last_words = end_of(options_.log, log_before);
    lines = recover();
  }
  if (recording.outcome == Outcome::unavailable) child_.stop();
  if (recording.outcome == Outcome::recorded) {
    // An agent with blocked threads is of no use any more; the next scenario starts another.
    AgentAnswer state;
    const Exchange exchange = ask(request_of(Kind::reset), state);
    if (exchange == Exchange::answered && state.kind == AnswerKind::replace) {
      ask(request_of(Kind::bye), state);
    }
    if (exchange != Exchange::answered || state.kind != AnswerKind::ready) child_.stop();
  }
  if (recording.outcome != Outcome::recorded && !broken) return recording;
  recording.trace = header;
  for (const std::string& line : lines) recording.trace += line + "\n";
  if (broken) return recording;
  if (!append_end(lines, recording)) recording.outcome = Outcome::unavailable;
  return recording;
}

}  // namespace ioracle
