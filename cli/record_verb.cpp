#include "cli/record_verb.h"

#include <filesystem>
#include <fstream>

#include "cli/progress.h"
#include "conform/published.h"
#include "conform/suite.h"
#include "record/agent_process.h"

namespace ioracle::cli {
namespace {

namespace fs = std::filesystem;

constexpr int exit_bad_input = 2;
constexpr int exit_incomplete = 3;

bool write_trace(const RecordOptions& options, const std::string& scenario,
                 const std::string& trace, std::ostream& output) {
  if (options.out.empty()) {
    output << trace;
    return true;
  }
  std::error_code failed;
  fs::create_directories(options.out, failed);
  std::ofstream file(fs::path(options.out) / (scenario + ".jsonl"), std::ios::binary);
  file << trace;
  return file.flush().good();
}

int write_published(const RecordOptions& options, const std::vector<SuiteScenario>& suite,
                    std::ostream& output, std::ostream& errors) {
  for (const SuiteScenario& scenario : suite) {
    const auto trace = published_trace(scenario.program);
    if (!trace || write_trace(options, scenario.program.scenario, *trace, output)) continue;
    errors << options.out << '/' << scenario.program.scenario << ".jsonl: cannot be written\n";
    return exit_bad_input;
  }
  return 0;
}

}  // namespace

int record_verb(const RecordOptions& options, std::ostream& output, std::ostream& errors) {
  FormatError error;
  const auto suite = read_suite(options.scenarios, error);
  if (!suite) {
    errors << error.message() << '\n';
    return exit_bad_input;
  }
  if (options.published) return write_published(options, *suite, output, errors);
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
  Progress progress("scenarios", suite->size());
  std::uint64_t place = 0;
  for (const SuiteScenario& scenario : *suite) {
    const std::string& name = scenario.program.scenario;
    progress.tell(place++, name);
    const Recording recording = agent.record(scenario.text);
    if (recording.outcome != Recording::Outcome::recorded) {
      errors << name << ": " << recording.reason << '\n';
      code = exit_incomplete;
    }
    if (recording.trace.empty()) continue;
    if (write_trace(options, name, recording.trace, output)) continue;
    errors << options.out << '/' << name << ".jsonl: cannot be written\n";
    return exit_bad_input;
  }
  return code;
}

}  // namespace ioracle::cli
