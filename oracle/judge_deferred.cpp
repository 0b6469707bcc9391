// Events that show effects of calls that had not returned: they are judged later.

#include <algorithm>

#include "oracle/describe.h"
#include "oracle/judge.h"

namespace ioracle {

// What the call did is not known yet, but the thread goes on. Where it can mean several structures
// (which connection an accept took, whether a query saw the end of a connect), there is a judge for
// each.
Progress Judge::finish_later(const Event& event, std::uint32_t slot, Position now) {
  if (asks_nothing(running_[slot])) {
    give_up(event);
    return Progress::stopped;
  }
  const bool accepts = (event.function == Function::accept || opens_pipe(event, slot)) &&
                       event.result.kind == ValueKind::name;
  const OperationId shown = shown_accept(event, slot);
  const ConnectionNews news = news_later(event, slot);
  const auto fork = [&]() -> Judge& {
    forks_.push_back(std::make_unique<Judge>(*this));
    return *forks_.back();
  };
  const bool queries = event.function == Function::WSAGetOverlappedResult;
  if (!accepts && shown == no_operation) {
    // A query may have read the words as they were before the operation.
    const bool open = queries && news.operation != no_operation;
    if (open) fork().defer({event, now, slot, no_item, news.operation}, {});
    return defer({event, now, slot}, news);
  }
  const auto with = [&](Judge& judge, Item item) {
    const ConnectionNews found = {known_.item(item).connection, shown, shown != no_operation};
    return judge.defer({event, now, slot, item, shown}, found);
  };
  const std::vector<Item> items = running_connects(event, slot);
  if (queries) {
    for (const Item item : items) with(fork(), item);
    return defer({event, now, slot, no_item, shown}, {});
  }
  if (items.empty()) {
    give_up(event);
    return Progress::stopped;
  }
  for (std::size_t other = 1; other < items.size(); ++other) with(fork(), items[other]);
  return with(*this, items.front());
}

Progress Judge::defer(const Deferred& event, const ConnectionNews& news) {
  known_.end_call(event.slot, event.event, news);
  grow(event.position);
  deferred_.push_back(event);
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

// What a call shows that neither asks nor does anything follows from what is known already,
// whatever came before it: it tells at once which of several structures is meant.
bool Judge::asks_nothing(const RunningCall& call) const {
  Alternatives offered;
  offer(known_, call.chain, offered);
  return std::ranges::all_of(offered, [](const Alternative& alternative) {
    return alternative.atom_count == 0 && alternative.effect_count == 0 &&
           alternative.next == MicroStep::leave;
  });
}

// While there is hope that more returns come, a thread's events are judged in their order, and what
// is read of an OVERLAPPED after the calls that started operations on it. `before`: deferred events
// that came earlier.
bool Judge::must_wait(const Event& event, std::uint32_t slot, std::size_t before,
                      Position now) const {
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
    return other != slot && running_[other].called < now && call.operation != no_operation &&
           call.value(Parameter::lpOverlapped) == Value::of(overlapped);
  });
}

bool Judge::is_deferred(std::uint32_t slot, std::size_t before) const {
  return std::ranges::any_of(std::span(deferred_).first(before),
                             [&](const Deferred& one) { return one.slot == slot; });
}

// Did the event show the connection that its judge took it for, or none?
bool Judge::shows_as_deferred(const Deferred& one, std::size_t world) const {
  if (one.told == no_operation) return one.item == no_item || one.item == reached_[world].item;
  const OrderWorld& history = worlds_[world];
  if (one.item != no_item) return one.item == history.accepted(one.told);
  return !history.is_resolved(one.told) || !succeeded(history.status(one.told));
}

bool Judge::try_one_deferred() {
  for (std::size_t index = 0; index < deferred_.size(); ++index) {
    const Deferred one = deferred_[index];
    bool helped = false;
    if (must_wait(one.event, one.slot, index, one.position)) continue;
    if (one.slot != no_node && is_deferred(one.slot, index)) continue;
    if (one.slot == no_node) {
      helped = observe_now(one.event, one.user, one.position) == Progress::done;
    } else if (one.event.kind == EventKind::enter) {
      helped = enter_now(one.event, one.slot, one.position) == Progress::done;
    } else if (one.event.kind == EventKind::exited) {
      leave_routine_now(one.slot, one.position);
      helped = true;
    } else {
      helped = advance(one.event, running_[one.slot], one.position) == Progress::done;
      if (helped) keep_worlds([&](std::size_t world) { return shows_as_deferred(one, world); });
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
    contradicted();
    return;
  }
  const Deferred first = deferred_.front();
  patient_ = false;
  if (first.slot == no_node) {
    observe_now(first.event, first.user, first.position);
  } else {
    advance(first.event, running_[first.slot], first.position);
  }
  give_up(first.event);
}

void Judge::run_out() {
  verdict_.kind = VerdictKind::inconclusive;
  verdict_.reason = "the budget was used up before a history was found or ruled out";
}

void Judge::go_on(std::uint32_t slot, Position position) {
  Event nothing;
  nothing.kind = EventKind::returned;
  nothing.thread = known_.call(slot).event.thread;
  nothing.function = known_.call(slot).event.function;
  nothing.time_ns = std::numeric_limits<std::uint64_t>::max() / 2;
  const Others& beside = others(nothing.thread, slot, position);
  std::vector<OrderWorld> results;
  for (OrderWorld& world : worlds_) {
    const std::size_t before = results.size();
    const std::span<const Explanation> found =
        finder_.find_unfinished(world, running_[slot], nothing, position, beside);
    for (const Explanation& explanation : found) {
      try_all(world, results, [&](OrderWorld& tried, Decisions& decisions) {
        return tried.commit(explanation, running_[slot].since, position, beside, decisions);
      });
    }
    // It may have done nothing.
    if (results.size() == before) results.push_back(world);
  }
  worlds_ = std::move(results);
  std::erase(active_, slot);
}

bool Judge::let_go(Position position) {
  for (const std::uint32_t slot : std::vector<std::uint32_t>(active_)) {
    const bool waits =
        std::ranges::any_of(deferred_, [&](const Deferred& one) { return one.slot == slot; });
    if (waits || running_[slot].chain.step == MicroStep::running) continue;
    go_on(slot, position);
    if (worlds_.size() > histories_most) return false;
  }
  return true;
}

bool Judge::has_history(Position position, std::uint64_t& budget, Plan* plan) const {
  return std::ranges::any_of(worlds_, [&](const OrderWorld& world) {
    OrderWorld copy = world;
    if (!copy.complete(position, budget)) return false;
    if (plan) *plan = make_plan(copy, position);
    return true;
  });
}

}  // namespace ioracle
