#include "tests/verdicts/changes.h"

#include <algorithm>
#include <map>

namespace ioracle::verdicts {
namespace {

template <class Fits>
std::size_t find_nth(const Recording& recording, std::size_t occurrence, Fits fits) {
  for (std::size_t index = 0; index < recording.events.size(); ++index) {
    if (fits(recording.events[index]) && occurrence-- == 0) return index;
  }
  return nowhere;
}

}  // namespace

std::size_t find_return(const Recording& recording, Function function, std::size_t occurrence) {
  return find_nth(recording, occurrence, [&](const Event& event) {
    return event.kind == EventKind::returned && event.function == function;
  });
}

std::size_t call_of(const Recording& recording, std::size_t index) {
  const std::uint64_t id = recording.events[index].id;
  return find_nth(recording, 0, [&](const Event& event) {
    return event.kind == EventKind::call && event.id == id;
  });
}

std::size_t find_observe(const Recording& recording, std::string_view object,
                         std::size_t occurrence) {
  return find_nth(recording, occurrence, [&](const Event& event) {
    return event.kind == EventKind::observe && recording.names.text(event.object) == object;
  });
}

void set_output(Event& returned, Parameter parameter, const Value& value) {
  for (Argument& argument : returned.arguments) {
    if (argument.parameter != parameter) continue;
    argument.value = value;
    return;
  }
  returned.arguments.push_back({parameter, value, {}, 0, 0});
}

void set_error(Event& returned, std::int64_t result, std::uint32_t error) {
  returned.result = Value::integer(result);
  returned.last_error = error;
}

void remove_call(Recording& recording, std::size_t index_of_return) {
  const std::uint64_t id = recording.events[index_of_return].id;
  std::erase_if(recording.events, [&](const Event& event) {
    const bool calls = event.kind == EventKind::call || event.kind == EventKind::returned;
    return calls && event.id == id;
  });
  renumber(recording);
}

void repeat_call(Recording& recording, std::size_t index_of_return) {
  constexpr std::uint64_t unused_id = 1'000'000;
  Event call = recording.events[call_of(recording, index_of_return)];
  Event returned = recording.events[index_of_return];
  call.id = returned.id = unused_id;
  call.time_ns = returned.time_ns;
  const auto behind = recording.events.begin() + static_cast<std::ptrdiff_t>(index_of_return) + 1;
  recording.events.insert(behind, {call, returned});
  renumber(recording);
}

void renumber(Recording& recording) {
  std::map<std::uint64_t, std::uint64_t> ids;
  std::uint64_t seq = 0;
  for (Event& event : recording.events) {
    event.seq = ++seq;
    if (event.end_seq != 0) event.end_seq = ++seq;
    if (event.kind == EventKind::call) ids.emplace(event.id, ids.size() + 1);
    const bool calls = event.kind == EventKind::call || event.kind == EventKind::returned;
    if (calls) event.id = ids[event.id];
  }
}

}  // namespace ioracle::verdicts
