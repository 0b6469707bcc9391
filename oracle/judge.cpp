#include "oracle/judge.h"

#include <algorithm>

#include "oracle/describe.h"

namespace ioracle {
namespace {

constexpr std::uint64_t tick_ns = 16'000'000;
constexpr std::size_t histories_most = 64;

}  // namespace

Judge::Judge(const Oracle::Options& options, Names& names)
    : options_(options), names_(&names), known_(options.profile, names), finder_(known_, tick_ns) {
  worlds_.emplace_back(known_);
}

Judge::Judge(const Judge& other)
    : options_(other.options_),
      names_(other.names_),
      known_(other.known_),
      finder_(known_, tick_ns),
      verdict_(other.verdict_),
      worlds_(other.worlds_),
      running_(other.running_),
      active_(other.active_),
      deferred_(other.deferred_),
      clauses_(other.clauses_),
      allowed_(other.allowed_),
      guessed_(other.guessed_),
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
  verdict_.observed = describe(event, *names_);
  verdict_.reason = std::move(reason);
  return Progress::stopped;
}

void Judge::give_up(const Event& event) {
  verdict_.clauses = clauses_;
  verdict_.allowed = allowed_;
  if (guessed_) {
    stop(VerdictKind::inconclusive, event, "an order that the trace leaves open had to be guessed");
  } else {
    stop(VerdictKind::rejected, event, {});
  }
}

std::uint32_t Judge::top(Name thread) const {
  const ObjectReference object = known_.find(thread);
  if (object.kind != ObjectKind::thread) return no_node;
  const std::vector<std::uint32_t>& calls = known_.thread(object.index).calls;
  return calls.empty() ? no_node : calls.back();
}

std::vector<Name> Judge::busy_threads() const {
  std::vector<Name> busy;
  for (const ThreadObject& thread : known_.threads()) {
    if (!thread.calls.empty()) busy.push_back(thread.name);
  }
  return busy;
}

// Is nothing else under way? `slot`: the call that is judged; no_node for an observation.
bool Judge::alone(Name thread, std::uint32_t slot) const {
  return std::ranges::all_of(active_, [&](std::uint32_t other) {
    const bool waits =
        std::ranges::any_of(deferred_, [&](const Deferred& one) { return one.slot == other; });
    return other == slot || (!waits && known_.call(other).event.thread == thread);
  });
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
template <class Try>
bool Judge::try_all(OrderWorld& world, std::vector<OrderWorld>& results, Try attempt) {
  Decisions decisions;
  bool any = false;
  do {
    decisions.start();
    world.mark();
    const bool good = attempt(world, decisions);
    guessed_ = guessed_ || world.guessed();
    if (good) {
      any = true;
      results.push_back(world);
      results.back().keep();
    }
    world.rollback();
  } while (decisions.next());
  return any;
}

// Takes the call on to what the event shows, in every history in which that is possible.
Progress Judge::advance(const Event& event, RunningCall& call, Position now, Chain& reached) {
  const bool nobody_else = alone(event.thread, call.chain.call);
  clauses_.clear();
  allowed_.clear();
  guessed_ = false;
  std::vector<OrderWorld> results;
  for (std::size_t index = 0; index < worlds_.size(); ++index) {
    OrderWorld& world = worlds_[index];
    const std::vector<Explanation>& found = finder_.find(world, call, event, now, nobody_else);
    note_rejected(event);
    const bool open = patient_ && !nobody_else && found.size() > 1 &&
                      std::ranges::any_of(found, [&](const Explanation& explanation) {
                        return world.lacks(explanation, call.since, now);
                      });
    if (open && results.empty()) return Progress::stuck;
    const auto attempt = [&](Explanation explanation, OrderWorld& tried, Decisions& decisions) {
      explanation.position = told_position(tried, explanation, event);
      return tried.commit(explanation, call.since, now, nobody_else, decisions) &&
             agrees_buffers(tried, explanation.chain.operation, event);
    };
    // The rule: one history, one explanation, no choice. It is changed in place.
    if (found.size() == 1) {
      Decisions decisions;
      world.mark();
      if (attempt(found.front(), world, decisions) && decisions.empty()) {
        world.keep();
        reached = found.front().chain;
        results.push_back(std::move(world));
        continue;
      }
      guessed_ = guessed_ || world.guessed();
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
        reached = explanation.chain;
      } else {
        note_failed(explanation, event);
      }
    }
  }
  if (results.empty()) {
    std::ranges::sort(allowed_);
    const auto repeated = std::ranges::unique(allowed_);
    allowed_.erase(repeated.begin(), repeated.end());
    if (!nobody_else) return Progress::stuck;
    give_up(event);
    return Progress::stopped;
  }
  worlds_ = std::move(results);
  if (worlds_.size() > histories_most) {
    return stop(VerdictKind::inconclusive, event, "more histories than are kept");
  }
  return Progress::done;
}

// Where in the stream the bytes lie that the return of a receive shows.
std::optional<std::uint64_t> Judge::told_position(const OrderWorld& world,
                                                  const Explanation& explanation,
                                                  const Event& event) const {
  const Argument* bytes = event.find(Parameter::lpBuffers);
  const OperationId id = explanation.chain.operation;
  if (!bytes || bytes->count == 0 || id == no_operation) return std::nullopt;
  const BufferValue& first = event.buffers[bytes->first];
  const Stream stream = known_.operation(id).stream;
  if (first.run_count == 0 || stream == no_stream) return std::nullopt;
  return find_payload(known_, world.chunks(stream), event.runs[first.first_run]);
}

Progress Judge::finish(const Event& event, Position now) {
  const std::uint32_t slot = top(event.thread);
  if (slot == no_node) return stop(VerdictKind::rejected, event, "no call is running");
  if (event.function != Function::accept && must_wait(event, slot, deferred_.size())) {
    return finish_later(event, slot, now);
  }
  Chain reached = running_[slot].chain;
  const Progress progress = advance(event, running_[slot], now, reached);
  if (progress == Progress::stuck) return finish_later(event, slot, now);
  if (progress != Progress::done) return progress;
  const std::uint32_t connection =
      reached.item == no_item ? 0 : known_.item(reached.item).connection;
  known_.end_call(slot, event, connection);
  free(slot, now);
  if (!deferred_.empty()) try_deferred();
  return Progress::done;
}

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

void Judge::free(std::uint32_t slot, Position now) {
  known_.free_call(slot);
  std::erase(active_, slot);
  grow(now);
  Position horizon = now;
  for (const std::uint32_t other : active_) horizon = std::min(horizon, running_[other].since);
  for (const Deferred& other : deferred_) horizon = std::min(horizon, other.position - 1);
  for (OrderWorld& world : worlds_) world.forget(horizon);
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

// While there is hope that more returns come, a thread's events are judged in their order, and what is read of
// an OVERLAPPED after the calls that started operations on it. `before`: deferred events that came earlier.
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

bool Judge::try_one_deferred() {
  for (std::size_t index = 0; index < deferred_.size(); ++index) {
    const Deferred one = deferred_[index];
    bool helped = false;
    if (must_wait(one.event, one.slot, index)) continue;
    if (one.slot == no_node) {
      helped = observe_now(one.event, one.position) == Progress::done;
    } else {
      Chain reached = running_[one.slot].chain;
      helped = advance(one.event, running_[one.slot], one.position, reached) == Progress::done;
    }
    if (!helped) continue;
    deferred_.erase(deferred_.begin() + static_cast<std::ptrdiff_t>(index));
    if (one.slot != no_node) free(one.slot, one.position);
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

Progress Judge::enter(const Event& event, Position now) {
  const std::uint32_t slot = top(event.thread);
  if (slot == no_node) return stop(VerdictKind::rejected, event, "no call is running");
  Chain reached = running_[slot].chain;
  const Progress progress = advance(event, running_[slot], now, reached);
  if (progress == Progress::stuck) give_up(event);
  if (progress != Progress::done) return Progress::stopped;
  if (reached.item != no_item) known_.deliver(known_.item(reached.item).operation);
  reached.item = no_item;
  running_[slot].chain = reached;
  running_[slot].since = now;
  return Progress::done;
}

Progress Judge::leave_routine(const Event& event, Position now) {
  const std::uint32_t slot = top(event.thread);
  if (slot == no_node) return stop(VerdictKind::rejected, event, "no call is running");
  running_[slot].chain.step = MicroStep::drain;
  running_[slot].since = now;
  return Progress::done;
}

bool Judge::agrees_bytes(const OrderWorld& world, OperationId id, const Event& event,
                         std::span<const Run> shown, std::uint64_t skip, std::uint64_t room) const {
  const Operation& operation = known_.operation(id);
  if (!world.is_resolved(id) || operation.stream == no_stream) return true;
  std::uint64_t length = 0;
  for (const Run& run : shown) length += run.length;
  const std::uint64_t information = world.is_counted(id) ? world.information(id) : length + skip;
  if (length != std::min(information - std::min(information, skip), room)) return false;
  const std::optional<std::uint64_t> position = world.position(id);
  const auto chunks = world.chunks(operation.stream);
  if (!position) {
    // Wherever it lies: bytes that were never sent lie nowhere.
    const bool all_sent = active_.empty() && deferred_.empty();
    return !all_sent || length == 0 || holds_payload(known_, chunks, shown, event.literals);
  }
  if (chunks.empty()) return length == 0;
  if (*position + skip < chunks.front().begin) return true;  // forgotten
  std::vector<Run> runs;
  std::string literals;
  copy_payload(known_, chunks, *position + skip, length, runs, literals);
  return same_bytes(shown, event.literals, runs, literals, *names_);
}

bool Judge::agrees_buffers(const OrderWorld& world, OperationId id, const Event& event) const {
  const Argument* bytes = event.find(Parameter::lpBuffers);
  if (!bytes || id == no_operation || bytes->count == 0) return true;
  std::vector<Run> shown;
  for (std::uint32_t index = 0; index < bytes->count; ++index) {
    const BufferValue& buffer = event.buffers[bytes->first + index];
    for (std::uint32_t run = 0; run < buffer.run_count; ++run) {
      shown.push_back(event.runs[buffer.first_run + run]);
    }
  }
  return agrees_bytes(world, id, event, shown, 0, known_.operation(id).capacity);
}

bool Judge::read_word(OrderWorld& world, Register cell, std::uint64_t value, Position now,
                      bool nobody_else, Decisions& decisions) {
  Predicate predicate;
  predicate.kind = Predicate::Kind::equal;
  predicate.value = value;
  std::vector<OperationId> open;
  bool fits = false;
  world.writers(cell, predicate, now - 1, now, open, fits);
  // A word may tell how an operation ended, or how much it moved.
  std::vector<Explanation> ways(fits ? 1 : 0);
  for (const OperationId id : open) {
    Explanation way;
    if (world.is_resolved(id)) {
      way.counts.emplace_back(id, value);
      ways.push_back(std::move(way));
      continue;
    }
    const OverlappedObject& overlapped = known_.overlapped(known_.operation(id).overlapped);
    const bool status = cell == overlapped.internal;
    world.endings(id, status ? predicate : Predicate{},
                  status ? std::nullopt : std::optional(value), now, nobody_else, way);
    for (const Ending& ending : std::vector<Ending>(way.endings)) {
      way.endings = {ending};
      ways.push_back(way);
    }
  }
  if (ways.empty()) return false;
  const Explanation& way = ways[ways.size() == 1 ? 0 : decisions.choose(ways.size())];
  if (!way.endings.empty() || !way.counts.empty()) {
    if (!world.commit(way, now - 1, now, nobody_else, decisions)) return false;
  }
  return world.observe(cell, predicate, now - 1, now, nobody_else, decisions);
}

bool Judge::agrees_observed(OrderWorld& world, const Event& event, Position now, bool nobody_else,
                            Decisions& decisions) {
  const ObjectReference object = known_.find(event.object);
  const auto read = [&](Register cell, std::uint64_t value) {
    return read_word(world, cell, value, now, nobody_else, decisions);
  };
  if (object.kind == ObjectKind::overlapped) {
    const OverlappedObject& overlapped = known_.overlapped(object.index);
    const OverlappedWords& words = event.words;
    return (!words.internal_high || read(overlapped.internal_high, *words.internal_high)) &&
           (!words.internal || read(overlapped.internal, *words.internal));
  }
  if (const EventObject* handle = known_.event(Value::of(event.object))) {
    return !event.result.recorded() ||
           read(handle->state, static_cast<std::uint64_t>(event.result.number));
  }
  const OperationId id = known_.last_user(event.object);
  if (id == no_operation || event.buffers.empty()) return true;
  const BufferValue& seen = event.buffers.front();
  std::uint64_t skip = 0;
  std::uint64_t room = 0;
  for (const BufferValue& buffer : known_.buffers(known_.operation(id))) {
    room = buffer.length;
    if (buffer.memory == event.object) break;
    skip += buffer.length;
  }
  if (!seen.bytes_recorded) return true;
  const Stream stream = known_.operation(id).stream;
  if (seen.run_count > 0 && stream != no_stream && skip == 0 && world.is_resolved(id)) {
    const auto told = find_payload(known_, world.chunks(stream), event.runs[seen.first_run]);
    if (told && !world.place(id, *told)) return false;
  }
  return !seen.rest_touched &&
         agrees_bytes(world, id, event,
                      std::span(event.runs).subspan(seen.first_run, seen.run_count), skip, room);
}

Progress Judge::observe(const Event& event, Position now) {
  if (!must_wait(event, no_node, deferred_.size())) {
    const Progress progress = observe_now(event, now);
    if (progress != Progress::stuck) return progress;
  }
  deferred_.push_back({event, now, no_node});
  return Progress::done;
}

Progress Judge::observe_now(const Event& event, Position now) {
  const bool nobody_else = alone(event.thread, no_node);
  std::vector<OrderWorld> results;
  for (OrderWorld& world : worlds_) {
    const auto attempt = [&](OrderWorld& tried, Decisions& decisions) {
      return agrees_observed(tried, event, now, nobody_else, decisions);
    };
    // The rule: no choice. The world is changed in place.
    Decisions decisions;
    world.mark();
    const bool good = attempt(world, decisions);
    if (decisions.empty() && (good || nobody_else)) {
      world.keep();
      if (good) results.push_back(std::move(world));
      continue;
    }
    world.rollback();
    if (!decisions.empty()) try_all(world, results, attempt);
  }
  if (results.empty()) {
    note_observed(event);
    if (!nobody_else) return Progress::stuck;
    give_up(event);
    return Progress::stopped;
  }
  worlds_ = std::move(results);
  return Progress::done;
}

// A blocked call stands at the first micro-step from which nothing but a return or a wait leads on.
Chain Judge::blocked_chain(Chain chain) const {
  Alternatives offered;
  for (int steps = 0; steps < 8 && chain.step != MicroStep::wait; ++steps) {
    offer(known_, chain, offered);
    const auto leads_to_wait = [](const Alternative& alternative) {
      return alternative.next == MicroStep::wait;
    };
    const auto leads_on = [](const Alternative& alternative) {
      return alternative.next != MicroStep::leave;
    };
    if (const auto wait = std::ranges::find_if(offered, leads_to_wait); wait != offered.end()) {
      go_to(known_, wait->next, chain);
    } else if (const auto on = std::ranges::find_if(offered, leads_on); on != offered.end()) {
      go_to(known_, on->next, chain);
    } else {
      break;
    }
  }
  return chain;
}

Progress Judge::settle(const Event& event, Position now) {
  std::vector<Chain> blocked;
  for (const ThreadObject& thread : known_.threads()) {
    if (thread.calls.empty()) continue;
    const Chain& chain = running_[thread.calls.back()].chain;
    if (chain.step != MicroStep::running) blocked.push_back(blocked_chain(chain));
  }
  std::vector<OrderWorld> settled;
  for (OrderWorld& world : worlds_) {
    world.mark();
    if (world.settle(now, blocked)) {
      world.keep();
      settled.push_back(std::move(world));
    } else {
      world.rollback();
    }
  }
  if (settled.empty()) {
    note_owed(blocked, now);
    verdict_.progress = true;
    return stop(VerdictKind::rejected, event, "a step is owed that never came");
  }
  worlds_ = std::move(settled);
  verdict_.settled = true;
  return Progress::done;
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
  const Progress progress = advance(nothing, running_[slot], position, reached);
  if (progress != Progress::done) {
    verdict_ = {};
    return Progress::stuck;
  }
  known_.end_call(slot, nothing, 0);
  free(slot, position);
  try_deferred();
  return Progress::done;
}

bool Judge::has_history(Position position) const {
  return std::ranges::any_of(worlds_, [&](const OrderWorld& world) {
    OrderWorld copy = world;
    return copy.complete(position);
  });
}

Progress Judge::take(const Event& event, Position now) {
  switch (event.kind) {
    case EventKind::thread_start:
      known_.start_thread(event.thread);
      grow(now);
      return Progress::done;
    case EventKind::thread_exit: {
      const std::uint32_t thread = known_.thread_index(event.thread);
      grow(now);
      std::erase_if(worlds_, [&](OrderWorld& world) {
        return !world.exit_thread(known_.thread(thread).exited, now);
      });
      return worlds_.empty() ? stop(VerdictKind::rejected, event, {}) : Progress::done;
    }
    case EventKind::call:
      verdict_.settled = false;
      if (!has_rule(event.function)) {
        return stop(VerdictKind::unsupported, event,
                    std::string(info(event.function).name) + " has no rule yet");
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
    default:
      return Progress::done;
  }
}

}  // namespace ioracle
