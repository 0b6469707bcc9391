#include "model/observations.h"

#include <algorithm>
#include <unordered_map>

#include "model/payload.h"

namespace ioracle {
namespace {

// Events that tell nothing of the run: when threads began, what a recorder lost.
bool is_compared(const Event& event) {
  switch (event.kind) {
    case EventKind::thread_start:
    case EventKind::word:
    case EventKind::gap:
    case EventKind::process_exit:
      return false;
    default:
      return true;
  }
}

class Comparison {
 public:
  Comparison(const Trace& recorded, const Trace& shown) : recorded_(recorded), shown_(shown) {}

  // What differs: the name of a field; empty: nothing.
  std::string_view compare(const Event& left, const Event& right) {
    if (left.kind != right.kind) return "kind of event";
    if (!same(left.thread, right.thread)) return "thread";
    if (left.kind == EventKind::settle || left.kind == EventKind::hang) return {};
    if (left.id != 0 || right.id != 0) {
      const bool begins = left.kind == EventKind::call || left.kind == EventKind::enter;
      if (begins) ids_[left.id] = right.id;
      if (ids_[left.id] != right.id) return "call";
    }
    if (!same(left.routine, right.routine)) return "routine";
    if (!same(left.object, right.object) || left.action != right.action) return "object";
    if (left.kind == EventKind::call) calls_[left.id] = {&left, &right, false};
    if (left.kind == EventKind::enter) calls_[left.within].interrupted = true;
    if (left.function != right.function) return "function";
    if (!same(left.result, right.result)) return "value";
    if (!same_error(left, right)) return "last error";
    if (!same_words(left.words, right.words)) return "words";
    for (const Argument& argument : left.arguments) {
      const Argument* other = right.find(argument.parameter);
      if (other && !same(left, argument, right, *other)) return name_of(argument.parameter);
    }
    if (left.kind == EventKind::observe && !left.buffers.empty() && !right.buffers.empty() &&
        !same(left, left.buffers.front(), right, right.buffers.front())) {
      return "bytes";
    }
    return {};
  }

 private:
  bool same(Name left, Name right) const {
    return !left || !right || recorded_.names.text(left) == shown_.names.text(right);
  }

  bool same(const Value& left, const Value& right) const {
    if (!left.recorded() || !right.recorded()) return true;
    if (left.kind == ValueKind::name && right.kind == ValueKind::name) {
      return same(left.name, right.name);
    }
    // INVALID_SOCKET is written as a number or as a raw handle.
    const auto invalid = [](const Value& value) {
      return value.number == -1 &&
             (value.kind == ValueKind::integer || value.kind == ValueKind::raw);
    };
    return left == right || (invalid(left) && invalid(right));
  }

  // A call that succeeds may leave the last error alone, or set it to 0; routines that it runs
  // leave theirs.
  bool same_error(const Event& left, const Event& right) {
    if (left.kind != EventKind::returned || !left.last_error || !right.last_error) return true;
    if (*left.last_error == *right.last_error) return true;
    if (tells_failure(left)) return false;
    const CallPair& call = calls_[left.id];
    if (!call.recorded || call.interrupted) return true;
    return (*left.last_error == 0 || left.last_error == call.recorded->last_error) &&
           (*right.last_error == 0 || right.last_error == call.shown->last_error);
  }

  bool same_words(const OverlappedWords& left, const OverlappedWords& right) const {
    const auto agree = [](const auto& one, const auto& two) { return !one || !two || one == two; };
    return agree(left.internal, right.internal) && agree(left.internal_high, right.internal_high) &&
           agree(left.offset, right.offset) && agree(left.offset_high, right.offset_high) &&
           same(left.event, right.event);
  }

  bool same(const Event& left, const BufferValue& one, const Event& right,
            const BufferValue& two) const {
    if (!same(one.memory, two.memory)) return false;
    if (!one.bytes_recorded || !two.bytes_recorded) return true;
    return bytes_of(left, one, recorded_.names) == bytes_of(right, two, shown_.names);
  }

  static std::string bytes_of(const Event& event, const BufferValue& buffer, const Names& names) {
    return expand(std::span(event.runs).subspan(buffer.first_run, buffer.run_count), event.literals,
                  names);
  }

  bool same(const Event& left, const Argument& one, const Event& right, const Argument& two) {
    const CallPair call = left.kind == EventKind::returned ? calls_[left.id] : CallPair{};
    const bool alike = same(one.value, two.value) ||
                       same(settled(left, one, call.recorded), settled(right, two, call.shown));
    if (!alike || one.count != two.count) return false;
    if (one.count == 0) return true;
    const Type type = type_of(left, one.parameter);
    if (type == Type::buffer || type == Type::buffers) {
      for (std::uint32_t index = 0; index < one.count; ++index) {
        if (!same(left, left.buffers[one.first + index], right, right.buffers[two.first + index])) {
          return false;
        }
      }
      return true;
    }
    const std::uint32_t values =
        one.count * values_per_element(type, left.kind == EventKind::returned);
    for (std::uint32_t index = 0; index < values; ++index) {
      if (!same(left.values[one.first + index], right.values[two.first + index])) return false;
    }
    return true;
  }

  static Type type_of(const Event& event, Parameter parameter) {
    const ParameterInfo* found = find_parameter(info(event.function), parameter);
    return found ? found->type : Type::integer;
  }

  // What was left untouched holds what it held before the call.
  Value settled(const Event& event, const Argument& argument, const Event* call) const {
    if (!call || event.kind != EventKind::returned || argument.value.kind != ValueKind::untouched) {
      return argument.value;
    }
    const Argument* before = call->find(argument.parameter);
    return before && before->preset.recorded() ? before->preset : argument.value;
  }

  struct CallPair {
    const Event* recorded = nullptr;
    const Event* shown = nullptr;
    bool interrupted = false;  // a routine ran inside
  };

  const Trace& recorded_;
  const Trace& shown_;
  std::unordered_map<std::uint64_t, std::uint64_t> ids_;  // recorded to shown
  std::unordered_map<std::uint64_t, CallPair> calls_;     // by id, as recorded
};

}  // namespace

bool tells_failure(const Event& returned) {
  switch (info(returned.function).returns) {
    case Returns::boolean:
      return returned.result.is(0);
    case Returns::socket_error:
    case Returns::count:
    case Returns::socket:
      return returned.result.number == -1;
    case Returns::handle:
      return returned.result.kind == ValueKind::null || returned.result.number == -1;
    case Returns::wait:
      return returned.result.is(std::int64_t{0xFFFFFFFF});
    default:
      return false;
  }
}

std::optional<std::string> first_difference(const Trace& recorded, const Trace& shown) {
  Comparison comparison(recorded, shown);
  std::size_t place = 0;
  for (const Event& event : recorded.events) {
    if (!is_compared(event)) continue;
    // A settle that was not recorded may have been there.
    const auto passes = [&](const Event& other) {
      return !is_compared(other) ||
             (other.kind == EventKind::settle && event.kind != EventKind::settle);
    };
    while (place < shown.events.size() && passes(shown.events[place])) ++place;
    const std::string which = "event " + std::to_string(event.seq);
    if (place == shown.events.size()) return which + " is not shown";
    const Event& other = shown.events[place++];
    const std::string_view field = comparison.compare(event, other);
    if (!field.empty()) {
      return which + " differs from event " + std::to_string(other.seq) +
             " of the run: " + std::string(field);
    }
  }
  return std::nullopt;
}

}  // namespace ioracle
