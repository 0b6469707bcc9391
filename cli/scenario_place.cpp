#include "cli/scenario_place.h"

#include <algorithm>
#include <filesystem>
#include <map>

#include "cli/scenario_file.h"
#include "format/scenario_reader.h"

namespace ioracle {
namespace {

// The steps that leave events, without what groups them.
void flatten(const std::vector<Step>& steps, const Names& names,
             std::map<std::string, std::vector<const Step*>>& by_thread,
             const std::string& thread = {}) {
  for (const Step& step : steps) {
    const std::string own = thread.empty() ? std::string(names.text(step.thread)) : thread;
    const bool leaves_events = step.kind == Step::Kind::call || step.kind == Step::Kind::observe;
    if (leaves_events) by_thread[own].push_back(&step);
    flatten(step.body, names, by_thread, thread);
    flatten(step.otherwise, names, by_thread, thread);
  }
}

class PlaceFinder {
 public:
  explicit PlaceFinder(const Program& program) : names_(&program.names) {
    flatten(program.steps, *names_, steps_);
    for (const RoutineDeclaration& routine : program.routines) {
      flatten(routine.body, *names_, steps_, in_routines);
    }
  }

  // The line of the step that this call or observation comes from; 0: of none.
  std::uint64_t follow(const Event& event, const Names& names) {
    const std::string thread =
        event.within != 0 ? std::string(in_routines) : std::string(names.text(event.thread));
    const std::vector<const Step*>& steps = steps_[thread];
    std::size_t& next = next_[thread];
    for (std::size_t tried = 0; tried < steps.size(); ++tried) {
      const std::size_t place = (next + tried) % steps.size();
      if (!is_of(event, names, *steps[place])) continue;
      next = place + 1;
      return steps[place]->line;
    }
    return 0;
  }

 private:
  static constexpr const char* in_routines = " routines";

  bool is_of(const Event& event, const Names& names, const Step& step) const {
    if (event.kind == EventKind::call) {
      return step.kind == Step::Kind::call && step.call.function == event.function;
    }
    return step.kind == Step::Kind::observe &&
           names_->text(step.call.object) == names.text(event.object);
  }

  const Names* names_;
  std::map<std::string, std::vector<const Step*>> steps_;
  std::map<std::string, std::size_t> next_;
};

}  // namespace

ScenarioIndex::ScenarioIndex(const std::string& folder) {
  std::error_code error;
  if (std::filesystem::is_directory(folder, error)) files_ = scenario_files(folder);
}

std::optional<ScenarioPlace> ScenarioIndex::find(const std::string& scenario,
                                                 std::span<const Event> events, std::size_t event,
                                                 const Names& names) const {
  const auto file = std::ranges::find_if(files_, [&](const std::string& path) {
    return !scenario.empty() && std::filesystem::path(path).stem() == scenario;
  });
  if (file == files_.end()) return std::nullopt;
  FormatError error;
  const std::optional<Program> program = read_scenario_file(*file, error);
  if (!program) return std::nullopt;
  ScenarioPlace place{*file, 0};
  PlaceFinder follower(*program);
  for (std::size_t index = 0; index <= event && index < events.size(); ++index) {
    const Event& one = events[index];
    if (one.kind != EventKind::call && one.kind != EventKind::observe) continue;
    const std::uint64_t line = follower.follow(one, names);
    const bool is_it = one.kind == EventKind::observe ? index == event : one.id == events[event].id;
    if (is_it) place.line = line;
  }
  return place;
}

}  // namespace ioracle
