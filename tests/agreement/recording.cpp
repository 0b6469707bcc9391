#include "tests/agreement/recording.h"

#include <cstdlib>
#include <fstream>

#include "format/trace_writer.h"
#include "sim/simulation.h"

namespace ioracle {
namespace {

// Without the event at `index`; without its return too if it is a call, and without what a call is
// the frame of. Empty: not to be taken out by itself.
std::vector<Event> without(std::span<const Event> events, std::size_t index) {
  const Event& left_out = events[index];
  std::vector<Event> rest;
  switch (left_out.kind) {
    case EventKind::call:
    case EventKind::enter:
      for (const Event& event : events) {
        const bool own = event.id == left_out.id &&
                         (event.kind == EventKind::call || event.kind == EventKind::returned ||
                          event.kind == EventKind::exception || event.kind == EventKind::enter ||
                          event.kind == EventKind::exited);
        if (own) continue;
        if (event.within == left_out.id) return {};
        rest.push_back(event);
      }
      return rest;
    case EventKind::observe:
    case EventKind::settle:
    case EventKind::thread_exit:
      rest.assign(events.begin(), events.end());
      rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(index));
      return rest;
    default:
      return {};
  }
}

}  // namespace

Recording simulate(const Program& program, Profile profile, std::uint64_t seed) {
  Recording run;
  run.names = program.names;
  Simulation simulation(program, run.names, profile, seed);
  simulation.run([&](const Event& event) { run.events.push_back(event); });
  return run;
}

Verdict judge(std::span<const Event> events, Names& names, Profile profile, Thrift thrift) {
  Oracle::Options options;
  options.profile = profile;
  options.thrift = thrift;
  Oracle oracle(options, names);
  for (const Event& event : events) {
    if (!oracle.take(event)) break;
  }
  return oracle.verdict();
}

std::string text_of(std::span<const Event> events, const Names& names) {
  std::string text;
  for (const Event& event : events) write_event(text, event, names);
  return text;
}

std::string file_of(std::span<const Event> events, const Names& names, Profile profile) {
  Header header;
  header.profile = name_of(profile);
  header.scenario = "random";
  std::string text;
  write_header(text, header);
  return text + text_of(events, names);
}

Difference difference(std::span<const Event> events, Names& names, Profile profile) {
  const Verdict verdict = judge(events, names, profile);
  const bool decided =
      verdict.kind == VerdictKind::accepted || verdict.kind == VerdictKind::rejected;
  if (!decided) return Difference::none;
  const auto judgement = reference::check(events, profile, names, states_limit);
  if (judgement.verdict == reference::Verdict::inconclusive) return Difference::none;
  const bool right = judgement.verdict == reference::Verdict::accepted;
  if (right == (verdict.kind == VerdictKind::accepted)) return Difference::none;
  return right ? Difference::wrongly_rejected : Difference::wrongly_accepted;
}

std::vector<Event> smallest(std::vector<Event> events, Names& names, Profile profile) {
  const Difference wanted = difference(events, names, profile);
  const auto keep = [&](std::vector<Event>& smaller) {
    if (smaller.empty() || difference(smaller, names, profile) != wanted) return false;
    events = std::move(smaller);
    return true;
  };
  for (bool again = true; again;) {
    again = false;
    for (std::size_t index = events.size(); index-- > 0;) {
      if (index >= events.size()) continue;
      std::vector<Event> smaller = without(events, index);
      again = keep(smaller) || again;
    }
    for (std::size_t index = 0; index < events.size(); ++index) {
      const Event& event = events[index];
      if (event.kind != EventKind::returned || event.arguments.empty()) continue;
      std::vector<Event> smaller = events;
      smaller[index].arguments.clear();
      again = keep(smaller) || again;
    }
  }
  return events;
}

void write_difference(const std::string& title, const std::vector<Event>& events, Names& names,
                      Profile profile) {
  const char* file = std::getenv("IORACLE_DIFFERENCES");
  if (!file) return;
  const std::vector<Event> least = smallest(events, names, profile);
  const Verdict said = judge(least, names, profile);
  std::ofstream out(file, std::ios::app);
  out << "## " << title << "\n"
      << least.size() << " events\noracle: " << name_of(said.kind)
      << (said.observed.empty() ? "" : ": " + said.observed) << "; " << said.reason << "\n";
  for (const std::string& allowed : said.allowed) out << "  allowed: " << allowed << "\n";
  out << file_of(least, names, profile) << "\n";
}

bool is_wanted(const std::string& path) {
  const char* part = std::getenv("IORACLE_ONLY");
  return !part || path.find(part) != std::string::npos;
}

std::uint64_t wanted(const char* variable, std::uint64_t otherwise) {
  const char* text = std::getenv(variable);
  return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

}  // namespace ioracle
