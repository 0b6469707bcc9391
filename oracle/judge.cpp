#include "oracle/judge.h"

#include <algorithm>

#include "oracle/describe.h"

namespace ioracle {
namespace {

constexpr std::uint64_t tick_ns = 16'000'000;

}  // namespace

Judge::Judge(const Oracle::Options& options, Names& names)
    : options_(options),
      names_(&names),
      known_(options.profile, names),
      finder_(known_, tick_ns),
      give_back_at_(options.thrift.instants) {
  worlds_.emplace_back(known_);
  if (options.certificate) worlds_.back().keep_labels();
}

Judge::Judge(const Judge& other)
    : options_(other.options_),
      names_(other.names_),
      known_(other.known_),
      finder_(known_, tick_ns),
      verdict_(other.verdict_),
      worlds_(other.worlds_),
      reached_(other.reached_),
      running_(other.running_),
      active_(other.active_),
      deferred_(other.deferred_),
      clauses_(other.clauses_),
      allowed_(other.allowed_),
      give_back_at_(other.give_back_at_),
      patient_(other.patient_) {
  for (OrderWorld& world : worlds_) world.rebind(known_);
}

void Judge::grow(Position now) {
  for (OrderWorld& world : worlds_) world.grow(now);
}

Progress Judge::stop(VerdictKind kind, const Event& event, std::string reason) {
  verdict_.kind = kind;
  verdict_.event_seq = event.seq;
  verdict_.event_line = event.line;
  verdict_.observed = observed(event);
  verdict_.reason = std::move(reason);
  return Progress::stopped;
}

std::uint32_t Judge::top(Name thread) const {
  const ObjectReference object = known_.find(thread);
  if (object.kind != ObjectKind::thread) return no_node;
  const std::vector<std::uint32_t>& calls = known_.thread(object.index).calls;
  return calls.empty() ? no_node : calls.back();
}

// The calls beside one: `slot` is the call that is judged; no_node for an observation.
const Others& Judge::others(Name thread, std::uint32_t slot, Position now) {
  others_.clear();
  others_.trust(!patient_);
  for (const std::uint32_t other : active_) {
    if (other == slot || running_[other].called > now) continue;
    const bool waits =
        std::ranges::any_of(deferred_, [&](const Deferred& one) { return one.slot == other; });
    if (!waits && known_.call(other).event.thread == thread) continue;
    others_.add(footprint(running_[other]));
  }
  return others_;
}

const Footprint& Judge::footprint(RunningCall& call) {
  if (call.structure != known_.structure() + 1) {
    call.footprint = footprint_of(known_, call.chain);
    call.structure = known_.structure() + 1;
  }
  return call.footprint;
}

void Judge::begin(const Event& event, Position now) {
  const std::uint32_t slot = known_.begin_call(event);
  grow(now);
  if (running_.size() <= slot) running_.resize(slot + 1);
  RunningCall& call = running_[slot];
  call = {};
  call.chain.call = slot;
  call.chain.thread = known_.call(slot).thread;
  call.chain.operation = known_.call(slot).operation;
  call.chain.item = known_.call(slot).item;
  call.since = call.called = now;
  active_.push_back(slot);
}

// Runs `attempt` on a world, and on copies for every other way in which its reads can be explained.
// The worlds in which it succeeds go to `results`; `world` is left as it was.
bool Judge::try_all(OrderWorld& world, std::vector<OrderWorld>& results, const Attempt& attempt) {
  Decisions decisions;
  bool any = false;
  do {
    decisions.start();
    world.mark();
    const bool good = attempt(world, decisions);
    if (good) {
      any = true;
      results.push_back(world);
      results.back().keep();
    }
    world.rollback();
  } while (decisions.next());
  return any;
}

// Would an explanation become possible, or another, once more is known of what the others did? One
// explanation alone is taken as it is, and may fail; but not one that guesses what it read, nor one
// of several histories, which would be lost.
bool Judge::must_hear_others(const Event& event, const RunningCall& call, Position now,
                             const Others& beside) {
  return std::ranges::any_of(worlds_, [&](const OrderWorld& world) {
    const std::span<const Explanation> found = finder_.find(world, call, event, now, beside);
    const bool alone = found.size() == 1 && worlds_.size() == 1;
    return std::ranges::any_of(found, [&](const Explanation& explanation) {
      return world.awaits(explanation, now, beside) ||
             (!alone && world.lacks(explanation, call.since, now, beside));
    });
  });
}

// Takes the call on to what the event shows, in every history in which that is possible.
Progress Judge::advance(const Event& event, RunningCall& call, Position now) {
  const Others& beside = others(event.thread, call.chain.call, now);
  clauses_.clear();
  allowed_.clear();
  std::vector<OrderWorld> results;
  reached_.clear();
  if (patient_ && !beside.none() && must_hear_others(event, call, now, beside)) {
    return Progress::stuck;
  }
  for (std::size_t index = 0; index < worlds_.size(); ++index) {
    OrderWorld& world = worlds_[index];
    const std::span<const Explanation> found = finder_.find(world, call, event, now, beside);
    note_rejected(event);
    const auto attempt = [&](const Explanation& explanation, OrderWorld& tried,
                             Decisions& decisions) {
      return tried.commit(explanation, call.since, now, beside, decisions) &&
             agrees_buffers(tried, explanation.chain.operation, event);
    };
    // The rule: one history, one explanation, no choice. It is changed in place.
    if (found.size() == 1) {
      Decisions decisions;
      world.mark();
      if (attempt(found.front(), world, decisions) && decisions.empty()) {
        world.keep();
        reached_.push_back(found.front().chain);
        results.push_back(std::move(world));
        continue;
      }
      world.rollback();
      if (decisions.empty()) {
        note_failed(found.front(), event);
        continue;
      }
    }
    for (const Explanation& explanation : found) {
      const bool good = try_all(world, results, [&](OrderWorld& tried, Decisions& decisions) {
        return attempt(explanation, tried, decisions);
      });
      if (good) {
        reached_.resize(results.size(), explanation.chain);
      } else {
        note_failed(explanation, event);
      }
    }
  }
  if (results.empty()) {
    std::ranges::sort(allowed_);
    const auto repeated = std::ranges::unique(allowed_);
    allowed_.erase(repeated.begin(), repeated.end());
    if (!beside.none()) return Progress::stuck;
    give_up(event);
    return Progress::stopped;
  }
  worlds_ = std::move(results);
  if (worlds_.size() > histories_most) {
    return stop(VerdictKind::inconclusive, event, "more histories than are kept");
  }
  return Progress::done;
}

Progress Judge::finish(const Event& event, Position now) {
  const std::uint32_t slot = top(event.thread);
  if (slot == no_node) return stop(VerdictKind::rejected, event, "no call is running");
  const bool waits = must_wait(event, slot, deferred_.size(), now);
  if (waits && !asks_nothing(running_[slot])) return finish_later(event, slot, now);
  const Progress progress = advance(event, running_[slot], now);
  if (progress == Progress::stuck) return finish_later(event, slot, now);
  if (progress != Progress::done) return progress;
  finish_call(event, slot, now);
  if (!deferred_.empty()) try_deferred();
  return Progress::done;
}

void Judge::free(std::uint32_t slot, Position now) {
  known_.free_call(slot);
  std::erase(active_, slot);
  grow(now);
  const Horizon back = horizon(now);
  std::erase_if(worlds_, [&](OrderWorld& world) { return !world.forget(back); });
  give_back();
}

Progress Judge::enter(const Event& event, Position now) {
  const std::uint32_t slot = top(event.thread);
  if (slot == no_node) return stop(VerdictKind::rejected, event, "no call is running");
  if (!is_deferred(slot, deferred_.size())) {
    const Progress progress = enter_now(event, slot, now);
    if (progress != Progress::stuck) return progress;
  }
  deferred_.push_back({event, now, slot});
  return Progress::done;
}

Progress Judge::enter_now(const Event& event, std::uint32_t slot, Position now) {
  const Progress progress = advance(event, running_[slot], now);
  if (progress != Progress::done) return progress;
  Chain reached = reached_.back();
  if (reached.item != no_item) known_.deliver(known_.item(reached.item).operation);
  reached.item = no_item;
  running_[slot].chain = reached;
  running_[slot].structure = 0;
  running_[slot].since = now;
  return Progress::done;
}

Progress Judge::leave_routine(const Event& event, Position now) {
  const std::uint32_t slot = top(event.thread);
  if (slot == no_node) return stop(VerdictKind::rejected, event, "no call is running");
  if (is_deferred(slot, deferred_.size())) {
    deferred_.push_back({event, now, slot});
  } else {
    leave_routine_now(slot, now);
  }
  return Progress::done;
}

void Judge::leave_routine_now(std::uint32_t slot, Position now) {
  running_[slot].chain.step = MicroStep::drain;
  running_[slot].structure = 0;
  running_[slot].since = now;
}

// A blocked call stands at the first micro-step from which, in that history, nothing but a return
// or a wait leads on.
Chain Judge::blocked_chain(const OrderWorld& world, const RunningCall& call, Position now) const {
  Chain chain = call.chain;
  Alternatives offered;
  const auto possible = [&](const Alternative& alternative) {
    return std::ranges::none_of(offered.atoms(alternative), [&](const Atom& atom) {
      return world.evaluate(atom, call.since, now, nobody) == Truth::no;
    });
  };
  for (int steps = 0; steps < 8 && chain.step != MicroStep::wait; ++steps) {
    offer(known_, chain, offered);
    const auto waits = std::ranges::find_if(offered, [&](const Alternative& alternative) {
      return alternative.next == MicroStep::wait && possible(alternative);
    });
    const auto leads_on = std::ranges::find_if(offered, [&](const Alternative& alternative) {
      return alternative.next != MicroStep::leave && alternative.next != MicroStep::wait &&
             possible(alternative);
    });
    const auto chosen = waits != offered.end() ? waits : leads_on;
    if (chosen == offered.end()) break;
    go_to(known_, chosen->next, chain);
  }
  return chain;
}

// Every call that has not returned, as it stands in that history.
std::vector<Chain> Judge::blocked(const OrderWorld& world, Position now) const {
  std::vector<Chain> chains;
  for (const ThreadObject& thread : known_.threads()) {
    if (thread.calls.empty()) continue;
    const RunningCall& call = running_[thread.calls.back()];
    if (call.chain.step != MicroStep::running) chains.push_back(blocked_chain(world, call, now));
  }
  return chains;
}

Progress Judge::settle(const Event& event, Position now) {
  if (!deferred_.empty()) {
    // Nothing moves any more: what still runs is blocked, and had no effect that is waited for.
    patient_ = false;
    try_deferred();
    patient_ = true;
    if (worlds_.empty()) return contradicted();
  }
  if (known_.owes_words()) {
    note_missing_words();
    verdict_.progress = true;
    give_up(event);
    return Progress::stopped;
  }
  std::vector<OrderWorld> settled;
  for (OrderWorld& world : worlds_) {
    Decisions decisions;
    const std::vector<Chain> chains = blocked(world, now);
    world.mark();
    const bool good = world.settle(now, chains, decisions);
    if (good && decisions.empty()) {
      world.keep();
      settled.push_back(std::move(world));
      continue;
    }
    world.rollback();
    if (decisions.empty()) continue;
    try_all(world, settled, [&](OrderWorld& tried, Decisions& choices) {
      return tried.settle(now, chains, choices);
    });
  }
  if (settled.empty()) {
    note_owed(blocked(worlds_.front(), now), now);
    verdict_.progress = true;
    return stop(VerdictKind::rejected, event, "a step is owed that never came");
  }
  worlds_ = std::move(settled);
  verdict_.settled = true;
  return Progress::done;
}

// No history is left, and the event that shows it is not the one it comes from.
Progress Judge::contradicted() {
  return stop(VerdictKind::rejected, Event{},
              "what was seen to have happened has no cause that fits the rest");
}

Progress Judge::take(const Event& event, Position now) {
  const Progress progress = take_event(event, now);
  return progress == Progress::done && worlds_.empty() ? contradicted() : progress;
}

Progress Judge::take_event(const Event& event, Position now) {
  switch (event.kind) {
    case EventKind::thread_start:
      known_.start_thread(event.thread);
      grow(now);
      return Progress::done;
    case EventKind::thread_exit: {
      const std::uint32_t thread = known_.thread_index(event.thread);
      grow(now);
      std::erase_if(worlds_, [&](OrderWorld& world) {
        return !world.happen(known_.thread(thread).exited, now);
      });
      return worlds_.empty() ? stop(VerdictKind::rejected, event, {}) : Progress::done;
    }
    case EventKind::call:
      verdict_.settled = false;
      if (!has_rule(known_, event)) {
        return stop(VerdictKind::unsupported, event,
                    std::string(info(event.function).name) + " has no rule for " +
                        std::string(name_of(options_.profile)));
      }
      begin(event, now);
      return Progress::done;
    case EventKind::returned:
    case EventKind::exception:
      return finish(event, now);
    case EventKind::enter:
      return enter(event, now);
    case EventKind::exited:
      return leave_routine(event, now);
    case EventKind::observe:
      return observe(event, now);
    case EventKind::settle:
      return settle(event, now);
    case EventKind::word:
      return write_word(event, now);
    case EventKind::memory:
    case EventKind::environment: {
      known_.declare(event);
      const Instant happens = known_.declared();
      if (happens == no_instant) return Progress::done;
      grow(now);
      std::erase_if(worlds_, [&](OrderWorld& world) { return !world.happen(happens, now); });
      return Progress::done;
    }
    default:
      return Progress::done;
  }
}

}  // namespace ioracle
