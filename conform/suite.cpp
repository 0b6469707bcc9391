#include "conform/suite.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "format/scenario_reader.h"
#include "format/text_file.h"

namespace ioracle {
namespace {

namespace fs = std::filesystem;

bool calls(const std::vector<Step>& steps, Function function) {
  return std::ranges::any_of(steps, [&](const Step& step) {
    return (step.kind == Step::Kind::call && step.call.function == function) ||
           calls(step.body, function) || calls(step.otherwise, function);
  });
}

}  // namespace

std::vector<std::string> scenario_files(const std::string& path) {
  std::error_code error;
  if (!fs::is_directory(path, error)) return {path};
  std::vector<std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(path, error)) {
    if (entry.path().extension() == ".json") files.push_back(entry.path().string());
  }
  std::ranges::sort(files);
  return files;
}

std::optional<std::vector<SuiteScenario>> read_suite(const std::vector<std::string>& places,
                                                     FormatError& error) {
  std::vector<SuiteScenario> suite;
  std::set<std::string> seen;
  std::map<std::string, std::string> owners;  // name of a scenario: its file
  for (const std::string& place : places) {
    for (const std::string& path : scenario_files(place)) {
      if (!seen.insert(path).second) continue;
      std::optional<TextFile> file = read_text_file(path, error);
      if (!file) return std::nullopt;
      std::optional<Program> program = read_scenario(file->text, file->name, error);
      if (!program) return std::nullopt;
      const auto [owner, is_new] = owners.emplace(program->scenario, path);
      if (!is_new) {
        error = {path, 0, "/name", "a name of its own",
                 '"' + program->scenario + "\", as in " + owner->second};
        return std::nullopt;
      }
      suite.push_back({path, std::move(file->text), std::move(*program)});
    }
  }
  return suite;
}

bool calls(const Program& program, Function function) {
  return calls(program.steps, function) ||
         std::ranges::any_of(program.routines, [&](const RoutineDeclaration& routine) {
           return calls(routine.body, function);
         });
}

}  // namespace ioracle
