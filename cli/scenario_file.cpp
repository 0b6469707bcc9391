#include "cli/scenario_file.h"

#include <algorithm>
#include <filesystem>

#include "model/clause.h"

namespace ioracle {

std::vector<std::string> scenario_files(const std::string& path) {
  namespace fs = std::filesystem;
  std::error_code error;
  if (!fs::is_directory(path, error)) return {path};
  std::vector<std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(path, error)) {
    if (entry.path().extension() == ".json") files.push_back(entry.path().string());
  }
  std::ranges::sort(files);
  return files;
}

Header simulation_header(const Program& program, Profile profile) {
  Header header;
  header.catalogue = catalogue_digest();
  header.scenario = program.scenario;
  header.profile = name_of(profile);
  header.agent_name = "ioracle";
  header.agent_version = IORACLE_VERSION;
  header.agent_system = "simulator";
  header.environment = program.environment;
  header.misuse = program.misuse;
  header.hazards = program.hazards;
  return header;
}

bool concerns(const Expectation& expectation, Profile profile) {
  return expectation.profiles.empty() ||
         std::ranges::find(expectation.profiles, name_of(profile)) != expectation.profiles.end();
}

}  // namespace ioracle
