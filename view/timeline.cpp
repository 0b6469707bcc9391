#include "view/timeline.h"

#include <algorithm>
#include <unordered_map>

#include "oracle/certificate.h"
#include "oracle/oracle.h"
#include "view/follow.h"

namespace ioracle {
namespace {

// Pairs calls with returns, routines with their ends.
void pair_calls(Timeline& timeline) {
  struct Running {
    std::uint64_t id = 0;
    std::uint32_t call = 0;
  };
  std::unordered_map<std::uint32_t, std::vector<Running>> running;  // by name of the thread
  for (std::uint32_t index = 0; index < timeline.events.size(); ++index) {
    const Event& event = timeline.events[index];
    if (event.thread && std::ranges::find(timeline.threads, event.thread) == timeline.threads.end())
      timeline.threads.push_back(event.thread);
    std::vector<Running>& own = running[event.thread.index];
    switch (event.kind) {
      case EventKind::call:
      case EventKind::enter: {
        ViewedCall call;
        call.first = index;
        call.depth = static_cast<std::uint32_t>(own.size());
        own.push_back({event.id, static_cast<std::uint32_t>(timeline.calls.size())});
        timeline.calls.push_back(call);
        break;
      }
      case EventKind::returned:
      case EventKind::exception:
      case EventKind::exited: {
        const auto found = std::ranges::find(own, event.id, &Running::id);
        if (found == own.end()) break;
        timeline.calls[found->call].last = index;
        own.erase(found);
        break;
      }
      default:
        break;
    }
  }
}

}  // namespace

std::string_view name_of(Phase phase) {
  constexpr std::string_view names[] = {"issued",    "refused",  "pended",   "cancelled",
                                        "completed", "notified", "delivered"};
  return names[static_cast<std::size_t>(phase)];
}

Timeline make_timeline(std::span<const Event> events, Profile profile, Names& names,
                       std::span<const std::string> certificate, std::size_t certified) {
  Timeline timeline;
  timeline.events = events;
  timeline.names = &names;
  timeline.ticks.reserve(events.size());
  pair_calls(timeline);
  if (!certificate.empty()) {
    Recorder recorder(timeline, names);
    replay(events.first(certified), profile, names, certificate,
           [&](const Walk& walk, const Choice& performed) { recorder.take(walk, performed); });
    timeline.followed = static_cast<std::uint32_t>(timeline.ticks.size());
  }
  while (timeline.ticks.size() < events.size()) timeline.ticks.push_back(timeline.end++);
  return timeline;
}

LongestRun find_run(std::span<const Event> events, std::size_t most, Profile profile, Names& names,
                    std::uint64_t budget) {
  constexpr int tries_max = 8;
  LongestRun run;
  run.events = most;
  Oracle::Options options;
  options.profile = profile;
  options.budget = budget;
  options.certificate = true;
  for (int tried = 0; tried < tries_max && run.events > 0; ++tried) {
    options.kept_most = run.events;
    Oracle oracle(options, names);
    for (const Event& event : events.first(run.events)) oracle.take(event);
    Verdict verdict = oracle.verdict();
    if (verdict.kind == VerdictKind::accepted) {
      run.certificate = std::move(verdict.certificate);
      return run;
    }
    if (run.reason.empty()) run.reason = verdict.reason;
    const auto named = std::ranges::find(events.first(run.events), verdict.event_seq, &Event::seq);
    run.events =
        std::min<std::size_t>(static_cast<std::size_t>(named - events.begin()), run.events - 1);
  }
  run.events = 0;
  return run;
}

}  // namespace ioracle
