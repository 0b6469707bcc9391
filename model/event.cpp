#include "model/event.h"

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

}  // namespace ioracle
