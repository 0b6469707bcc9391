#pragma once
// Random events of every kind, in the shape in which the reader would give them, for round trips.

#include <rapidcheck.h>

#include <optional>
#include <string>
#include <string_view>

#include "format/trace_members.h"
#include "model/event.h"

namespace ioracle::random_events {

// Numbers come from RapidCheck, which shrinks them; or, where there are too many for it, from a
// seed.
inline std::optional<std::uint64_t> seed;

inline std::uint64_t seeded() {
  std::uint64_t mixed = *seed += 0x9e3779b97f4a7c15U;
  mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9U;
  return mixed ^ (mixed >> 31U);
}
inline std::uint32_t below(std::uint32_t limit) {
  if (seed) return static_cast<std::uint32_t>((seeded() >> 33U) % limit);
  return *rc::gen::inRange<std::uint32_t>(0, limit);
}
template <typename Number>
Number any() {
  if (seed) return static_cast<Number>(seeded());
  return *rc::gen::arbitrary<Number>();
}
inline bool coin() { return below(2) == 1; }

class Maker {
 public:
  explicit Maker(Names& names) : names_(names) {}

  Name name() {
    static constexpr const char* texts[] = {"c", "ov1", "e#2", "weird \"\\\n\x01 name", "\xc3\xa9"};
    return names_.intern(texts[below(5)]);
  }
  std::int64_t number() { return coin() ? below(1000) : any<std::int64_t>(); }
  Value reference() {
    switch (below(3)) {
      case 0:
        return Value::null();
      case 1:
        return Value::raw(number());
      default:
        return Value::of(name());
    }
  }

  void bytes(Event& event, BufferValue& buffer) {
    buffer.bytes_recorded = true;
    buffer.first_run = static_cast<std::uint32_t>(event.runs.size());
    buffer.run_count = below(3);
    for (std::uint32_t index = 0; index < buffer.run_count; ++index) {
      Run run;
      run.length = 1 + below(9);
      if (coin()) {
        run.pattern = name();
        run.offset = any<std::uint64_t>();
      } else {
        run.offset = event.literals.size();
        for (std::uint32_t at = 0; at < run.length; ++at) {
          event.literals += static_cast<char>(below(256));
        }
      }
      event.runs.push_back(run);
    }
  }

  void buffer(Event& event) {
    BufferValue buffer;
    const Value where = reference();
    buffer.memory = where.name;
    if (where.kind == ValueKind::raw) buffer.raw = where.number;
    if (coin()) buffer.offset = below(100);
    buffer.length = below(5000);
    if (coin()) bytes(event, buffer);
    event.buffers.push_back(buffer);
  }

  void words(OverlappedWords& words) {
    if (coin()) words.internal = static_cast<std::uint64_t>(number());
    if (coin()) words.internal_high = below(100);
    if (coin()) words.offset = below(100);
    if (coin()) words.offset_high = any<std::uint32_t>();
    if (coin()) {
      words.event = reference();
      words.event_tagged = words.event.kind == ValueKind::name && coin();
    }
  }

  void argument(Event& event, const ParameterInfo& parameter);
  void output(Event& event, const ParameterInfo& parameter);
  void make(Event& event, EventKind kind);

 private:
  void pointer(Argument& argument) {
    argument.value = reference();
    if (argument.value.kind == ValueKind::name && coin()) {
      argument.preset = coin() ? Value::integer(number()) : reference();
    }
  }
  Value address() {
    Value value = reference();
    constexpr std::string_view words[] = {"loopback", "closed", "any", "broadcast"};
    if (coin()) value = Value::of(names_.intern(words[below(4)]));
    return value;
  }
  void blocked(Event& event) {
    for (std::uint32_t count = below(3); count > 0; --count) {
      event.values.push_back(Value::of(name()));
      event.values.push_back(coin() ? Value::integer(number()) : Value::absent());
    }
  }

  Names& names_;
};

inline void Maker::argument(Event& event, const ParameterInfo& parameter) {
  Argument argument;
  argument.parameter = parameter.parameter;
  const bool out = parameter.direction == Direction::out;
  const bool buffers = parameter.type == Type::buffer || parameter.type == Type::buffers;
  switch (parameter.type) {
    case Type::integer:
    case Type::count:
      argument.value = coin() ? Value::null() : Value::integer(number());
      break;
    case Type::option:
      argument.value = coin() ? reference() : Value::integer(number());
      break;
    case Type::routine:
    case Type::path:
      argument.value = reference();
      break;
    case Type::variable:
    case Type::packets:
      pointer(argument);
      break;
    case Type::handle:
      if (out) {
        pointer(argument);
      } else {
        argument.value = reference();
      }
      break;
    case Type::address:
      if (out) {
        pointer(argument);
      } else {
        argument.value = address();
      }
      break;
    case Type::overlapped:
      if (out) {
        pointer(argument);
        break;
      }
      argument.value = reference();
      if (argument.value.kind == ValueKind::name && has_words(parameter.parameter)) {
        words(event.words);
      }
      break;
    default:
      argument.first =
          static_cast<std::uint32_t>(buffers ? event.buffers.size() : event.values.size());
      if (out && parameter.type == Type::integers) {
        argument.first = 0;
        pointer(argument);
        break;
      }
      if (coin()) {
        argument.value = Value::null();
        break;
      }
      argument.count = parameter.type == Type::buffer ? 1 : below(3);
      for (std::uint32_t index = 0; index < argument.count; ++index) {
        if (buffers) {
          buffer(event);
        } else if (parameter.type == Type::polls) {
          event.values.push_back(reference());
          event.values.push_back(Value::integer(number()));
        } else {
          event.values.push_back(parameter.type == Type::integers ? Value::integer(number())
                                                                  : reference());
        }
      }
  }
  event.arguments.push_back(argument);
}

inline void Maker::output(Event& event, const ParameterInfo& parameter) {
  Argument argument;
  argument.parameter = parameter.parameter;
  const bool buffers = parameter.type == Type::buffer || parameter.type == Type::buffers;
  argument.first = static_cast<std::uint32_t>(buffers ? event.buffers.size() : event.values.size());
  if (coin()) {
    argument.value = Value::untouched();
  } else if (parameter.type == Type::handle || parameter.type == Type::overlapped) {
    argument.value = reference();
  } else if (parameter.type == Type::address) {
    argument.value = address();
  } else if (buffers) {
    argument.count = parameter.type == Type::buffer ? 1 : below(3);
    for (std::uint32_t index = 0; index < argument.count; ++index) {
      BufferValue placed;
      bytes(event, placed);
      event.buffers.push_back(placed);
    }
  } else if (parameter.type == Type::packets) {
    argument.count = below(3);
    for (std::uint32_t index = 0; index < argument.count; ++index) {
      event.values.push_back(coin() ? Value::integer(number()) : Value::absent());
      event.values.push_back(reference());
      event.values.push_back(Value::integer(number()));
      event.values.push_back(coin() ? Value::integer(number()) : Value::absent());
    }
  } else if (parameter.type == Type::handles || parameter.type == Type::polls ||
             parameter.type == Type::integers) {
    argument.count = below(3);
    for (std::uint32_t index = 0; index < argument.count; ++index) {
      event.values.push_back(parameter.type == Type::handles ? reference()
                                                             : Value::integer(number()));
    }
  } else {
    argument.value = Value::integer(number());
  }
  event.arguments.push_back(argument);
}

// All of an event but seq, id and the function of a return, which depend on the events before it.
inline void Maker::make(Event& event, EventKind kind) {
  event.kind = kind;
  event.time_ns = static_cast<std::uint64_t>(below(1000000));
  if (coin()) event.process = name();
  event.thread = name();
  switch (kind) {
    case EventKind::call:
      for (const ParameterInfo& parameter : info(event.function).parameters) {
        if (below(4) != 0) argument(event, parameter);
      }
      if (coin()) event.within = 1 + below(9);
      if (coin()) event.last_error = any<std::uint32_t>();
      break;
    case EventKind::returned:
      for (const ParameterInfo& parameter : info(event.function).parameters) {
        if (parameter.direction != Direction::in && below(4) != 0) output(event, parameter);
      }
      if (coin()) event.result = coin() ? reference() : Value::integer(number());
      if (coin()) event.last_error = below(12000);
      break;
    case EventKind::enter:
      event.routine = name();
      for (const ParameterInfo& parameter : routine_parameters()) {
        if (coin()) argument(event, parameter);
      }
      break;
    case EventKind::exited:
      event.routine = name();
      break;
    case EventKind::observe: {
      static constexpr const char* actions[] = {"overlapped", "buffer", "handle", "variable"};
      const std::uint32_t what = below(4);
      event.action = actions[what];
      event.object = name();
      if (what == 0) words(event.words);
      if (what == 1) {
        BufferValue& buffer = event.buffers.emplace_back();
        buffer.memory = event.object;
        buffer.offset = below(100);
        bytes(event, buffer);
        buffer.rest_recorded = coin();
        buffer.rest_touched = buffer.rest_recorded && coin();
      }
      if (what == 2) event.result = Value::integer(below(2));
      if (what == 3) event.result = Value::integer(number());
      break;
    }
    case EventKind::memory:
      event.action = "write";
      event.object = name();
      if (coin()) bytes(event, event.buffers.emplace_back());
      break;
    case EventKind::word:
      event.object = name();
      event.words.internal = static_cast<std::uint64_t>(number());
      event.routine = name();
      break;
    case EventKind::environment:
      event.action = "loss";
      if (coin()) event.object = name();
      if (coin()) event.routine = name();
      if (coin()) event.result = Value::integer(number());
      break;
    case EventKind::exception:
      event.result = Value::integer(0xc0000005);
      break;
    case EventKind::settle:
      event.patience_ms = 1 + below(1000);
      blocked(event);
      break;
    case EventKind::hang:
      blocked(event);
      break;
    case EventKind::gap:
      event.result = Value::integer(below(100));
      break;
    default:
      break;
  }
}

}  // namespace ioracle::random_events
