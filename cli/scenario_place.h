#pragma once
// Which step of a scenario an event of its trace came from: reports point at it.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "model/event.h"
#include "program/program.h"

namespace ioracle {

struct ScenarioPlace {
  std::string file;
  std::uint64_t line = 0;  // of the step; 0: the trace does not tell which
};

// The scenarios of a folder, by name. A file that cannot be read is none.
class ScenarioIndex {
 public:
  explicit ScenarioIndex(const std::string& folder);

  // Of the call that `event` (a place in `events`) ends, or of the observation that it is. Steps
  // are sought in their order on each thread: a loop comes back to its steps. Nothing: there is no
  // such scenario.
  std::optional<ScenarioPlace> find(const std::string& scenario, std::span<const Event> events,
                                    std::size_t event, const Names& names) const;

 private:
  std::vector<std::string> files_;
};

}  // namespace ioracle
