// ioracle-desk: records scenarios on the system it runs on, judges the traces, and tells what
// differs. For Windows, where the program ioracle is not built; it needs no library but those of
// the system.
//
//   ioracle-desk --agent ioracle-agent.exe --out FOLDER [--profile NAME] [--expectations FILE]
//       SCENARIO|FOLDER...
//
// FOLDER gets a trace for each scenario, results.json (as `ioracle conform --format json`, its
// keys that others rely on) and results.txt. Exit codes: 0 all accepted, or as expected; 1
// something was rejected, died or hung; 2 bad usage or malformed input; 3 something inconclusive or
// unsupported.

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <string>

#include "conform/suite_run.h"
#include "format/conform_results.h"
#include "format/trace_reader.h"
#include "oracle/oracle.h"

namespace ioracle {
namespace {

namespace fs = std::filesystem;

constexpr int exit_rejected = 1;
constexpr int exit_malformed = 2;
constexpr int exit_undecided = 3;

struct DeskOptions {
  std::string agent;
  std::string out = "traces";
  std::optional<Profile> profile;  // nothing: by the build of the system
  std::string expectations;
  std::vector<std::string> places;
};

int refuse(const std::string& message) {
  std::fprintf(stderr, "ioracle-desk: %s\n", message.c_str());
  return exit_malformed;
}

// Nothing: it was refused, with a message.
std::optional<DeskOptions> read_options(int count, char** arguments) {
  DeskOptions options;
  for (int index = 1; index < count; ++index) {
    const std::string word = arguments[index];
    if (!word.starts_with("--")) {
      options.places.push_back(word);
      continue;
    }
    if (index + 1 == count) {
      refuse(word + " needs a value");
      return std::nullopt;
    }
    const std::string value = arguments[++index];
    if (word == "--agent") {
      options.agent = value;
    } else if (word == "--out") {
      options.out = value;
    } else if (word == "--expectations") {
      options.expectations = value;
    } else if (word == "--profile" && find_profile(value)) {
      options.profile = find_profile(value);
    } else {
      refuse("not understood: " + word + ' ' + value);
      return std::nullopt;
    }
  }
  if (!options.agent.empty() && !options.places.empty()) return options;
  refuse("--agent and scenarios are needed");
  return std::nullopt;
}

// By the build number, as model/profile.h tells.
Profile profile_of(const std::string& build) {
  constexpr int windows_11 = 20348;
  constexpr int windows_10 = 10240;
  constexpr int windows_8_1 = 9600;
  constexpr int windows_7 = 6000;
  const int number = std::atoi(build.c_str());
  if (number >= windows_11) return Profile::windows_11;
  if (number >= windows_10 || number == 0) return Profile::windows_10;
  if (number >= windows_8_1) return Profile::windows_8_1;
  return number >= windows_7 ? Profile::windows_7 : Profile::windows_xp;
}

Attempt judged(const std::string& trace, Profile profile) {
  Attempt attempt;
  Names names;
  TraceReader reader(names);
  Oracle::Options how;
  how.profile = profile;
  Oracle oracle(how, names);
  Event event;
  TraceReader::Result read = TraceReader::Result::error;
  if (reader.open_text(trace, "the trace")) {
    while ((read = reader.next(event)) == TraceReader::Result::event) oracle.take(event);
  }
  if (read == TraceReader::Result::error) {  // the driver has read it: this is a fault of ours
    attempt.kind = ResultKind::inconclusive;
    attempt.reason = reader.error().message();
    return attempt;
  }
  const Verdict verdict = oracle.verdict();
  static constexpr ResultKind kinds[] = {ResultKind::accepted, ResultKind::rejected,
                                         ResultKind::inconclusive, ResultKind::unsupported};
  attempt.kind = kinds[static_cast<std::size_t>(verdict.kind)];
  attempt.reason = verdict.reason;
  if (attempt.kind != ResultKind::rejected) return attempt;
  attempt.event = verdict.event_seq;
  attempt.observed = verdict.observed;
  attempt.allowed = verdict.allowed;
  for (const ClauseId clause : verdict.clauses) attempt.clauses.emplace_back(lookup(clause).id);
  if (verdict.progress) attempt.reason = "nothing moved, but every history owes a step";
  return attempt;
}

std::string text_of(const ScenarioResult& result) {
  std::string text = std::string(name_of(result.kind)) + "  " + result.scenario + '\n';
  if (!is_news(result.kind)) return text;
  const Attempt& attempt = result.attempt;
  if (!attempt.observed.empty()) text += "    observed: " + attempt.observed + '\n';
  for (const std::string& allowed : attempt.allowed) text += "    allowed:  " + allowed + '\n';
  for (const std::string& clause : attempt.clauses) text += "    clause:   " + clause + '\n';
  if (!attempt.reason.empty()) text += "    " + attempt.reason + '\n';
  return text;
}

bool write_text(const fs::path& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  if (file.flush().good()) return true;
  refuse(path.string() + " cannot be written");
  return false;
}

int report(const DeskOptions& options, const AgentDescription& agent, Profile profile,
           const std::vector<ScenarioResult>& results) {
  std::string text = agent.name + ' ' + agent.version + ", " + agent.system + ", judged as " +
                     std::string(name_of(profile)) + "\n\n";
  ConformResults told{agent.name, agent.version, agent.system, {}};
  std::map<std::string, std::size_t> counts;
  int code = 0;
  for (const ScenarioResult& result : results) {
    text += text_of(result);
    told.results.push_back(
        {result.scenario, std::string(name_of(result.kind)), result.attempt.clauses});
    ++counts[std::string(name_of(result.kind))];
    if (is_news(result.kind)) code = exit_rejected;
    if (is_open(result.kind) && code == 0) code = exit_undecided;
  }
  text += '\n';
  for (const auto& [kind, count] : counts) text += kind + ": " + std::to_string(count) + '\n';
  const fs::path folder(options.out);
  if (!write_text(folder / "results.json", write_conform_results(told))) return exit_malformed;
  if (!write_text(folder / "results.txt", text)) return exit_malformed;
  std::fputs(text.c_str(), stdout);
  return code;
}

int run(const DeskOptions& options) {
  FormatError error;
  ExpectationsFile expectations;
  if (!options.expectations.empty()) {
    const auto read = read_expectations_file(options.expectations, error);
    if (!read) return refuse(error.message());
    expectations = *read;
  }
  const auto suite = read_suite(options.places, error);
  if (!suite) return refuse(error.message());
  std::error_code failed;
  fs::create_directories(options.out, failed);
  AgentOptions agent_options;
  agent_options.command = options.agent;
  agent_options.log = (fs::path(options.out) / "agent.log").string();
  AgentDescription description;
  {
    AgentProcess asked(agent_options);
    if (asked.describe() == nullptr) return refuse(asked.problem());
    description = *asked.describe();
  }
  const Profile profile = options.profile.value_or(profile_of(description.build));
  agent_options.profile = name_of(profile);
  AgentProcess agent(agent_options);
  bool kept = true;
  SuiteRunOptions how;
  how.judge = [&](const SuiteScenario&, const std::string& trace) {
    return judged(trace, profile);
  };
  how.keep = [&](const SuiteScenario& scenario, std::uint64_t, const std::string& trace) {
    const fs::path path = fs::path(options.out) / (scenario.program.scenario + ".jsonl");
    kept = kept && write_text(path, trace);
  };
  how.progress = [&](const SuiteScenario& scenario, std::size_t place) {
    std::fprintf(stderr, "%zu/%zu %s\n", place + 1, suite->size(),
                 scenario.program.scenario.c_str());
  };
  AgentProcess* const agents[] = {&agent};
  std::vector<ScenarioResult> results = run_suite(agents, *suite, how);
  if (!kept) return exit_malformed;
  for (ScenarioResult& result : results) classify(result, expectations.failures);
  return report(options, description, profile, results);
}

}  // namespace
}  // namespace ioracle

int main(int count, char** arguments) {
  const auto options = ioracle::read_options(count, arguments);
  return options ? ioracle::run(*options) : ioracle::exit_malformed;
}
