#include "oracle/oracle.h"

#include <algorithm>
#include <string>

#include "oracle/describe.h"
#include "oracle/order_world.h"
#include "oracle/paths.h"

namespace ioracle {
namespace {

constexpr std::uint64_t default_tick_ns = 16'000'000;
constexpr std::size_t forks_most = 64;

void add_clauses(const AlternativeInfo& info, std::vector<ClauseId>& clauses) {
  for (const ClauseId clause : info.cites()) {
    if (std::ranges::find(clauses, clause) == clauses.end()) clauses.push_back(clause);
  }
}

}  // namespace

std::string_view name_of(VerdictKind kind) {
  switch (kind) {
    case VerdictKind::accepted: return "accepted";
    case VerdictKind::rejected: return "rejected";
    case VerdictKind::inconclusive: return "inconclusive";
    case VerdictKind::unsupported: return "unsupported";
  }
  return "";
}

struct Oracle::State {
  State(const Options& given, Names& trace_names)
      : options(given),
        names(&trace_names),
        known(given.profile, trace_names),
        finder(known, default_tick_ns) {
    worlds.emplace_back(known);
  }

  Options options;
  Names* names;
  Known known;
  PathFinder finder;
  Verdict verdict;
  bool over = false;
  Position now = 0;
  std::vector<OrderWorld> worlds;     // one per history that differs in more than order
  std::vector<RunningCall> running;   // by slot of Known
  std::vector<std::uint32_t> active;  // slots of running calls
  std::uint64_t states = 0;

  void judge(const Event& event);
  void begin(const Event& event);
  void finish(const Event& event);
  void enter(const Event& event);
  void leave_routine(const Event& event);
  void observe(const Event& event);
  void settle(const Event& event);
  bool advance(const Event& event, RunningCall& call, Chain& reached);
  bool agrees_bytes(const OrderWorld& world, OperationId id, const Event& event,
                    std::span<const Run> shown, std::uint64_t skip) const;
  bool agrees_buffers(const OrderWorld& world, OperationId id, const Event& event) const;
  void reject(const Event& event);
  void stop(VerdictKind kind, const Event& event, std::string reason);
  void grow();
  std::uint32_t top(Name thread) const;
  Chain blocked_chain(Chain chain);
  bool alone(Name thread) const;
};

void Oracle::State::grow() {
  for (OrderWorld& world : worlds) world.grow();
}

void Oracle::State::stop(VerdictKind kind, const Event& event, std::string reason) {
  verdict.kind = kind;
  verdict.event_seq = event.seq;
  verdict.event_line = event.line;
  verdict.observed = describe(event, *names);
  verdict.reason = std::move(reason);
  over = true;
}

std::uint32_t Oracle::State::top(Name thread) const {
  const ObjectReference object = known.find(thread);
  if (object.kind != ObjectKind::thread) return no_node;
  const std::vector<std::uint32_t>& calls = known.thread(object.index).calls;
  return calls.empty() ? no_node : calls.back();
}

bool Oracle::State::alone(Name thread) const {
  return std::ranges::all_of(active, [&](std::uint32_t slot) {
    return known.call(slot).event.thread == thread;
  });
}

void Oracle::State::begin(const Event& event) {
  const std::uint32_t slot = known.begin_call(event);
  grow();
  if (running.size() <= slot) running.resize(slot + 1);
  RunningCall& call = running[slot];
  call = {};
  call.chain.call = slot;
  call.chain.thread = known.call(slot).thread;
  call.chain.operation = known.call(slot).operation;
  call.chain.item = known.call(slot).item;
  call.since = call.called = now;
  active.push_back(slot);
}

// Takes the call on to what the event shows, in every world in which that is possible.
bool Oracle::State::advance(const Event& event, RunningCall& call, Chain& reached) {
  std::vector<OrderWorld> next;
  const bool nobody_else = alone(event.thread);
  std::vector<ClauseId> clauses;
  std::vector<std::string> allowed;
  bool guessed = false;
  for (OrderWorld& world : worlds) {
    const std::vector<Explanation>& found = finder.find(world, call, event, now);
    for (const PathFinder::Rejected& other : finder.rejected()) {
      add_clauses(*other.info, clauses);
      allowed.push_back(describe(other.info->name(), other.shows));
    }
    states += found.size();
    for (std::size_t index = 0; index < found.size(); ++index) {
      const Explanation& explanation = found[index];
      const bool last = index + 1 == found.size();
      OrderWorld tried = last ? std::move(world) : OrderWorld(world);
      const bool good = tried.commit(explanation, call.since, now, nobody_else) &&
                        agrees_buffers(tried, explanation.chain.operation, event);
      guessed = guessed || tried.guessed();
      if (!good) {
        for (const PathStep& step : explanation.steps) add_clauses(*step.info, clauses);
        for (const Ending& ending : explanation.endings) add_clauses(*ending.info, clauses);
        continue;
      }
      reached = explanation.chain;
      next.push_back(std::move(tried));
    }
  }
  if (next.empty()) {
    verdict.clauses = std::move(clauses);
    std::ranges::sort(allowed);
    const auto repeated = std::ranges::unique(allowed);
    allowed.erase(repeated.begin(), repeated.end());
    verdict.allowed = std::move(allowed);
    if (guessed) {
      stop(VerdictKind::inconclusive, event, "an order that the trace leaves open had to be guessed");
    } else {
      reject(event);
    }
    return false;
  }
  if (next.size() > forks_most) {
    stop(VerdictKind::inconclusive, event, "more histories than are kept");
    return false;
  }
  worlds = std::move(next);
  return true;
}

void Oracle::State::reject(const Event& event) { stop(VerdictKind::rejected, event, {}); }

void Oracle::State::finish(const Event& event) {
  const std::uint32_t slot = top(event.thread);
  if (slot == no_node) return stop(VerdictKind::rejected, event, "no call is running");
  Chain reached = running[slot].chain;
  if (!advance(event, running[slot], reached)) return;
  const std::uint32_t connection =
      reached.item == no_item ? 0 : known.item(reached.item).connection;
  known.end_call(slot, event, connection);
  known.free_call(slot);
  std::erase(active, slot);
  grow();
  Position horizon = now;
  for (const std::uint32_t other : active) horizon = std::min(horizon, running[other].since);
  for (OrderWorld& world : worlds) world.forget(horizon);
}

void Oracle::State::enter(const Event& event) {
  const std::uint32_t slot = top(event.thread);
  if (slot == no_node) return stop(VerdictKind::rejected, event, "no call is running");
  Chain reached = running[slot].chain;
  if (!advance(event, running[slot], reached)) return;
  if (reached.item != no_item) known.deliver(known.item(reached.item).operation);
  reached.item = no_item;
  running[slot].chain = reached;
  running[slot].since = now;
}

void Oracle::State::leave_routine(const Event& event) {
  const std::uint32_t slot = top(event.thread);
  if (slot == no_node) return stop(VerdictKind::rejected, event, "no call is running");
  running[slot].chain.step = MicroStep::drain;
  running[slot].since = now;
}

bool Oracle::State::agrees_bytes(const OrderWorld& world, OperationId id, const Event& event,
                                 std::span<const Run> shown, std::uint64_t skip) const {
  const std::optional<std::uint64_t> position = world.position(id);
  const Operation& operation = known.operation(id);
  if (!world.is_resolved(id) || operation.stream == no_stream) return true;
  std::uint64_t length = 0;
  for (const Run& run : shown) length += run.length;
  const std::uint64_t information = world.is_counted(id) ? world.information(id) : length + skip;
  const std::uint64_t expected = information > skip ? information - skip : 0;
  if (length > expected) return false;
  if (!position) return true;
  std::vector<Run> runs;
  std::string literals;
  copy_payload(known, world.chunks(operation.stream), *position + skip, length, runs, literals);
  return same_bytes(shown, event.literals, runs, literals, *names);
}

bool Oracle::State::agrees_buffers(const OrderWorld& world, OperationId id,
                                   const Event& event) const {
  const Argument* bytes = event.find(Parameter::lpBuffers);
  if (!bytes || id == no_operation || bytes->count == 0) return true;
  std::vector<Run> shown;
  for (std::uint32_t index = 0; index < bytes->count; ++index) {
    const BufferValue& buffer = event.buffers[bytes->first + index];
    for (std::uint32_t run = 0; run < buffer.run_count; ++run) {
      shown.push_back(event.runs[buffer.first_run + run]);
    }
  }
  return agrees_bytes(world, id, event, shown, 0);
}

void Oracle::State::observe(const Event& event) {
  std::vector<OrderWorld> next;
  const ObjectReference object = known.find(event.object);
  const bool nobody_else = active.empty();
  for (OrderWorld& world : worlds) {
    bool good = true;
    const auto read = [&](Register cell, std::uint64_t value) {
      Predicate predicate;
      predicate.kind = Predicate::Kind::equal;
      predicate.value = value;
      std::vector<OperationId> open;
      bool fits = false;
      world.writers(cell, predicate, now - 1, now, open, fits);
      if (!fits && open.size() == 1) {
        // The words tell how the operation ended.
        Explanation explanation;
        Predicate any;
        world.endings(open.front(), any, std::nullopt, now, explanation);
        if (explanation.endings.size() == 1) {
          good = good && world.commit(explanation, now - 1, now, nobody_else);
        }
      }
      good = good && world.observe(cell, predicate, now - 1, now, nobody_else);
    };
    if (object.kind == ObjectKind::overlapped) {
      const OverlappedObject& overlapped = known.overlapped(object.index);
      if (event.words.internal) read(overlapped.internal, *event.words.internal);
      if (event.words.internal_high) read(overlapped.internal_high, *event.words.internal_high);
    } else if (const EventObject* handle = known.event(Value::of(event.object));
               handle && !event.values.empty()) {
      read(handle->state, static_cast<std::uint64_t>(event.values.front().number));
    } else if (const OperationId id = known.last_user(event.object);
               id != no_operation && !event.buffers.empty()) {
      const BufferValue& seen = event.buffers.front();
      std::uint64_t skip = 0;
      for (const BufferValue& buffer : known.buffers(known.operation(id))) {
        if (buffer.memory == event.object) break;
        skip += buffer.length;
      }
      if (seen.bytes_recorded) {
        good = !seen.rest_touched &&
               agrees_bytes(world, id, event,
                            std::span(event.runs).subspan(seen.first_run, seen.run_count), skip);
      }
    }
    if (good) next.push_back(std::move(world));
  }
  if (next.empty()) return reject(event);
  worlds = std::move(next);
}

// A blocked call stands at the first micro-step from which nothing but a return or a wait leads on.
Chain Oracle::State::blocked_chain(Chain chain) {
  Alternatives offered;
  for (int steps = 0; steps < 8 && chain.step != MicroStep::wait; ++steps) {
    offer(known, chain, offered);
    const auto onward = std::ranges::find_if(offered, [](const Alternative& alternative) {
      return alternative.next == MicroStep::wait;
    });
    const auto other = std::ranges::find_if(offered, [](const Alternative& alternative) {
      return alternative.next != MicroStep::leave;
    });
    if (onward != offered.end()) {
      go_to(known, onward->next, chain);
    } else if (other != offered.end()) {
      go_to(known, other->next, chain);
    } else {
      break;
    }
  }
  return chain;
}

void Oracle::State::settle(const Event& event) {
  std::vector<Chain> blocked;
  for (const ThreadObject& thread : known.threads()) {
    if (thread.calls.empty()) continue;
    const Chain& chain = running[thread.calls.back()].chain;
    if (chain.step == MicroStep::running) continue;
    blocked.push_back(blocked_chain(chain));
  }
  std::vector<OrderWorld> next;
  for (OrderWorld& world : worlds) {
    if (world.settle(now, blocked)) next.push_back(std::move(world));
  }
  if (next.empty()) {
    verdict.progress = true;
    return reject(event);
  }
  worlds = std::move(next);
  verdict.settled = true;
}

void Oracle::State::judge(const Event& event) {
  switch (event.kind) {
    case EventKind::thread_start:
      known.start_thread(event.thread);
      return grow();
    case EventKind::thread_exit: {
      const std::uint32_t thread = known.thread_index(event.thread);
      grow();
      std::erase_if(worlds, [&](OrderWorld& world) {
        return !world.exit_thread(known.thread(thread).exited, now);
      });
      if (worlds.empty()) reject(event);
      return;
    }
    case EventKind::call:
      verdict.settled = false;
      if (!has_rule(event.function)) {
        return stop(VerdictKind::unsupported, event,
                    std::string(info(event.function).name) + " has no rule yet");
      }
      return begin(event);
    case EventKind::returned:
    case EventKind::exception: return finish(event);
    case EventKind::enter: return enter(event);
    case EventKind::exited: return leave_routine(event);
    case EventKind::observe: return observe(event);
    case EventKind::settle: return settle(event);
    default: return;
  }
}

Oracle::Oracle(const Options& options, Names& names)
    : state_(std::make_unique<State>(options, names)) {}

Oracle::~Oracle() = default;

bool Oracle::take(const Event& event) {
  State& state = *state_;
  if (state.over) return false;
  ++state.now;
  ++state.verdict.events;
  state.judge(event);
  return !state.over;
}

Verdict Oracle::verdict() const {
  if (state_->over) return state_->verdict;
  Verdict verdict = state_->verdict;
  const bool any = std::ranges::any_of(state_->worlds, [&](const OrderWorld& world) {
    OrderWorld copy = world;
    return copy.complete(state_->now + 1);
  });
  if (!any) {
    verdict.kind = VerdictKind::rejected;
    verdict.observed = "the end of the trace";
    verdict.reason = "what was seen to have happened has no cause that fits the rest";
  }
  return verdict;
}

}  // namespace ioracle
