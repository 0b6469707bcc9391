#include "cli/conform_crew.h"

#include <fmt/format.h>

#include <filesystem>

namespace ioracle {

AgentCrew::AgentCrew(const AgentOptions& options, const std::string& folder, std::uint64_t count) {
  std::string named = options.log;
  if (named.empty() && !folder.empty()) {
    named = (std::filesystem::path(folder) / "agent.log").string();
  }
  for (std::uint64_t number = 1; number <= count; ++number) {
    AgentOptions own = options;
    own.log = named;
    if (named.empty()) {
      logs_.push_back(std::make_unique<TemporaryFile>());
      if (logs_.back()->make()) own.log = logs_.back()->path();
    } else if (number > 1) {
      own.log += fmt::format(".{}", number);
    }
    processes_.push_back(std::make_unique<AgentProcess>(own));
    agents_.push_back(processes_.back().get());
  }
}

}  // namespace ioracle
