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

// Does it wait in Winsock for what it does, as far as is known when it is called?
bool Known::may_block(const Call& call) const {
  if (call.event.function == Function::select) return true;
  const SocketObject* const asked = socket(call.value(socket_parameter(call.event.function)));
  if (!asked || asked->was_set_nonblocking) return false;
  if (call.operation != no_operation) {
    return operation(call.operation).request_class == RequestClass::synchronous;
  }
  return call.event.function == Function::accept || call.event.function == Function::connect;
}

// Only what the thread runs now can have been interrupted by the routine that makes the call.
void Known::note_nested_blocking(Call& call) {
  if (!may_block(call)) return;
  for (const std::uint32_t slot : threads_[call.thread].calls) {
    Call& around = calls_[slot];
    if (&around == &call || !may_block(around)) continue;
    around.open_ended = true;
    call.open_ended = true;
  }
}

}  // namespace ioracle
