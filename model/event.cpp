#include "model/event.h"

#include "model/constants.h"

namespace ioracle {

void Event::clear() {
  kind = EventKind::end;
  seq = end_seq = time_ns = id = within = patience_ms = line = 0;
  process = thread = routine = object = {};
  function = {};
  result = {};
  last_error.reset();
  words = {};
  arguments.clear();
  action.clear();
  buffers.clear();
  runs.clear();
  values.clear();
  literals.clear();
}

const Argument* Event::find(Parameter parameter) const {
  for (const Argument& argument : arguments) {
    if (argument.parameter == parameter) return &argument;
  }
  return nullptr;
}

std::int64_t flags_of(const Event& call) {
  const Argument* argument = nullptr;
  if (const auto told = flags_parameter(call.function)) {
    argument = call.find(*told);
    return argument && argument->preset.recorded() ? argument->preset.number : 0;
  }
  switch (call.function) {
    case Function::WSASend:
    case Function::WSASendMsg:
    case Function::WSASendTo:
      argument = call.find(Parameter::dwFlags);
      break;
    default:
      argument = call.find(Parameter::flags);
      break;
  }
  return argument && argument->value.recorded() ? argument->value.number : 0;
}

}  // namespace ioracle
