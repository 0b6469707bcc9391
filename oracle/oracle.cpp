#include "oracle/oracle.h"

#include <algorithm>
#include <deque>

#include "oracle/judge.h"

namespace ioracle {
namespace {

struct Waiting {
  Event event;
  Position position = 0;
  bool taken = false;
};

bool ends_a_wait(const Event& event) {
  return event.kind == EventKind::returned || event.kind == EventKind::enter ||
         event.kind == EventKind::exception;
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
  State(const Options& options, Names& names) : judge(options, names) {}

  Judge judge;
  // From the first event that could not be explained yet; empty as a rule.
  std::deque<Waiting> waiting;
  Position now = 0;
  std::uint64_t events = 0;
  bool over = false;

  void take_waiting();
  bool is_first_of_its_thread(std::size_t index) const;
  bool try_early(std::size_t index);
  bool try_unreturned(int depth);
};

bool Oracle::State::is_first_of_its_thread(std::size_t index) const {
  for (std::size_t earlier = 0; earlier < index; ++earlier) {
    if (!waiting[earlier].taken && waiting[earlier].event.thread == waiting[index].event.thread) {
      return false;
    }
  }
  return true;
}

// The effects of a call may show before it returns. Its return is taken before its turn.
bool Oracle::State::try_early(std::size_t index) {
  Waiting& later = waiting[index];
  if (later.taken || !ends_a_wait(later.event) || !judge.is_running(later.event.thread) ||
      !is_first_of_its_thread(index)) {
    return false;
  }
  later.taken = judge.take_early(later.event, later.position) == Progress::done;
  return later.taken;
}

void Oracle::State::take_waiting() {
  while (!waiting.empty() && !over) {
    const Waiting& first = waiting.front();
    if (!first.taken) {
      const Progress progress = judge.take(first.event, first.position);
      if (progress == Progress::stopped) {
        over = true;
        return;
      }
      if (progress == Progress::stuck) {
        bool helped = false;
        for (std::size_t index = 1; index < waiting.size(); ++index) {
          helped = try_early(index) || helped;
        }
        if (!helped) return;
        continue;
      }
    }
    waiting.pop_front();
  }
}

// At the end of the trace, calls without a return may have had their effects.
bool Oracle::State::try_unreturned(int depth) {
  take_waiting();
  if (over) return false;
  if (waiting.empty()) return judge.has_history(now + 1);
  if (depth == 0) return false;
  for (const Name thread : judge.busy_threads()) {
    if (thread == waiting.front().event.thread) continue;
    const bool returns_later = std::ranges::any_of(waiting, [&](const Waiting& one) {
      return !one.taken && one.event.thread == thread;
    });
    if (returns_later) continue;
    State copy = *this;
    if (copy.judge.let_return(thread, now + 1) == Progress::done &&
        copy.try_unreturned(depth - 1)) {
      return true;
    }
  }
  return false;
}

Oracle::Oracle(const Options& options, Names& names)
    : state_(std::make_unique<State>(options, names)) {}

Oracle::~Oracle() = default;

bool Oracle::take(const Event& event) {
  State& state = *state_;
  if (state.over) return false;
  ++state.events;
  ++state.now;
  if (!state.waiting.empty()) {
    state.waiting.push_back({event, state.now, false});
    if (ends_a_wait(event)) state.take_waiting();
    return !state.over;
  }
  const Progress progress = state.judge.take(event, state.now);
  if (progress == Progress::stopped) state.over = true;
  if (progress == Progress::stuck) state.waiting.push_back({event, state.now, false});
  return !state.over;
}

Verdict Oracle::verdict() const {
  State state = *state_;
  const bool accepted = !state.over && state.try_unreturned(3);
  if (!accepted && !state.over) {
    if (!state.waiting.empty()) {
      state.judge.take(state.waiting.front().event, state.waiting.front().position);
      state.judge.give_up(state.waiting.front().event);
    } else {
      Event nowhere;
      state.judge.give_up(nowhere);
    }
  }
  Verdict verdict = state.judge.verdict();
  verdict.events = state.events;
  return verdict;
}

}  // namespace ioracle
