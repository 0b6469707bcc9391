#include "emit/permitted.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "emit/observed_text.h"
#include "explore/explorer.h"
#include "sim/simulation.h"

namespace ioracle::emit {
namespace {

// Makes the texts of one run.
class Watcher {
 public:
  explicit Watcher(const Names& names) : names_(names) {}

  // `is_own`: the program asks for this observation, it is none that recorders add.
  void see(const Event& event, bool is_own);
  std::map<std::string, std::string> texts() &&;

 private:
  struct Running {
    Event call;
    std::string key;
    std::uint32_t outer = 0;  // the call around it, by its number
  };
  struct Thread {
    std::uint32_t calls = 0;
    std::uint32_t routines = 0;
    std::uint32_t observations = 0;
    std::uint32_t call = 0;  // that it is in; 0: none
  };

  const Names& names_;
  std::map<std::uint32_t, Thread> threads_;
  std::map<std::uint64_t, Running> running_;
  std::map<std::string, std::string> texts_;
};

void Watcher::see(const Event& event, bool is_own) {
  const std::string_view thread = names_.text(event.thread);
  switch (event.kind) {
    case EventKind::call: {
      Thread& own = threads_[event.thread.index];
      Running running{event, {}, own.call};
      own.call = ++own.calls;
      running.key = fmt::format("{} {} {}", thread, own.calls, info(event.function).name);
      texts_[running.key] = "does not return";
      running_[event.id] = std::move(running);
      return;
    }
    case EventKind::returned: {
      const auto found = running_.find(event.id);
      if (found == running_.end()) return;
      texts_[found->second.key] = text_of_return(found->second.call, event, names_);
      threads_[event.thread.index].call = found->second.outer;
      running_.erase(found);
      return;
    }
    case EventKind::enter: {
      Thread& own = threads_[event.thread.index];
      const std::string key =
          fmt::format("{} routine {} {}", thread, ++own.routines, names_.text(event.routine));
      texts_[key] = text_of_entry(event, own.call, names_);
      return;
    }
    case EventKind::observe: {
      if (!is_own) return;
      Thread& own = threads_[event.thread.index];
      const std::string key = fmt::format("{} observation {} {}", thread, ++own.observations,
                                          names_.text(event.object));
      texts_[key] = text_of_observation(event, names_);
      return;
    }
    default:
      return;
  }
}

std::map<std::string, std::string> Watcher::texts() && { return std::move(texts_); }

class Collector {
 public:
  Collector(const Program& program, Profile profile) : program_(program), profile_(profile) {}

  void run(const Choices* choices, std::uint64_t seed);
  Permitted permitted() &&;

 private:
  const Program& program_;
  Profile profile_;
  std::map<std::string, std::set<std::string>> texts_;
  std::map<std::string, std::uint64_t> seen_;  // in how many runs
  Permitted result_;
};

void Collector::run(const Choices* choices, std::uint64_t seed) {
  Names names = program_.names;
  Simulation simulation = choices != nullptr ? Simulation(program_, names, profile_, *choices)
                                             : Simulation(program_, names, profile_, seed);
  Watcher watcher(names);
  const SimulationResult ended = simulation.run([&](const Event& event) {
    const bool is_own =
        event.kind != EventKind::observe || !simulation.action(event.thread).placed.has_value();
    watcher.see(event, is_own);
    if (event.kind == EventKind::exception) result_.faults = true;
  });
  for (const std::string& function : ended.unsupported) {
    if (std::ranges::find(result_.unsupported, function) == result_.unsupported.end()) {
      result_.unsupported.push_back(function);
    }
  }
  ++result_.runs;
  for (auto& [key, text] : std::move(watcher).texts()) {
    texts_[key].insert(text);
    ++seen_[key];
  }
}

Permitted Collector::permitted() && {
  for (const auto& [key, texts] : texts_) {
    for (const std::string& text : texts) result_.rows.push_back({key, text});
    if (seen_[key] != result_.runs) result_.rows.push_back({key, "does not happen"});
  }
  std::ranges::sort(result_.rows);
  return std::move(result_);
}

}  // namespace

Permitted find_permitted(const Program& program, const PermittedOptions& options) {
  Collector collector(program, options.profile);
  explore::Options limits;
  limits.profile = options.profile;
  limits.states_limit = options.states_limit;
  const explore::Exploration explored = explore::explore(program, limits);
  for (const explore::Outcome& outcome : explored.outcomes) collector.run(&outcome.witness, 0);
  const std::uint64_t seeds = explored.complete ? 1 : options.seeds;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) collector.run(nullptr, seed);
  Permitted permitted = std::move(collector).permitted();
  permitted.complete = explored.complete;
  return permitted;
}

std::map<std::string, std::string> shown_by(std::span<const Event> events, const Names& names) {
  Watcher watcher(names);
  for (const Event& event : events) watcher.see(event, false);
  return std::move(watcher).texts();
}

bool is_meant(const std::string& text, const std::string& row) {
  std::size_t at = 0;
  for (const char wanted : row) {
    if (wanted == '?') {
      at = std::min(text.find(';', at), text.size());
    } else if (at == text.size() || text[at++] != wanted) {
      return false;
    }
  }
  return at == text.size();
}

}  // namespace ioracle::emit
