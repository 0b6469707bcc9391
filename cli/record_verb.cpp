#include "cli/record_verb.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "format/scenario_reader.h"
#include "record/agent_process.h"

namespace ioracle::cli {
namespace {

namespace fs = std::filesystem;

constexpr int exit_bad_input = 2;
constexpr int exit_incomplete = 3;

struct Source {
  std::string name;  // of the scenario
  std::string text;
};

std::vector<fs::path> files_of(const std::vector<std::string>& places) {
  std::vector<fs::path> files;
  for (const std::string& place : places) {
    if (!fs::is_directory(place)) {
      files.emplace_back(place);
      continue;
    }
    std::vector<fs::path> inside;
    for (const auto& entry : fs::recursive_directory_iterator(place)) {
      if (entry.path().extension() == ".json") inside.push_back(entry.path());
    }
    std::ranges::sort(inside);
    files.insert(files.end(), inside.begin(), inside.end());
  }
  return files;
}

bool read_sources(const std::vector<fs::path>& files, std::vector<Source>& sources,
                  std::ostream& errors) {
  bool good = true;
  for (const fs::path& file : files) {
    std::ifstream stream(file, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(stream), {}};
    FormatError error;
    const auto program = read_scenario(text, file.string(), error);
    if (stream && program) {
      sources.push_back({program->scenario, std::move(text)});
      continue;
    }
    errors << (stream ? error.message() : file.string() + ": cannot be read") << '\n';
    good = false;
  }
  return good;
}

bool write_trace(const RecordOptions& options, const Source& source, const std::string& trace,
                 std::ostream& output) {
  if (options.out.empty()) {
    output << trace;
    return true;
  }
  std::error_code failed;
  fs::create_directories(options.out, failed);
  std::ofstream file(fs::path(options.out) / (source.name + ".jsonl"), std::ios::binary);
  file << trace;
  return file.flush().good();
}

}  // namespace

int record_verb(const RecordOptions& options, std::ostream& output, std::ostream& errors) {
  std::vector<Source> sources;
  if (!read_sources(files_of(options.scenarios), sources, errors)) return exit_bad_input;
  AgentOptions agent_options;
  agent_options.command = options.agent;
  agent_options.log = options.log;
  agent_options.profile = options.profile;
  agent_options.patience_ms = options.patience_ms;
  AgentProcess agent(agent_options);
  if (agent.describe() == nullptr) {
    errors << agent.problem() << '\n';
    return exit_bad_input;
  }
  int code = 0;
  for (const Source& source : sources) {
    const Recording recording = agent.record(source.text);
    if (recording.outcome != Recording::Outcome::recorded) {
      errors << source.name << ": " << recording.reason << '\n';
      code = exit_incomplete;
    }
    if (recording.trace.empty()) continue;
    if (write_trace(options, source, recording.trace, output)) continue;
    errors << options.out << '/' << source.name << ".jsonl: cannot be written\n";
    return exit_bad_input;
  }
  return code;
}

}  // namespace ioracle::cli
