#include "oracle/oracle.h"

#include "oracle/certificate.h"
#include "oracle/describe.h"
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
  State(const Options& chosen, Names& interned) : options(chosen), names(&interned) {
    judges.push_back(std::make_unique<Judge>(options, interned));
  }

  // One per structure that the trace leaves open; nearly always one.
  std::vector<std::unique_ptr<Judge>> judges;
  Verdict last;  // of the judge that got furthest
  Options options;
  Names* names;
  std::vector<Event> kept;
  Position now = 0;

  void name_event(Verdict& verdict) const;
  void certify(const Plan& plan, Verdict& verdict) const;
};

namespace {

// Calls without a return may have had their effects, or part of them.
bool has_history(const Judge& judge, Position now, std::uint64_t& budget, Plan* plan) {
  Judge as_it_is = judge;
  if (as_it_is.try_deferred() && as_it_is.has_history(now, budget, plan)) return true;
  Judge gone_on = judge;
  bool all = gone_on.let_go(now);
  if (all && gone_on.try_deferred() && gone_on.has_history(now, budget, plan)) return true;
  Judge hasty = judge;
  hasty.lose_patience();
  if (hasty.try_deferred() && hasty.has_history(now, budget, plan)) return true;
  all = hasty.let_go(now) && all;
  if (all) return hasty.try_deferred() && hasty.has_history(now, budget, plan);
  budget = 0;
  return false;
}

}  // namespace

// A contradiction that only the end showed comes from the first event whose prefix has no history.
void Oracle::State::name_event(Verdict& verdict) const {
  if (kept.size() != now) return;
  Options small = options;
  small.kept_most = 0;
  small.certificate = false;
  const auto rejected = [&](std::size_t count) {
    Oracle oracle(small, *names);
    for (std::size_t index = 0; index < count; ++index) oracle.take(kept[index]);
    return oracle.verdict().kind == VerdictKind::rejected;
  };
  std::size_t good = 0;
  std::size_t bad = kept.size();
  while (good + 1 < bad) {
    const std::size_t middle = good + (bad - good) / 2;
    (rejected(middle) ? bad : good) = middle;
  }
  Judge judge(small, *names);
  for (std::size_t index = 0; index + 1 < bad; ++index) {
    judge.take(kept[index], static_cast<Position>(index + 1));
  }
  judge.blame(kept[bad - 1], static_cast<Position>(bad));
  verdict = judge.verdict();
}

// An accepted trace that no run shows is not accepted: then the oracle is wrong, or the search for
// the run is too short.
void Oracle::State::certify(const Plan& plan, Verdict& verdict) const {
  verdict.kind = VerdictKind::inconclusive;
  if (kept.size() != now) {
    verdict.reason = "the trace is too long for a certificate";
    return;
  }
  Certificate certificate = ioracle::certify(kept, options.profile, *names, plan);
  if (!certificate.found) {
    verdict.event_seq = kept[certificate.event].seq;
    verdict.event_line = kept[certificate.event].line;
    verdict.observed = describe(kept[certificate.event], *names);
    verdict.reason = "a history was found, but no certificate: " + certificate.reason;
    return;
  }
  verdict.kind = VerdictKind::accepted;
  verdict.certificate = std::move(certificate.choices);
}

Oracle::Oracle(const Options& options, Names& names)
    : state_(std::make_unique<State>(options, names)) {}

Oracle::~Oracle() = default;

bool Oracle::take(const Event& event) {
  State& state = *state_;
  if (state.judges.empty()) return false;
  ++state.now;
  if (state.now <= state.options.kept_most) {
    state.kept.push_back(event);
  } else if (!state.kept.empty()) {
    state.kept = std::vector<Event>();
  }
  std::vector<std::unique_ptr<Judge>> kept;
  for (std::unique_ptr<Judge>& judge : state.judges) {
    if (judge->take(event, state.now) != Progress::done) {
      state.last = judge->verdict();
      continue;
    }
    for (std::unique_ptr<Judge>& fork : judge->take_forks()) kept.push_back(std::move(fork));
    kept.push_back(std::move(judge));
  }
  state.judges = std::move(kept);
  return !state.judges.empty();
}

Verdict Oracle::verdict() const {
  const State& state = *state_;
  std::uint64_t budget = state.options.budget;
  Verdict verdict = state.last;
  std::optional<Verdict> uncertified;
  for (const std::unique_ptr<Judge>& judge : state.judges) {
    Plan plan;
    const bool good =
        has_history(*judge, state.now + 1, budget, state.options.certificate ? &plan : nullptr);
    Judge copy = *judge;
    if (!good && budget == 0) copy.run_out();
    if (!good && budget > 0) copy.give_up_deferred();
    verdict = copy.verdict();
    if (!good) continue;
    if (state.options.certificate) state.certify(plan, verdict);
    if (verdict.kind == VerdictKind::accepted) break;
    uncertified = verdict;
  }
  if (uncertified && verdict.kind != VerdictKind::accepted) verdict = *uncertified;
  if (verdict.kind == VerdictKind::rejected && verdict.event_seq == 0) state.name_event(verdict);
  verdict.events = state.now;
  return verdict;
}

}  // namespace ioracle
