// What a call was given, as it was recorded.

#include "model/known.h"

namespace ioracle {

std::int64_t Call::integer(Parameter parameter) const {
  const Argument* argument = event.find(parameter);
  return argument && argument->value.kind == ValueKind::integer ? argument->value.number : 0;
}

std::int64_t Call::preset(Parameter parameter) const {
  const Argument* argument = event.find(parameter);
  return argument && argument->preset.kind == ValueKind::integer ? argument->preset.number : 0;
}

Value Call::value(Parameter parameter) const {
  const Argument* argument = event.find(parameter);
  return argument ? argument->value : Value::null();
}

bool Call::is_null(Parameter parameter) const {
  const Argument* argument = event.find(parameter);
  return !argument || argument->value.kind == ValueKind::null;
}

bool Call::shows_alike(Parameter parameter, const Value& left, const Value& right) const {
  if (left == right) return true;
  const Argument* argument = event.find(parameter);
  if (!argument || !argument->preset.recorded()) return false;
  const auto settled = [&](const Value& value) {
    return value.kind == ValueKind::untouched ? argument->preset : value;
  };
  return settled(left) == settled(right);
}

}  // namespace ioracle
