#include "oracle/oracle.h"

#include <algorithm>
#include <string>
#include <unordered_set>

#include "model/exact_world.h"
#include "oracle/describe.h"

namespace ioracle {
namespace {

// Applies a visible event to a world; false: this world does not show it.
bool show(ExactWorld& world, const Event& event) {
  switch (event.kind) {
    case EventKind::thread_start: world.start_thread(event.thread); return true;
    case EventKind::thread_exit: world.exit_thread(event.thread); return true;
    case EventKind::call: world.begin_call(event); return true;
    case EventKind::returned:
    case EventKind::exception:
      if (!world.can_return(event.thread) || !world.agrees(event.thread, event)) return false;
      world.finish_call(event.thread, event);
      return true;
    case EventKind::enter:
      if (!world.can_enter(event.thread) || !world.agrees_enter(event.thread, event)) return false;
      world.enter_routine(event.thread);
      return true;
    case EventKind::exited: world.exit_routine(event.thread); return true;
    case EventKind::observe: return world.agrees_observe(event);
    case EventKind::settle: return world.settled();
    default: return true;
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
  Options options;
  Names* names = nullptr;
  Verdict verdict;
  bool over = false;
  std::vector<ExactWorld> worlds;
  std::uint64_t states = 0;

  bool close();
  void explain(const Event& event);
};

bool Oracle::State::close() {
  std::unordered_set<std::string> seen;
  std::string key;
  std::vector<ExactWorld> all;
  const auto add = [&](ExactWorld&& world) {
    world.canonical(key);
    if (seen.insert(key).second) all.push_back(std::move(world));
  };
  for (ExactWorld& world : worlds) add(std::move(world));
  std::vector<Move> moves;
  for (std::size_t index = 0; index < all.size(); ++index) {
    if (++states > options.budget) return false;
    all[index].enabled(moves);
    for (Move move : moves) {
      const std::uint32_t most = move.amount_max;
      for (move.amount = most > 0 ? 1 : 0; move.amount <= most; ++move.amount) {
        ExactWorld next = all[index];
        next.perform(move);
        add(std::move(next));
      }
    }
  }
  worlds = std::move(all);
  return true;
}

void Oracle::State::explain(const Event& event) {
  verdict.kind = VerdictKind::rejected;
  verdict.event_seq = event.seq;
  verdict.event_line = event.line;
  verdict.observed = describe(event, *names);
  if (event.kind == EventKind::settle) {
    verdict.progress = true;
    verdict.allowed.emplace_back("nothing is at rest: a step is owed that never came");
  }
  std::vector<ClauseId> clauses;
  for (const ExactWorld& world : worlds) {
    if (event.kind == EventKind::returned && world.can_return(event.thread)) {
      Event shown;
      world.show_return(event.thread, shown);
      verdict.allowed.push_back(describe(shown, *names));
    } else if (event.kind == EventKind::observe) {
      Event shown = event;
      shown.words = {};
      shown.runs.clear();
      shown.buffers.clear();
      shown.values.clear();
      world.show_observe(shown);
      verdict.allowed.push_back(describe(shown, *names));
    }
  }
  std::ranges::sort(verdict.allowed);
  const auto repeated = std::ranges::unique(verdict.allowed);
  verdict.allowed.erase(repeated.begin(), repeated.end());
}

Oracle::Oracle(const Options& options, Names& names) : state_(std::make_unique<State>()) {
  state_->options = options;
  state_->names = &names;
  state_->worlds.emplace_back(options.profile, names);
}

Oracle::~Oracle() = default;

bool Oracle::take(const Event& event) {
  State& state = *state_;
  if (state.over) return false;
  ++state.verdict.events;
  if (event.kind == EventKind::call && !has_rule(event.function)) {
    state.verdict.kind = VerdictKind::unsupported;
    state.verdict.reason = std::string(info(event.function).name) + " has no rule yet";
    state.verdict.event_seq = event.seq;
    state.over = true;
    return false;
  }
  for (ExactWorld& world : state.worlds) {
    if (event.time_ns > world.time()) world.set_time(event.time_ns);
  }
  if (event.kind != EventKind::call && !state.close()) {
    state.verdict.kind = VerdictKind::inconclusive;
    state.verdict.reason = "more histories than the budget allows";
    state.verdict.event_seq = event.seq;
    state.over = true;
    return false;
  }
  std::vector<ExactWorld> agreeing;
  for (const ExactWorld& world : state.worlds) {
    ExactWorld next = world;
    if (show(next, event)) agreeing.push_back(std::move(next));
  }
  if (agreeing.empty()) {
    state.explain(event);
    state.over = true;
    return false;
  }
  state.worlds = std::move(agreeing);
  if (event.kind == EventKind::settle) state.verdict.settled = true;
  if (event.kind == EventKind::call) state.verdict.settled = false;
  return true;
}

Verdict Oracle::verdict() const { return state_->verdict; }

}  // namespace ioracle
