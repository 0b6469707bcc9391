#include "format/agent_protocol.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "format/json_text.h"

namespace ioracle {
namespace {

using Json = nlohmann::ordered_json;

constexpr auto request_names = std::to_array<std::string_view>(
    {"hello", "reset", "load", "step", "settle", "trace", "recover", "bye"});
constexpr auto answer_names =
    std::to_array<std::string_view>({"hello", "ready", "replace", "loaded", "refused", "returned",
                                     "blocked", "settled", "trace", "failed"});

template <typename Kind, std::size_t count>
bool find_kind(const std::array<std::string_view, count>& names, std::string_view name,
               Kind& kind) {
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) return false;
  kind = static_cast<Kind>(found - names.begin());
  return true;
}

std::string text_of(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::uint64_t number_of(const Json& object, const char* name) {
  const auto found = object.find(name);
  const bool whole = found != object.end() && found->is_number_integer();
  return whole ? static_cast<std::uint64_t>(found->get<std::int64_t>()) : 0;
}

bool read_object(std::string_view line, Json& object, std::string& problem) {
  object = Json::parse(line, nullptr, false);
  if (object.is_object()) return true;
  problem = "expected a JSON object in one line";
  return false;
}

void append_description(Separator& members, std::string& out, const AgentDescription& description) {
  members.number("protocol", description.protocol);
  members.text("name", description.name);
  members.text("version", description.version);
  members.text("system", description.system);
  members.text("build", description.build);
  if (!description.journal.empty()) members.text("journal", description.journal);
  members.member("capabilities") += '[';
  Separator elements(out);
  for (const std::string& word : description.capabilities) append_quoted(elements.next(), word);
  out += ']';
}

void append_blocked(Separator& members, std::string& out,
                    const std::vector<AgentAnswer::Blocked>& blocked) {
  members.member("blocked") += '[';
  Separator elements(out);
  for (const AgentAnswer::Blocked& one : blocked) {
    elements.next() += '{';
    Separator parts(out);
    parts.text("thread", one.thread);
    if (!one.function.empty()) parts.text("function", one.function);
    out += '}';
  }
  out += ']';
}

AgentDescription read_description(const Json& object) {
  AgentDescription description;
  description.protocol = number_of(object, "protocol");
  description.name = text_of(object, "name");
  description.version = text_of(object, "version");
  description.system = text_of(object, "system");
  description.build = text_of(object, "build");
  description.journal = text_of(object, "journal");
  if (const auto words = object.find("capabilities"); words != object.end() && words->is_array()) {
    for (const Json& word : *words) {
      if (word.is_string()) description.capabilities.push_back(word.get<std::string>());
    }
  }
  return description;
}

}  // namespace

std::string write_request(const AgentRequest& request) {
  using Kind = AgentRequest::Kind;
  std::string out = "{";
  Separator members(out);
  members.text("request", request_names[static_cast<std::size_t>(request.kind)]);
  members.number("token", request.token);
  if (request.kind == Kind::load) {
    // A scenario may have many lines, a message has one.
    members.member("scenario") += Json::parse(request.scenario, nullptr, false).dump();
    if (!request.program.empty()) members.member("program") += request.program;
  }
  if (request.kind == Kind::load || request.kind == Kind::settle) {
    members.number("patience_ms", request.patience_ms);
  }
  if (request.kind == Kind::step) members.number("index", request.index);
  if (request.timers) members.number("timers", 1);
  if (request.kind == Kind::recover) members.text("journal", request.journal);
  return out + "}";
}

bool read_request(std::string_view line, AgentRequest& request, std::string& problem) {
  request = {};
  Json object;
  if (!read_object(line, object, problem)) return false;
  request.token = number_of(object, "token");
  if (!find_kind(request_names, text_of(object, "request"), request.kind)) {
    problem = "no such request: \"" + text_of(object, "request") + "\"";
    return false;
  }
  if (const auto scenario = object.find("scenario"); scenario != object.end()) {
    request.scenario = scenario->dump();
  }
  request.patience_ms = number_of(object, "patience_ms");
  request.index = number_of(object, "index");
  request.timers = number_of(object, "timers") != 0;
  request.journal = text_of(object, "journal");
  return true;
}

std::string write_answer(const AgentAnswer& answer) {
  using Kind = AgentAnswer::Kind;
  std::string out = "{";
  Separator members(out);
  members.text("answer", answer_names[static_cast<std::size_t>(answer.kind)]);
  members.number("token", answer.token);
  if (answer.kind == Kind::hello) append_description(members, out, answer.description);
  if (answer.kind == Kind::loaded) members.number("steps", answer.steps);
  if (!answer.reason.empty()) members.text("reason", answer.reason);
  if (answer.kind == Kind::settled) append_blocked(members, out, answer.blocked);
  if (answer.kind == Kind::blocked) {
    members.member("threads") += '[';
    Separator elements(out);
    for (const AgentAnswer::Blocked& one : answer.blocked) {
      append_quoted(elements.next(), one.thread);
    }
    out += ']';
  }
  if (answer.kind == Kind::trace) {
    members.member("lines") += '[';
    Separator elements(out);
    for (const std::string& line : answer.lines) elements.next() += line;
    out += ']';
  }
  return out + "}";
}

bool read_answer(std::string_view line, AgentAnswer& answer, std::string& problem) {
  answer = {};
  Json object;
  if (!read_object(line, object, problem)) return false;
  answer.token = number_of(object, "token");
  if (!find_kind(answer_names, text_of(object, "answer"), answer.kind)) {
    problem = "no such answer: \"" + text_of(object, "answer") + "\"";
    return false;
  }
  answer.description = read_description(object);
  answer.steps = number_of(object, "steps");
  answer.reason = text_of(object, "reason");
  if (const auto blocked = object.find("blocked"); blocked != object.end()) {
    for (const Json& one : *blocked) {
      answer.blocked.push_back({text_of(one, "thread"), text_of(one, "function")});
    }
  }
  if (const auto threads = object.find("threads"); threads != object.end()) {
    for (const Json& one : *threads) {
      if (one.is_string()) answer.blocked.push_back({one.get<std::string>(), {}});
    }
  }
  if (const auto lines = object.find("lines"); lines != object.end()) {
    for (const Json& one : *lines) answer.lines.push_back(one.dump());
  }
  return true;
}

}  // namespace ioracle
