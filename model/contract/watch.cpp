#include "model/contract/watch.h"

#include <algorithm>

#include "model/constants.h"

namespace ioracle::contract {
namespace {

// May the call, which is under way, tell the end of the operation when it returns?
bool may_tell(Books& books, const CallFacts& call, const InFlight& operation) {
  if (call.serial == operation.serial) return true;
  if (operation.routine && call.thread == operation.thread) return true;
  switch (call.deed) {
    case Deed::dequeue:
      return books.thing(operation.handle).asked_for_port;
    case Deed::query:
      return call.overlapped == operation.overlapped;
    case Deed::wait:
      return std::ranges::any_of(call.handles, [&](Name handle) {
        const Name object = books.object(handle);
        return object == operation.event || object == operation.handle;
      });
    default:
      return false;
  }
}

}  // namespace

Mark mark_of(const Duty& duty, const Event& event, Name object, const InFlight* operation) {
  Mark mark;
  mark.duty = &duty;
  mark.event_seq = event.seq;
  mark.event_line = event.line;
  mark.thread = event.thread;
  mark.event = event.kind;
  mark.function = event.function;
  mark.object = object;
  if (operation != nullptr) {
    mark.operation_id = operation->id;
    mark.operation_seq = operation->seq;
    mark.operation = operation->function;
  }
  return mark;
}

void Marks::add(const Duty& duty, const Event& event, Name object, const InFlight* operation) {
  add(mark_of(duty, event, object, operation));
}

void Marks::add(const Mark& mark) {
  auto& [count, last] = counts_[mark.duty];
  const std::uint64_t key =
      static_cast<std::uint64_t>(mark.duty->number()) << 32U | mark.object.index;
  const auto place = places_.find(key);
  if (place != places_.end()) {
    ++marks_[place->second].times;
    return;
  }
  if (count == marks_most) {
    ++marks_[last].times;
    return;
  }
  ++count;
  last = marks_.size();
  places_.emplace(key, last);
  marks_.push_back(mark);
}

void Marks::hold_back(const Mark& mark, std::uint64_t operation,
                      std::vector<std::uint64_t> deciders) {
  if (deciders.empty()) {
    add(mark);
  } else {
    held_back_.push_back({mark, operation, std::move(deciders)});
  }
}

void Marks::ended(const InFlight& operation, std::uint64_t told_by) {
  if (held_back_.empty()) return;
  std::erase_if(held_back_, [&](const HeldBack& held) {
    if (held.operation != operation.serial) return false;
    if (std::ranges::find(held.deciders, told_by) == held.deciders.end()) add(held.mark);
    return true;
  });
}

void Marks::returned(std::uint64_t call) {
  if (held_back_.empty()) return;
  std::erase_if(held_back_, [&](HeldBack& held) {
    std::erase(held.deciders, call);
    if (!held.deciders.empty()) return false;
    add(held.mark);
    return true;
  });
}

std::vector<Mark> Marks::list() const {
  std::vector<Mark> marks = marks_;
  std::ranges::stable_sort(marks, {}, &Mark::event_seq);
  return marks;
}

void Watch::broken(const Duty& duty, Name object, const InFlight& operation) const {
  std::vector<std::uint64_t> deciders;
  for (std::size_t index = 0; index < books.running_count(); ++index) {
    const CallFacts& call = books.running()[index];
    if (call.thread == event.thread && call.serial != operation.serial) continue;
    if (may_tell(books, call, operation)) deciders.push_back(call.serial);
  }
  marks.hold_back(mark_of(duty, event, object, &operation), operation.serial, std::move(deciders));
}

std::vector<Name> satisfied(const CallFacts& call, const Event& returned) {
  if (returned.result.kind != ValueKind::integer) return {};
  const std::int64_t value = returned.result.number;
  const auto count = static_cast<std::int64_t>(call.handles.size());
  if (value < constant::wait_object_0 || value >= count) return {};
  if (call.waits) return call.handles;
  return {call.handles[static_cast<std::size_t>(value)]};
}

}  // namespace ioracle::contract
