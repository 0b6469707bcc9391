#include "format/scenario_names.h"

#include <algorithm>

#include "format/constants.h"

namespace ioracle {
namespace {

const char* name_of(Role role) {
  switch (role) {
    case Role::handle:
      return "a handle";
    case Role::result:
      return "the result of a call";
    case Role::overlapped:
      return "an OVERLAPPED";
    case Role::buffer:
      return "a buffer";
    case Role::variable:
      return "a variable";
    case Role::routine:
      return "a routine";
  }
  return "";
}

// What a routine is called with; its body may use these names.
bool is_routine_argument(std::string_view name) {
  return std::ranges::any_of(routine_parameters(), [&](const ParameterInfo& parameter) {
    return ioracle::name_of(parameter.parameter) == name;
  });
}

}  // namespace

const Role* ScenarioNames::role(Name name) const {
  const auto found = roles_.find(name);
  return found == roles_.end() ? nullptr : &found->second;
}

bool ScenarioNames::declare(Name name, Role role, std::uint64_t line) {
  const std::string_view text = program_.names.text(name);
  if (find_constant(text) || is_routine_argument(text)) {
    return context_.fail(line, "a name that is no documented constant or parameter",
                         '"' + std::string(text) + '"');
  }
  const auto [place, added] = roles_.emplace(name, role);
  if (added || place->second == role) return true;
  return context_.fail(line, std::string("the name of ") + name_of(role),
                       '"' + std::string(text) + "\", which is " + name_of(place->second));
}

bool ScenarioNames::bind(Name name, Role role, std::uint64_t line) {
  const auto found = std::ranges::find(bound_, name);
  const auto place = static_cast<std::size_t>(found - bound_.begin());
  if (found != bound_.end()) {
    const bool allowed = std::ranges::any_of(
        allowed_, [&](const auto& range) { return place >= range.first && place < range.second; });
    if (!allowed) {
      return context_.fail(
          line, "a new name",
          '"' + std::string(program_.names.text(name)) + "\", which another step has bound");
    }
  } else {
    bound_.push_back(name);
  }
  return declare(name, role, line);
}

void ScenarioNames::use_overlapped(Name name, std::uint64_t line) {
  if (!is_routine_argument(program_.names.text(name))) use(Use::overlapped, name, line);
}

bool ScenarioNames::use_values(const Expression& expression, std::uint64_t line) {
  if (expression.name && !is_routine_argument(program_.names.text(expression.name))) {
    use_value(expression.name, line);
  }
  return std::ranges::all_of(expression.operands,
                             [&](const Expression& part) { return use_values(part, line); });
}

bool ScenarioNames::use_buffer(const BufferValue& buffer, std::uint64_t line) {
  if (!buffer.memory) return true;
  if (!declare(buffer.memory, Role::buffer, line)) return false;
  const std::uint64_t end = buffer.offset + buffer.length;
  if (end > UINT32_MAX) {
    return context_.fail(line, "a buffer within 4 GB", std::to_string(end) + " bytes");
  }
  std::uint32_t& size = sizes_[buffer.memory];
  size = std::max(size, static_cast<std::uint32_t>(end));
  return true;
}

bool ScenarioNames::unknown(const Place& place, const char* expected,
                            std::initializer_list<Role> roles) {
  std::vector<std::string_view> candidates;
  for (const auto& [name, role] : roles_) {
    if (std::ranges::count(roles, role) > 0) candidates.push_back(program_.names.text(name));
  }
  const std::string_view text = program_.names.text(place.name);
  context_.error.line = place.line;
  context_.error.pointer = place.pointer;
  context_.error.expected = expected;
  context_.error.found = '"' + std::string(text) + '"';
  const Role* const known = role(place.name);
  context_.error.found += known != nullptr ? std::string(", which is ") + name_of(*known)
                                           : suggestion(text, candidates);
  return false;
}

bool ScenarioNames::check(const Place& place) {
  const Role* const known = role(place.name);
  const auto is = [&](std::initializer_list<Role> roles) {
    return known != nullptr && std::ranges::count(roles, *known) > 0;
  };
  switch (place.use) {
    case Use::handle:
      return is({Role::handle}) || unknown(place, "a handle that a step makes", {Role::handle});
    case Use::routine:
      return is({Role::routine}) || unknown(place, "a routine", {Role::routine});
    case Use::overlapped:
      if (known == nullptr) roles_.emplace(place.name, Role::overlapped);
      return known == nullptr || is({Role::overlapped, Role::variable}) ||
             unknown(place, "an OVERLAPPED", {Role::overlapped});
    case Use::value:
      return is({Role::variable, Role::result, Role::handle}) ||
             unknown(place, "a variable, or the name of a result",
                     {Role::variable, Role::result, Role::handle});
    case Use::observed:
      return is({Role::overlapped, Role::buffer, Role::variable, Role::handle}) ||
             unknown(place, "an OVERLAPPED, a buffer, a variable or an event",
                     {Role::overlapped, Role::buffer, Role::variable, Role::handle});
  }
  return false;
}

void ScenarioNames::declare_memory() {
  for (const auto& [name, role] : roles_) {
    const auto declared = std::ranges::find(program_.memory, name, &MemoryDeclaration::name);
    if (declared != program_.memory.end()) continue;
    MemoryDeclaration memory;
    memory.name = name;
    if (role == Role::buffer) {
      memory.size = sizes_[name];
    } else if (role == Role::overlapped) {
      memory.kind = MemoryDeclaration::Kind::overlapped;
      memory.words.event = Value::null();
      memory.words.offset = memory.words.offset_high = 0;
      memory.words.internal = memory.words.internal_high = 0;
    } else if (role == Role::variable) {
      memory.kind = MemoryDeclaration::Kind::variable;
      memory.number = 0xdeadbeef;
    } else {
      continue;
    }
    program_.memory.push_back(memory);
  }
}

void ScenarioNames::name_observed(std::vector<Step>& steps) {
  for (Step& step : steps) {
    name_observed(step.body);
    name_observed(step.otherwise);
    if (step.kind != Step::Kind::observe) continue;
    const Role* const known = role(step.call.object);
    if (known == nullptr) continue;
    switch (*known) {
      case Role::overlapped:
        step.call.action = "overlapped";
        break;
      case Role::buffer: {
        step.call.action = "buffer";
        BufferValue& buffer =
            step.call.buffers.empty() ? step.call.buffers.emplace_back() : step.call.buffers[0];
        buffer.memory = step.call.object;
        const auto memory =
            std::ranges::find(program_.memory, buffer.memory, &MemoryDeclaration::name);
        if (buffer.length == 0 && memory != program_.memory.end() && buffer.offset < memory->size) {
          buffer.length = memory->size - static_cast<std::uint32_t>(buffer.offset);
        }
        break;
      }
      case Role::variable:
        step.call.action = "variable";
        break;
      default:
        step.call.action = "handle";
        break;
    }
  }
}

bool ScenarioNames::finish() {
  // OVERLAPPEDs first: their uses also declare them.
  for (const Place& place : uses_) {
    if (place.use == Use::overlapped && !check(place)) return false;
  }
  for (const Place& place : uses_) {
    if (place.use != Use::overlapped && !check(place)) return false;
  }
  declare_memory();
  name_observed(program_.steps);
  for (RoutineDeclaration& routine : program_.routines) name_observed(routine.body);
  return true;
}

}  // namespace ioracle
