#include "model/observed_field.h"

#include <algorithm>
#include <limits>

namespace ioracle {
namespace {

using Kind = ObservedField::Kind;

// As late as no call waits: nothing is too early then.
constexpr std::uint64_t unknown_time_ns = std::numeric_limits<std::uint64_t>::max() / 2;

Type type_of(const Event& event, Parameter parameter) {
  if (event.kind == EventKind::enter) return Type::integer;
  const ParameterInfo* found = find_parameter(info(event.function), parameter);
  return found ? found->type : Type::integer;
}

bool holds_bytes(const Event& event, Parameter parameter) {
  const Type type = type_of(event, parameter);
  return type == Type::buffer || type == Type::buffers;
}

void add_argument(const Event& event, const Argument& argument,
                  std::vector<ObservedField>& fields) {
  if (argument.value.recorded() || argument.count == 0) {
    fields.push_back({Kind::output, argument.parameter});
    return;
  }
  if (holds_bytes(event, argument.parameter)) {
    fields.push_back({Kind::bytes, argument.parameter});
    return;
  }
  const std::uint32_t each = values_per_element(type_of(event, argument.parameter), true);
  for (std::uint32_t index = 0; index < argument.count * each; ++index) {
    if (event.values[argument.first + index].recorded()) {
      fields.push_back({Kind::element, argument.parameter, index});
    }
  }
}

void add_observed(const Event& event, std::vector<ObservedField>& fields) {
  if (event.words.internal) fields.push_back({Kind::internal});
  if (event.words.internal_high) fields.push_back({Kind::internal_high});
  if (!event.buffers.empty() && event.buffers.front().bytes_recorded) {
    fields.push_back({Kind::bytes});
  }
  if (event.result.recorded()) fields.push_back({Kind::result});
}

Argument& argument_of(Event& event, Parameter parameter) {
  return *std::ranges::find(event.arguments, parameter, &Argument::parameter);
}

void free_element(Event& event, const ObservedField& field) {
  const Argument& list = argument_of(event, field.parameter);
  event.values[list.first + field.element] = {};
  // A list of which nothing is told is no list: how long it is tells something too.
  const std::uint32_t each = values_per_element(type_of(event, field.parameter), true);
  const auto values = std::span(event.values).subspan(list.first, list.count * each);
  if (std::ranges::any_of(values, &Value::recorded)) return;
  std::erase_if(event.arguments,
                [&](const Argument& one) { return one.parameter == field.parameter; });
}

void free_bytes(Event& event, const ObservedField& field) {
  if (event.kind == EventKind::observe) {
    BufferValue& seen = event.buffers.front();
    seen.bytes_recorded = seen.rest_recorded = seen.rest_touched = false;
    seen.run_count = 0;
    return;
  }
  std::erase_if(event.arguments,
                [&](const Argument& one) { return one.parameter == field.parameter; });
}

}  // namespace

std::vector<ObservedField> observed_fields(const Event& event) {
  std::vector<ObservedField> fields;
  switch (event.kind) {
    case EventKind::returned:
      if (event.time_ns != 0) fields.push_back({Kind::time});
      if (event.result.recorded()) fields.push_back({Kind::result});
      if (event.last_error) fields.push_back({Kind::last_error});
      for (const Argument& argument : event.arguments) add_argument(event, argument, fields);
      break;
    case EventKind::enter:
      if (event.routine) fields.push_back({Kind::routine});
      for (const Argument& argument : event.arguments) add_argument(event, argument, fields);
      break;
    case EventKind::observe:
      add_observed(event, fields);
      break;
    default:
      break;
  }
  return fields;
}

bool decides_what_exists(const Event& event, const ObservedField& field) {
  if (event.kind != EventKind::returned || field.kind != Kind::result) return false;
  switch (event.function) {
    case Function::WSAStartup:
    case Function::WSACleanup:
    case Function::connect:
    case Function::setsockopt:
    case Function::ioctlsocket:
      return true;
    default:
      return event.result.kind == ValueKind::name;
  }
}

void free_field(Event& event, const ObservedField& field) {
  switch (field.kind) {
    case Kind::result:
      event.result = {};
      break;
    case Kind::last_error:
      event.last_error.reset();
      break;
    case Kind::time:
      event.time_ns = unknown_time_ns;
      break;
    case Kind::output:
      std::erase_if(event.arguments,
                    [&](const Argument& one) { return one.parameter == field.parameter; });
      break;
    case Kind::element:
      free_element(event, field);
      break;
    case Kind::bytes:
      free_bytes(event, field);
      break;
    case Kind::routine:
      event.routine = {};
      break;
    case Kind::internal:
      event.words.internal.reset();
      break;
    case Kind::internal_high:
      event.words.internal_high.reset();
      break;
  }
}

void free_fields_except(Event& event, std::span<const ObservedField> kept) {
  for (const ObservedField& field : observed_fields(event)) {
    if (std::ranges::find(kept, field) == kept.end()) free_field(event, field);
  }
}

Value value_of(const Event& event, const ObservedField& field) {
  const auto number = [](auto value) { return Value::integer(static_cast<std::int64_t>(value)); };
  switch (field.kind) {
    case Kind::result:
      return event.result;
    case Kind::last_error:
      return number(*event.last_error);
    case Kind::time:
      return number(event.time_ns);
    case Kind::output:
      return event.find(field.parameter)->value;
    case Kind::element:
      return event.values[event.find(field.parameter)->first + field.element];
    case Kind::internal:
      return number(*event.words.internal);
    case Kind::internal_high:
      return number(*event.words.internal_high);
    case Kind::bytes:
    case Kind::routine:
      break;
  }
  return {};
}

void set_value(Event& event, const ObservedField& field, const Value& value) {
  const auto unsigned_number = static_cast<std::uint64_t>(value.number);
  switch (field.kind) {
    case Kind::result:
      event.result = value;
      break;
    case Kind::last_error:
      event.last_error = static_cast<std::uint32_t>(value.number);
      break;
    case Kind::time:
      event.time_ns = unsigned_number;
      break;
    case Kind::output:
      argument_of(event, field.parameter).value = value;
      break;
    case Kind::element:
      event.values[argument_of(event, field.parameter).first + field.element] = value;
      break;
    case Kind::internal:
      event.words.internal = unsigned_number;
      break;
    case Kind::internal_high:
      event.words.internal_high = unsigned_number;
      break;
    case Kind::bytes:
    case Kind::routine:
      break;
  }
}

}  // namespace ioracle
