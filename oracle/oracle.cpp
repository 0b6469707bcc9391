#include "oracle/oracle.h"

#include "oracle/judge.h"

namespace ioracle {

std::string_view name_of(VerdictKind kind) {
  switch (kind) {
    case VerdictKind::accepted:
      return "accepted";
    case VerdictKind::rejected:
      return "rejected";
    case VerdictKind::inconclusive:
      return "inconclusive";
    case VerdictKind::unsupported:
      return "unsupported";
  }
  return "";
}

struct Oracle::State {
  State(const Options& options, Names& names) : judge(options, names) {}

  Judge judge;
  Position now = 0;
  bool over = false;

  bool has_history(int depth);
};

// Calls without a return may have had their effects: each is tried as if it had returned at the
// end.
bool Oracle::State::has_history(int depth) {
  if (judge.try_deferred() && judge.has_history(now + 1)) return true;
  State hasty = *this;
  hasty.judge.lose_patience();
  if (hasty.judge.try_deferred() && hasty.judge.has_history(now + 1)) return true;
  if (depth == 0) return false;
  for (const Name thread : judge.busy_threads()) {
    State copy = *this;
    copy.judge.lose_patience();  // there is nothing to wait for any more
    if (copy.judge.let_return(thread, now + 1) == Progress::done && copy.has_history(depth - 1)) {
      return true;
    }
    State blocked = *this;
    blocked.judge.lose_patience();
    if (blocked.judge.let_block(thread, now + 1) == Progress::done &&
        blocked.has_history(depth - 1)) {
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
  ++state.now;
  state.over = state.judge.take(event, state.now) != Progress::done;
  return !state.over;
}

Verdict Oracle::verdict() const {
  constexpr int unreturned_calls_most = 3;
  State state = *state_;
  if (!state.over && !state.has_history(unreturned_calls_most)) state.judge.give_up_deferred();
  Verdict verdict = state.judge.verdict();
  verdict.events = state.now;
  return verdict;
}

}  // namespace ioracle
