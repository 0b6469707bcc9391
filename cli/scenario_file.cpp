#include "cli/scenario_file.h"

#include <algorithm>
#include <filesystem>

#include "model/clause.h"

namespace ioracle {

namespace {

namespace fs = std::filesystem;

std::vector<std::string> files_below(const std::string& folder, std::string_view ending) {
  std::error_code error;
  std::vector<std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder, error)) {
    if (entry.path().string().ends_with(ending)) files.push_back(entry.path().string());
  }
  std::ranges::sort(files);
  return files;
}

}  // namespace

std::vector<std::string> probe_tables(const std::string& folder) {
  return files_below(folder, ".probes.jsonl");
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

}  // namespace ioracle
