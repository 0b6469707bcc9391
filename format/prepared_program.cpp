#include "format/prepared_program.h"

#include <nlohmann/json.hpp>

#include "format/trace_writer.h"

namespace ioracle {
namespace {

using Json = nlohmann::ordered_json;

// The members of a step's event, as a trace would have them.
Json event_of(const Step& step, EventKind kind, const Names& names,
              std::initializer_list<const char*> wanted) {
  Event event = step.call;
  event.kind = kind;
  std::string line;
  write_event(line, event, names);
  const Json whole = Json::parse(line, nullptr, false);
  Json part = Json::object();
  for (const char* name : wanted) {
    if (const auto found = whole.find(name); found != whole.end()) part[name] = *found;
  }
  return part;
}

class Preparer {
 public:
  explicit Preparer(const Program& program) : program_(program) {}

  Json program() const;

 private:
  std::string text(Name name) const { return std::string(program_.names.text(name)); }
  Json step(const Step& step) const;
  Json steps(const std::vector<Step>& all) const;
  Json units() const;

  const Program& program_;
};

Json Preparer::step(const Step& step) const {
  Json json = Json::object();
  if (step.thread) json["thread"] = text(step.thread);
  if (step.busy) json["busy"] = true;
  switch (step.kind) {
    case Step::Kind::call: {
      const Json call = event_of(step, EventKind::call, program_.names, {"function", "arguments"});
      json.update(call);
      if (step.as) json["as"] = text(step.as);
      break;
    }
    case Step::Kind::observe:
      json["observe"] = step.call.action;
      json["object"] = text(step.call.object);
      break;
    case Step::Kind::settle:
      json["settle"] = true;
      break;
    case Step::Kind::barrier:
      json["barrier"] = text(step.barrier);
      break;
    case Step::Kind::exit_thread:
      json["exit_thread"] = true;
      break;
    case Step::Kind::memory:
      json["memory"] = step.call.action;
      json["object"] = text(step.call.object);
      break;
    case Step::Kind::environment:
      json["environment"] = step.call.action;
      break;
    case Step::Kind::branch:
      json["if"] = true;
      json["then"] = steps(step.body);
      json["else"] = steps(step.otherwise);
      break;
    case Step::Kind::repeat:
      json["repeat"] = steps(step.body);
      json["max"] = step.max;
      break;
  }
  return json;
}

Json Preparer::steps(const std::vector<Step>& all) const {
  Json list = Json::array();
  for (const Step& one : all) list.push_back(step(one));
  return list;
}

// What is released at once: a step, or the steps of a race.
Json Preparer::units() const {
  Json list = Json::array();
  std::uint32_t race = 0;
  for (const Step& one : program_.steps) {
    if (one.race == 0 || one.race != race) list.push_back(Json::array());
    race = one.race;
    list.back().push_back(step(one));
  }
  return list;
}

Json Preparer::program() const {
  Json json = Json::object();
  json["name"] = program_.scenario;
  json["requires"] = program_.requirements;
  Json threads = Json::array({"main"});
  for (const ThreadDeclaration& thread : program_.threads) {
    if (text(thread.name) != "main") threads.push_back(text(thread.name));
  }
  json["threads"] = threads;
  json["units"] = units();
  Json routines = Json::object();
  for (const RoutineDeclaration& routine : program_.routines) {
    routines[text(routine.name)] = steps(routine.body);
  }
  json["routines"] = routines;
  return json;
}

}  // namespace

std::string prepared_program(const Program& program) { return Preparer(program).program().dump(); }

}  // namespace ioracle
