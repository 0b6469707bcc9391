// Events that show effects of calls that had not returned: they are judged later.

#include <algorithm>

#include "oracle/describe.h"
#include "oracle/judge.h"

namespace ioracle {

// What the call did is not known yet, but the thread goes on.
Progress Judge::finish_later(const Event& event, std::uint32_t slot, Position now) {
  if (event.function == Function::accept) {
    give_up(event);  // which connection it took must be known
    return Progress::stopped;
  }
  known_.end_call(slot, event, 0);
  grow(now);
  deferred_.push_back({event, now, slot});
  try_deferred();
  return Progress::done;
}

bool Judge::try_deferred() {
  while (!deferred_.empty()) {
    if (try_one_deferred()) continue;
    // Calls that wait for each other, and for nobody else, are judged without waiting.
    const Position first = deferred_.front().position;
    const bool only_each_other = std::ranges::all_of(active_, [&](std::uint32_t slot) {
      const bool waits =
          std::ranges::any_of(deferred_, [&](const Deferred& one) { return one.slot == slot; });
      return waits || running_[slot].called > first;
    });
    if (!only_each_other || !patient_) return false;
    patient_ = false;
    const bool helped = try_one_deferred();
    patient_ = true;
    if (!helped) return false;
  }
  return true;
}

// While there is hope that more returns come, a thread's events are judged in their order, and what
// is read of an OVERLAPPED after the calls that started operations on it. `before`: deferred events
// that came earlier.
bool Judge::must_wait(const Event& event, std::uint32_t slot, std::size_t before) const {
  if (!patient_ || (active_.size() <= 1 && deferred_.empty())) return false;
  for (std::size_t index = 0; index < before; ++index) {
    if (deferred_[index].event.thread == event.thread) return true;
  }
  Name overlapped = event.object;
  if (slot != no_node) {
    const Value pointer = known_.call(slot).value(Parameter::lpOverlapped);
    overlapped = pointer.kind == ValueKind::name ? pointer.name : Name{};
  }
  if (!overlapped) return false;
  return std::ranges::any_of(active_, [&](std::uint32_t other) {
    const Call& call = known_.call(other);
    return other != slot && call.operation != no_operation &&
           call.value(Parameter::lpOverlapped) == Value::of(overlapped);
  });
}

bool Judge::is_deferred(std::uint32_t slot, std::size_t before) const {
  return std::ranges::any_of(std::span(deferred_).first(before),
                             [&](const Deferred& one) { return one.slot == slot; });
}

bool Judge::try_one_deferred() {
  for (std::size_t index = 0; index < deferred_.size(); ++index) {
    const Deferred one = deferred_[index];
    bool helped = false;
    if (must_wait(one.event, one.slot, index)) continue;
    if (one.slot != no_node && is_deferred(one.slot, index)) continue;
    if (one.slot == no_node) {
      helped = observe_now(one.event, one.position) == Progress::done;
    } else if (one.event.kind == EventKind::enter) {
      helped = enter_now(one.event, one.slot, one.position) == Progress::done;
    } else if (one.event.kind == EventKind::exited) {
      leave_routine_now(one.slot, one.position);
      helped = true;
    } else {
      Chain reached = running_[one.slot].chain;
      helped = advance(one.event, running_[one.slot], one.position, reached) == Progress::done;
    }
    if (!helped) continue;
    deferred_.erase(deferred_.begin() + static_cast<std::ptrdiff_t>(index));
    const bool returned =
        one.event.kind == EventKind::returned || one.event.kind == EventKind::exception;
    if (returned) free(one.slot, one.position);
    return true;
  }
  return false;
}

void Judge::give_up_deferred() {
  if (deferred_.empty()) {
    stop(VerdictKind::rejected, Event{},
         "what was seen to have happened has no cause that fits the rest");
    if (std::ranges::any_of(worlds_, [](const OrderWorld& world) { return world.guessed(); })) {
      verdict_.kind = VerdictKind::inconclusive;
      verdict_.reason = "an order that the trace leaves open had to be guessed";
    }
    return;
  }
  const Deferred first = deferred_.front();
  if (first.slot == no_node) {
    observe_now(first.event, first.position);
  } else {
    Chain reached = running_[first.slot].chain;
    advance(first.event, running_[first.slot], first.position, reached);
  }
  give_up(first.event);
}

Progress Judge::let_return(Name thread, Position position) {
  const std::uint32_t slot = top(thread);
  if (slot == no_node) return Progress::stuck;
  Event nothing;
  nothing.kind = EventKind::returned;
  nothing.thread = thread;
  nothing.function = known_.call(slot).event.function;
  nothing.time_ns = std::numeric_limits<std::uint64_t>::max() / 2;
  Chain reached = running_[slot].chain;
  if (advance(nothing, running_[slot], position, reached) != Progress::done) {
    verdict_ = {};
    return Progress::stuck;
  }
  known_.end_call(slot, nothing, 0);
  free(slot, position);
  try_deferred();
  return Progress::done;
}

Progress Judge::let_block(Name thread, Position position) {
  const std::uint32_t slot = top(thread);
  if (slot == no_node) return Progress::stuck;
  Event nothing;
  nothing.kind = EventKind::hang;
  nothing.thread = thread;
  nothing.function = known_.call(slot).event.function;
  Chain reached = running_[slot].chain;
  if (advance(nothing, running_[slot], position, reached) != Progress::done) {
    verdict_ = {};
    return Progress::stuck;
  }
  running_[slot].chain = reached;
  try_deferred();
  return Progress::done;
}

bool Judge::has_history(Position position) const {
  return std::ranges::any_of(worlds_, [&](const OrderWorld& world) {
    OrderWorld copy = world;
    return copy.complete(position);
  });
}

}  // namespace ioracle
