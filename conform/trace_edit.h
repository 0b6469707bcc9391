#pragma once
// How faults find and change what a run shows. Internal to conform/.

#include <algorithm>
#include <initializer_list>
#include <unordered_map>
#include <vector>

#include "model/constants.h"
#include "model/event.h"
#include "model/status.h"

namespace ioracle {

using Events = std::vector<Event>;

inline Argument* output(Event& event, Parameter parameter) {
  const auto found = std::ranges::find(event.arguments, parameter, &Argument::parameter);
  return found == event.arguments.end() ? nullptr : &*found;
}

// Adds to an output or an argument that is a number; others stay.
inline void add(Event& event, Parameter parameter, std::int64_t amount) {
  Argument* const found = output(event, parameter);
  if (found && found->value.kind == ValueKind::integer) found->value.number += amount;
}

inline void put(Event& event, Parameter parameter, Value value) {
  if (Argument* const found = output(event, parameter)) found->value = value;
}

inline bool is_name(const Event& event, Parameter parameter) {
  const Argument* const found = event.find(parameter);
  return found && found->value.kind == ValueKind::name;
}

inline bool is_error(const Event& event, std::uint32_t code) {
  return event.last_error && *event.last_error == code;
}

// Calls `edit` with each return and the call that it ends.
template <typename Edit>
void each_return(Events& events, const Edit& edit) {
  std::unordered_map<std::uint64_t, const Event*> calls;
  for (Event& event : events) {
    if (event.kind == EventKind::call) calls[event.id] = &event;
    if (event.kind == EventKind::returned) edit(*calls[event.id], event);
  }
}

template <typename Edit>
void each_return_of(Events& events, std::initializer_list<Function> functions, const Edit& edit) {
  each_return(events, [&](const Event& call, Event& returned) {
    if (std::ranges::count(functions, call.function) > 0) edit(call, returned);
  });
}

template <typename Edit>
void each(Events& events, EventKind kind, const Edit& edit) {
  for (Event& event : events) {
    if (event.kind == kind) edit(event);
  }
}

}  // namespace ioracle
