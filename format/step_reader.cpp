#include "format/step_reader.h"

#include <algorithm>

#include "format/expression_parser.h"

namespace ioracle {
namespace {

using Words = std::span<const std::string_view>;

constexpr std::string_view kinds[] = {"call",   "if",      "repeat", "race",        "barrier",
                                      "settle", "observe", "memory", "environment", "exit_thread"};
constexpr std::string_view call_members[] = {"call", "as", "with", "thread", "busy"};
constexpr std::string_view if_members[] = {"if", "then", "else", "thread"};
constexpr std::string_view repeat_members[] = {"repeat", "until", "max", "thread"};
constexpr std::string_view race_members[] = {"race"};
constexpr std::string_view barrier_members[] = {"barrier", "thread", "busy"};
constexpr std::string_view settle_members[] = {"settle", "thread"};
constexpr std::string_view observe_members[] = {"observe", "offset", "len", "thread"};
constexpr std::string_view memory_members[] = {"memory", "object", "offset", "bytes", "thread"};
constexpr std::string_view environment_members[] = {"environment", "object", "actor", "value",
                                                    "offset",      "bytes",  "thread"};
constexpr std::string_view exit_members[] = {"exit_thread", "thread"};
constexpr Words members_of[] = {
    call_members,   if_members,      repeat_members, race_members,        barrier_members,
    settle_members, observe_members, memory_members, environment_members, exit_members};
constexpr std::string_view memory_actions[] = {"allocate", "free", "write", "scope_end"};
constexpr std::uint32_t repeat_max = 1000000;

}  // namespace

bool StepReader::expression(const JsonNode* json, Expression& expression) {
  if (json->kind != JsonKind::string) return values_.fail(json, "an expression");
  ExpressionError error;
  auto parsed = parse_expression(json->text, program_.names, error);
  if (!parsed) {
    return context_.fail(
        json->line,
        error.expected + " in column " + std::to_string(error.column) + " of the expression",
        error.found);
  }
  expression = std::move(*parsed);
  return names_.use_values(expression, json->line);
}

bool StepReader::top_level(const JsonNode* list, std::string_view prefix) {
  std::size_t index = 0;
  return values_.list(list, "a list of steps", [&](const JsonNode*& json) {
    return step(json, std::string(prefix) + std::to_string(index++), true, {}, program_.steps);
  });
}

bool StepReader::routine(const JsonNode* list, Name name, std::vector<Step>& body) {
  const std::string place(program_.names.text(name));
  std::size_t index = 0;
  return values_.list(list, "a list of steps", [&](const JsonNode*& json) {
    return step(json, place + '_' + std::to_string(index++), false, {}, body);
  });
}

bool StepReader::nested(const JsonNode* list, const std::string& place, Name thread,
                        std::vector<Step>& body) {
  std::size_t index = 0;
  return values_.list(list, "a list of steps", [&](const JsonNode*& json) {
    return step(json, place + std::to_string(index++), false, thread, body);
  });
}

bool StepReader::check_members(const JsonNode& json, std::string_view key, Words allowed) {
  for (std::size_t index = 0; index < json.names.size(); ++index) {
    if (std::ranges::count(allowed, json.names[index]) > 0) continue;
    context_.enter(json.names[index]);
    return context_.fail(json.items[index].line, "a member of a step \"" + std::string(key) + '"',
                         '"' + json.names[index] + '"' + suggestion(json.names[index], allowed));
  }
  return true;
}

bool StepReader::thread(const JsonNode& json, bool top, Name& thread) {
  const JsonNode* named = json.find("thread");
  if (named == nullptr) return true;
  context_.enter("thread");
  Name name;
  if (!values_.name(named, name)) return false;
  if (!top && name != thread) {
    return values_.fail(named, "no other thread than that of the steps around it");
  }
  const bool known = std::ranges::count(program_.threads, name, &ThreadDeclaration::name) > 0;
  if (!known && threads_restricted_) return values_.fail(named, "a declared thread");
  if (!names_.declare(name, Role::handle, named->line)) return false;
  if (!known) program_.threads.push_back({name, {}});
  thread = name;
  context_.leave();
  return true;
}

bool StepReader::truth(const JsonNode* json) {
  const bool is_true = json->kind == JsonKind::boolean && json->number == 1;
  return is_true || values_.fail(json, "true");
}

bool StepReader::step(const JsonNode* json, const std::string& place, bool top, Name thread_around,
                      std::vector<Step>& steps) {
  if (json->kind != JsonKind::object) return values_.fail(json, "a step, an object");
  std::size_t kind = 0;
  while (kind < std::size(kinds) && json->find(kinds[kind]) == nullptr) ++kind;
  if (kind == std::size(kinds)) {
    std::string found = "an object without them";
    if (!json->names.empty()) {
      found = '"' + json->names[0] + '"' + suggestion(json->names[0], kinds);
    }
    return context_.fail(json->line,
                         "a step: call, if, repeat, race, barrier, settle, observe, memory, "
                         "environment or exit_thread",
                         found);
  }
  if (!check_members(*json, kinds[kind], members_of[kind])) return false;
  if (kinds[kind] == "race") {
    if (top) return race(*json, place, steps);
    return context_.fail(json->line, "a race only among the steps of the program", "one inside");
  }
  Step step;
  step.line = static_cast<std::uint32_t>(json->line);
  step.thread = top ? (current_ ? current_ : program_.names.intern("main")) : thread_around;
  if (!thread(*json, top, step.thread)) return false;
  if (top) current_ = step.thread;
  if (const JsonNode* busy = json->find("busy")) {
    context_.enter("busy");
    if (!truth(busy)) return false;
    context_.leave();
    step.busy = true;
  }
  const auto read = [&]() -> bool {
    switch (kind) {
      case 0:
        return call(*json, place, step);
      case 1:
        return branch(*json, place, step);
      case 2:
        return repeat(*json, place, step);
      case 4: {
        step.kind = Step::Kind::barrier;
        const JsonNode* name = json->find("barrier");
        context_.enter("barrier");
        if (!values_.name(name, step.barrier)) return false;
        context_.leave();
        return true;
      }
      case 5:
        step.kind = Step::Kind::settle;
        return truth(json->find("settle"));
      case 6:
        return observe(*json, step);
      case 7:
        return memory(*json, step);
      case 8:
        return environment(*json, step);
      default:
        step.kind = Step::Kind::exit_thread;
        return truth(json->find("exit_thread"));
    }
  };
  if (!read()) return false;
  steps.push_back(std::move(step));
  return true;
}

bool StepReader::call(const JsonNode& json, const std::string& place, Step& step) {
  step.kind = Step::Kind::call;
  context_.enter("call");
  const auto called = calls_.function(json.find("call"));
  if (!called) return false;
  context_.leave();
  const FunctionInfo& function = info(*called);
  const JsonNode* as = json.find("as");
  std::uint64_t line = json.line;
  if (as != nullptr) {
    context_.enter("as");
    line = as->line;
    if (!values_.name(as, step.as)) return false;
  } else {
    step.as = program_.names.intern(std::string(function.name) + '_' + place);
  }
  if (!names_.bind(step.as, makes_handle(function) ? Role::handle : Role::result, line))
    return false;
  if (as != nullptr) context_.leave();
  return calls_.read(json.find("call"), json.find("with"), step.as, step.call);
}

bool StepReader::branch(const JsonNode& json, const std::string& place, Step& step) {
  step.kind = Step::Kind::branch;
  context_.enter("if");
  if (!expression(json.find("if"), step.condition)) return false;
  context_.leave();
  const std::size_t mark = names_.mark();
  if (const JsonNode* then = json.find("then")) {
    context_.enter("then");
    if (!nested(then, place + "_then_", step.thread, step.body)) return false;
    context_.leave();
  }
  if (const JsonNode* otherwise = json.find("else")) {
    context_.enter("else");
    names_.allow_again(mark);
    if (!nested(otherwise, place + "_else_", step.thread, step.otherwise)) return false;
    names_.forbid_again();
    context_.leave();
  }
  return true;
}

bool StepReader::repeat(const JsonNode& json, const std::string& place, Step& step) {
  step.kind = Step::Kind::repeat;
  const JsonNode* max = json.find("max");
  if (max == nullptr) {
    return context_.fail(json.line, "the member \"max\", how often at most", "a repeat without it");
  }
  context_.enter("max");
  if (!values_.natural(max, step.max)) return false;
  if (step.max == 0 || step.max > repeat_max)
    return values_.fail(max, "a number from 1 to 1000000");
  context_.leave();
  context_.enter("repeat");
  const JsonNode* steps = json.find("repeat");
  if (!nested(steps, place + '_', step.thread, step.body)) return false;
  if (step.body.empty()) return values_.fail(steps, "at least one step");
  context_.leave();
  if (const JsonNode* until = json.find("until")) {
    context_.enter("until");
    if (!expression(until, step.condition)) return false;
    context_.leave();
  }
  return true;
}

// The steps of one list of a race run on one thread, each list on another.
bool StepReader::race_thread(const JsonNode* list, std::vector<Name>& threads) {
  if (list->kind != JsonKind::array || list->items.empty()) {
    return values_.fail(list, "the steps of one thread, a list");
  }
  Name thread_of_list;
  for (const JsonNode& json : list->items) {
    const JsonNode* named = json.find("thread");
    if (named == nullptr) continue;
    Name name;
    if (!values_.name(named, name)) return false;
    if (thread_of_list && name != thread_of_list) {
      return values_.fail(named, "one thread for all steps of the list");
    }
    thread_of_list = name;
  }
  if (!thread_of_list) {
    return context_.fail(list->line, "a member \"thread\" in a step of the list", "none");
  }
  if (std::ranges::count(threads, thread_of_list) > 0) {
    return context_.fail(list->line, "another thread for each list of a race",
                         '"' + std::string(program_.names.text(thread_of_list)) + "\" again");
  }
  threads.push_back(thread_of_list);
  current_ = thread_of_list;
  return true;
}

bool StepReader::race(const JsonNode& json, const std::string& place, std::vector<Step>& steps) {
  const std::uint32_t number = ++races_;
  std::vector<Name> threads;
  context_.enter("race");
  const std::size_t first = steps.size();
  const JsonNode* lists = json.find("race");
  if (!values_.list(lists, "a list of lists of steps", [&](const JsonNode*& list) {
        if (!race_thread(list, threads)) return false;
        std::size_t index = 0;
        const std::string inner = place + '_' + std::to_string(threads.size() - 1) + '_';
        return values_.list(list, "a list of steps", [&](const JsonNode*& inside) {
          if (inside->find("race") != nullptr) return values_.fail(inside, "no race in a race");
          return step(inside, inner + std::to_string(index++), true, {}, steps);
        });
      })) {
    return false;
  }
  if (threads.empty()) return values_.fail(lists, "at least one list of steps");
  for (std::size_t index = first; index < steps.size(); ++index) steps[index].race = number;
  context_.leave();
  return true;
}

bool StepReader::bytes(const JsonNode& json, Event& event) {
  const JsonNode* offset = json.find("offset");
  const JsonNode* bytes = json.find("bytes");
  const JsonNode* length = json.find("len");
  if (offset == nullptr && bytes == nullptr && length == nullptr) return true;
  BufferValue& buffer = event.buffers.emplace_back();
  buffer.memory = event.object;
  const auto read = [&](std::string_view member, const JsonNode* node, auto function) {
    if (node == nullptr) return true;
    context_.enter(member);
    if (!function(node)) return false;
    context_.leave();
    return true;
  };
  return read("offset", offset,
              [&](const JsonNode*& n) { return values_.natural(n, buffer.offset); }) &&
         read("len", length,
              [&](const JsonNode*& n) { return values_.natural(n, buffer.length); }) &&
         read("bytes", bytes, [&](const JsonNode*& n) { return values_.bytes(event, n, buffer); });
}

bool StepReader::observe(const JsonNode& json, Step& step) {
  step.kind = Step::Kind::observe;
  step.call.kind = EventKind::observe;
  const JsonNode* object = json.find("observe");
  context_.enter("observe");
  if (!values_.name(object, step.call.object)) return false;
  names_.use_observed(step.call.object, object->line);
  context_.leave();
  return bytes(json, step.call);
}

bool StepReader::memory(const JsonNode& json, Step& step) {
  step.kind = Step::Kind::memory;
  step.call.kind = EventKind::memory;
  const JsonNode* action = json.find("memory");
  const JsonNode* object = json.find("object");
  context_.enter("memory");
  if (!values_.word(action, step.call.action)) return false;
  if (std::ranges::count(memory_actions, step.call.action) == 0) {
    return values_.fail(action, "allocate, free, write or scope_end");
  }
  context_.leave();
  if (object == nullptr) {
    return context_.fail(json.line, "the member \"object\"", "a step without it");
  }
  context_.enter("object");
  if (!values_.name(object, step.call.object)) return false;
  names_.use_observed(step.call.object, object->line);
  context_.leave();
  return bytes(json, step.call);
}

bool StepReader::environment(const JsonNode& json, Step& step) {
  step.kind = Step::Kind::environment;
  step.call.kind = EventKind::environment;
  const auto member = [&](std::string_view name, auto read) {
    const JsonNode* node = json.find(name);
    if (node == nullptr) return true;
    context_.enter(name);
    if (!read(node)) return false;
    context_.leave();
    return true;
  };
  return member("environment",
                [&](const JsonNode*& node) { return values_.word(node, step.call.action); }) &&
         member("object",
                [&](const JsonNode*& node) { return values_.name(node, step.call.object); }) &&
         member("actor",
                [&](const JsonNode*& node) { return values_.name(node, step.call.routine); }) &&
         member("value",
                [&](const JsonNode*& node) {
                  step.call.result = Value::integer(0);
                  return values_.number(node, step.call.result.number);
                }) &&
         bytes(json, step.call);
}

}  // namespace ioracle
