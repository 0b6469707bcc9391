#include "oracle/walk.h"

#include <algorithm>
#include <ranges>

namespace ioracle {

std::uint64_t subject_of(const ExactWorld& world, const Chain& chain) {
  switch (chain.kind) {
    case Chain::Kind::call:
      return world.known().call(chain.call).event.seq;
    case Chain::Kind::operation:
      return index_of(chain.operation);
    case Chain::Kind::delivery:
      break;
  }
  return std::uint64_t{chain.connection} * 2 + chain.side;
}

// Chains are sorted by kind; operations and deliveries by what they are of, too. Calls are few.
std::optional<std::uint32_t> find_chain(const ExactWorld& world, Chain::Kind kind,
                                        std::uint64_t subject) {
  const auto slots = std::views::iota(std::uint32_t{0}, world.chain_count());
  auto found = slots.begin();
  if (kind == Chain::Kind::call) {
    found = std::ranges::find_if(slots, [&](std::uint32_t slot) {
      const Chain& chain = world.chain(slot);
      return chain.kind != kind || subject_of(world, chain) == subject;
    });
  } else {
    found = std::ranges::partition_point(slots, [&](std::uint32_t slot) {
      const Chain& chain = world.chain(slot);
      return chain.kind < kind || (chain.kind == kind && subject_of(world, chain) < subject);
    });
  }
  if (found == slots.end()) return std::nullopt;
  const Chain& chain = world.chain(*found);
  if (chain.kind != kind || subject_of(world, chain) != subject) return std::nullopt;
  return *found;
}

Choice choice_of(const ExactWorld& world, const Move& move) {
  const Chain& chain = world.chain(move.chain);
  return {Choice::Kind::step, chain.kind,   subject_of(world, chain),
          move.info,          move.variant, move.amount};
}

Walk::Walk(std::span<const Event> events, Profile profile, Names& names)
    : events_(events), world_(profile, names), last_settle_(events.size()) {
  for (std::size_t index = events.size(); index-- > 0;) {
    const EventKind kind = events[index].kind;
    if (kind == EventKind::settle && index + 1 < events.size()) last_settle_ = index;
    if (kind != EventKind::end && kind != EventKind::hang) break;
  }
}

bool Walk::is_choice(std::size_t event) const {
  switch (events_[event].kind) {
    case EventKind::call:
    case EventKind::returned:
    case EventKind::exception:
    case EventKind::enter:
    case EventKind::exited:
    case EventKind::observe:
    case EventKind::memory:
    case EventKind::environment:
    case EventKind::thread_exit:
      return true;
    case EventKind::settle:
      return event != last_settle_;
    default:
      return false;
  }
}

bool Walk::perform(const Choice& choice) {
  switch (choice.kind) {
    case Choice::Kind::step:
      return perform_step(choice);
    case Choice::Kind::event:
      if (at_end() || !show(events_[next_event_])) return false;
      ++next_event_;
      return true;
    case Choice::Kind::time:
      return jump();
  }
  return false;
}

bool Walk::perform_step(const Choice& choice) {
  const auto slot = find_chain(world_, choice.chain, choice.subject);
  if (!slot) return false;
  world_.enabled(*slot, moves_);
  const auto move = std::ranges::find_if(moves_, [&](const Move& one) {
    return one.info == choice.info && one.variant == choice.variant && one.amount == choice.amount;
  });
  if (move == moves_.end()) return false;
  world_.perform(*move);
  return true;
}

bool Walk::jump() {
  const auto deadline = world_.next_deadline_ns();
  if (!deadline) return false;
  world_.set_time(*deadline);
  return true;
}

bool Walk::show(const Event& event) {
  switch (event.kind) {
    case EventKind::thread_start:
      world_.start_thread(event.thread);
      return true;
    case EventKind::thread_exit:
      world_.exit_thread(event.thread);
      return true;
    case EventKind::call: {
      Event call = event;
      call.time_ns = world_.time();
      world_.begin_call(call);
      return true;
    }
    case EventKind::returned:
    case EventKind::exception:
      if (!world_.can_return(event.thread) || !world_.agrees(event.thread, event)) return false;
      world_.finish_call(event.thread, event);
      return true;
    case EventKind::enter:
      if (!world_.can_enter(event.thread) || !world_.agrees_enter(event.thread, event)) {
        return false;
      }
      world_.enter_routine(event.thread);
      return true;
    case EventKind::exited:
      if (!world_.active(event.thread) || world_.active(event.thread)->step != MicroStep::running) {
        return false;
      }
      world_.exit_routine(event.thread);
      return true;
    case EventKind::observe:
      return world_.agrees_observe(event);
    case EventKind::settle:
      return world_.settled();
    case EventKind::word:
      return world_.write_word(event);
    case EventKind::memory:
    case EventKind::environment:
      world_.declare(event);
      return true;
    default:
      return true;
  }
}

}  // namespace ioracle
