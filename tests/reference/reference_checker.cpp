#include "tests/reference/reference_checker.h"

#include <string>
#include <unordered_set>
#include <vector>

namespace ioracle::reference {
namespace {

// Applies a visible event to a world; false: this world does not show it.
bool apply(ExactWorld& world, const Event& event) {
  switch (event.kind) {
    case EventKind::thread_start:
      world.start_thread(event.thread);
      return true;
    case EventKind::thread_exit:
      world.exit_thread(event.thread);
      return true;
    case EventKind::call:
      world.begin_call(event);
      return true;
    case EventKind::returned:
    case EventKind::exception:
      if (!world.can_return(event.thread) || !world.agrees(event.thread, event)) return false;
      world.finish_call(event.thread, event);
      return true;
    case EventKind::enter:
      if (!world.can_enter(event.thread) || !world.agrees_enter(event.thread, event)) return false;
      world.enter_routine(event.thread);
      return true;
    case EventKind::exited:
      world.exit_routine(event.thread);
      return true;
    case EventKind::observe:
      return world.agrees_observe(event);
    case EventKind::settle:
      return world.settled();
    default:
      return true;
  }
}

class Frontier {
 public:
  explicit Frontier(std::size_t limit) : limit_(limit) {}

  void add(ExactWorld&& world) {
    std::string key;
    world.canonical(key);
    if (seen_.insert(std::move(key)).second) worlds_.push_back(std::move(world));
  }
  // Every world that hidden micro-steps can lead to.
  bool close() {
    std::vector<Move> moves;
    for (std::size_t index = 0; index < worlds_.size(); ++index) {
      if (worlds_.size() > limit_) return false;
      worlds_[index].enabled(moves);
      for (const Move& move : moves) {
        ExactWorld next = worlds_[index];
        next.perform(move);
        add(std::move(next));
      }
    }
    return true;
  }
  std::vector<ExactWorld>& worlds() { return worlds_; }
  std::size_t limit() const { return limit_; }

 private:
  std::size_t limit_;
  std::vector<ExactWorld> worlds_;
  std::unordered_set<std::string> seen_;
};

// Worlds that show `first` and, perhaps later, `second`. False: too many worlds.
bool show_in_turn(Frontier& from, const Event& first, const Event& second, Frontier& to) {
  Frontier between(from.limit());
  for (const ExactWorld& world : from.worlds()) {
    ExactWorld copy = world;
    if (apply(copy, first)) between.add(std::move(copy));
  }
  if (!between.close()) return false;
  for (ExactWorld& world : between.worlds()) {
    if (apply(world, second)) to.add(std::move(world));
  }
  return true;
}

}  // namespace

Judgement check(std::span<const Event> events, Profile profile, Names& names,
                std::size_t states_limit) {
  Judgement judgement;
  Frontier frontier(states_limit);
  frontier.add(ExactWorld(profile, names));
  for (std::size_t index = 0; index < events.size(); ++index) {
    for (ExactWorld& world : frontier.worlds()) {
      if (events[index].time_ns > world.time()) world.set_time(events[index].time_ns);
    }
    if (!frontier.close()) {
      judgement.verdict = Verdict::inconclusive;
      judgement.event = index;
      return judgement;
    }
    judgement.states_most = std::max(judgement.states_most, frontier.worlds().size());
    Frontier next(states_limit);
    if (const Event& event = events[index];
        event.kind == EventKind::observe && event.words.internal && event.words.internal_high) {
      // Words are read one by one, in either order.
      Event internal = event;
      Event internal_high = event;
      internal.words.internal_high.reset();
      internal_high.words.internal.reset();
      const bool whole = show_in_turn(frontier, internal, internal_high, next) &&
                         show_in_turn(frontier, internal_high, internal, next);
      if (!whole) {
        judgement.verdict = Verdict::inconclusive;
        judgement.event = index;
        return judgement;
      }
    } else {
      for (ExactWorld& world : frontier.worlds()) {
        if (apply(world, event)) next.add(std::move(world));
      }
    }
    if (next.worlds().empty()) {
      judgement.verdict = Verdict::rejected;
      judgement.event = index;
      return judgement;
    }
    frontier = std::move(next);
  }
  return judgement;
}

}  // namespace ioracle::reference
