#include "tests/tightness/vocabulary.h"

#include <algorithm>
#include <array>

#include "model/constants.h"
#include "model/observations.h"
#include "model/status.h"

namespace ioracle::tightness {
namespace {

using Kind = ObservedField::Kind;

constexpr std::uint32_t packet_parts = 4;

bool is_one_of(Parameter parameter, std::initializer_list<Parameter> list) {
  return std::ranges::find(list, parameter) != list.end();
}

bool is_count(Parameter parameter) {
  return is_one_of(parameter, {Parameter::lpNumberOfBytesRecvd, Parameter::lpNumberOfBytesSent,
                               Parameter::lpNumberOfBytesTransferred, Parameter::lpcbTransfer,
                               Parameter::lpNumberOfBytesRead, Parameter::lpNumberOfBytesWritten,
                               Parameter::lpdwBytesReceived, Parameter::lpdwBytesSent,
                               Parameter::ulNumEntriesRemoved, Parameter::cbTransferred});
}

bool is_flag(Parameter parameter) {
  return is_one_of(parameter, {Parameter::lpFlags, Parameter::lpdwFlags, Parameter::dwFlags});
}

const Event* call_of(std::span<const Event> events, std::size_t returned) {
  for (std::size_t index = returned; index-- > 0;) {
    const Event& event = events[index];
    if (event.kind == EventKind::call && event.id == events[returned].id) return &event;
  }
  return nullptr;
}

// What numbers a field of that class could hold at its ends, and next to what it holds.
void add_boundaries(Class one, const Event& event, const Value& held, std::vector<Value>& values) {
  const auto add = [&](std::int64_t number) { values.push_back(Value::integer(number)); };
  switch (one) {
    case Class::count:
    case Class::key:
      if (held.kind == ValueKind::integer) {
        add(held.number + 1);
        if (held.number > 0) add(held.number - 1);
      }
      add(0);
      break;
    case Class::return_value:
      if (event.kind == EventKind::observe) break;
      if (info(event.function).returns == Returns::count) {
        add(held.number + 1);
        add(held.number - 1);
        add(-1);
      } else if (info(event.function).returns == Returns::boolean) {
        add(held.is(0) ? 1 : 0);
      } else if (info(event.function).returns == Returns::socket_error) {
        add(held.is(0) ? -1 : 0);
      }
      break;
    case Class::error:
    case Class::error_behind_success:
      add(0);
      add(error::invalid_handle);
      add(error::invalid_parameter);
      break;
    case Class::flag:
      add(event.kind == EventKind::observe ? 1 - held.number : 0x8000);  // MSG_PARTIAL
      break;
    case Class::status_word:
      for (const Status status : {Status::success, Status::pending, Status::cancelled}) {
        add(static_cast<std::uint32_t>(status));
      }
      break;
    default:
      break;
  }
}

}  // namespace

std::string_view name_of(Class one) {
  constexpr std::array<std::string_view, class_count> names = {"return value",
                                                               "error",
                                                               "count",
                                                               "flag",
                                                               "status word",
                                                               "payload byte",
                                                               "key",
                                                               "order of two events",
                                                               "missing notification",
                                                               "doubled notification",
                                                               "error behind a success",
                                                               "order of two calls"};
  return names[static_cast<std::size_t>(one)];
}

std::optional<Class> class_of(const Event& event, const ObservedField& field) {
  switch (field.kind) {
    case Kind::result:
      if (event.kind == EventKind::observe) {
        return event.action == "handle" ? std::optional(Class::flag) : std::nullopt;
      }
      return Class::return_value;
    case Kind::last_error:
      return tells_failure(event) ? Class::error : Class::error_behind_success;
    case Kind::output:
      if (is_count(field.parameter)) return Class::count;
      // Of a query that failed, either is right: WSAGOR.ret.false-flags-silent.
      if (field.parameter == Parameter::lpdwFlags && tells_failure(event)) return std::nullopt;
      if (is_flag(field.parameter)) return Class::flag;
      if (field.parameter == Parameter::lpCompletionKey) return Class::key;
      if (field.parameter == Parameter::dwError) return Class::error;
      return std::nullopt;
    case Kind::element: {
      if (field.parameter != Parameter::lpCompletionPortEntries) return std::nullopt;
      constexpr std::array<std::optional<Class>, packet_parts> parts = {
          Class::key, std::nullopt, Class::status_word, Class::count};
      return parts[field.element % packet_parts];
    }
    case Kind::bytes:
      return Class::payload_byte;
    case Kind::internal:
      return Class::status_word;
    case Kind::internal_high:
      return Class::count;
    case Kind::time:
    case Kind::routine:
      break;
  }
  return std::nullopt;
}

Vocabulary::Key Vocabulary::key_of(const Event& event, const ObservedField& field) {
  const Function function = event.kind == EventKind::returned ? event.function : Function{};
  return {event.kind, function, field.kind, field.parameter, field.element % packet_parts};
}

void Vocabulary::add(std::span<const Event> events) {
  for (const Event& event : events) {
    for (const ObservedField& field : observed_fields(event)) {
      if (!class_of(event, field)) continue;
      const Value value = value_of(event, field);
      if (!value.recorded() || value.kind == ValueKind::name) continue;
      std::vector<Value>& known = values_[key_of(event, field)];
      if (std::ranges::find(known, value) == known.end()) known.push_back(value);
    }
  }
}

std::vector<Value> Vocabulary::wrong_values(std::span<const Event> events, std::size_t event,
                                            const ObservedField& field) const {
  const Event& changed = events[event];
  const Value held = value_of(changed, field);
  std::vector<Value> values;
  if (const auto found = values_.find(key_of(changed, field)); found != values_.end()) {
    values = found->second;
  }
  add_boundaries(*class_of(changed, field), changed, held, values);
  // Left alone, a variable holds what it was preset to.
  Value preset;
  if (const Event* call = call_of(events, event); call && field.kind == Kind::output) {
    if (const Argument* before = call->find(field.parameter)) preset = before->preset;
  }
  const auto shown = [&](const Value& value) {
    if (value.kind == ValueKind::raw && value.number == -1) return Value::integer(-1);
    return value.kind == ValueKind::untouched && preset.recorded() ? preset : value;
  };
  std::vector<Value> wrong;
  for (const Value& value : values) {
    const bool repeated = std::ranges::find(wrong, value) != wrong.end();
    if (!repeated && shown(value) != shown(held)) wrong.push_back(value);
  }
  return wrong;
}

}  // namespace ioracle::tightness
