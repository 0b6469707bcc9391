// ioracle conform: the corpus against an implementation, or two results against each other.

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <map>
#include <memory>

#include "cli/check_report.h"
#include "cli/conform_crew.h"
#include "cli/conform_judge.h"
#include "cli/conform_report.h"
#include "cli/profile_option.h"
#include "cli/progress.h"
#include "cli/verb.h"
#include "conform/suite_run.h"

namespace ioracle {
namespace {

namespace fs = std::filesystem;

constexpr const char* conform_footer = R"(Examples:
  ioracle conform --agent script/wine-agent --expectations expectations/wine-8.0.json --jobs 4
  ioracle conform --agent script/wine-agent scenarios/accept --repeat 10
  ioracle conform --agent script/wine-agent --call ConnectEx --out traces/here
  ioracle conform --agent "ioracle agent --fault packet_lost"
  ioracle conform --agent script/wine-agent --format json >after.json
  ioracle conform --compare before.json after.json
  ioracle conform --agent ./mine --format html --beside after.json >matrix.html

An agent that dies or hangs does not stop the suite; it is replaced, and the scenario says so.
An expectations file lists what an implementation is known to do otherwise: docs/formats.md,
"Expectations". With --update it is rewritten to what was seen. Exit codes: 0 good, 1 something
was rejected, died or hung that was not expected to, or passed that was expected to fail (with
--compare: something broke), 2 malformed input or no agent, 3 something inconclusive or
unsupported.)";

struct ConformOptions {
  std::string agent;
  std::vector<std::string> places;
  std::string call;
  std::string expectations;
  bool update = false;
  std::uint64_t repeats = 1;
  std::uint64_t jobs = 1;
  std::string profile;
  std::string format = "text";
  std::vector<std::string> compared;
  std::vector<std::string> beside;
  std::string out;
  std::string log;
  std::string report;
  std::string small;
  std::uint64_t patience_ms = AgentOptions().patience_ms;
  std::uint64_t timeout_s =
      static_cast<std::uint64_t>(AgentOptions().answer_timeout.count()) / 1'000;
  std::uint64_t budget = Oracle::Options().budget;
  bool quiet = false;
};

// Nothing: it was refused, with a message.
std::optional<std::vector<SuiteScenario>> suite_of(const ConformOptions& options) {
  std::vector<std::string> places = options.places;
  if (places.empty()) places.emplace_back("scenarios");
  FormatError error;
  std::optional<std::vector<SuiteScenario>> suite = read_suite(places, error);
  if (!suite) {
    refuse(error.message());
    return std::nullopt;
  }
  if (!options.call.empty()) {
    const std::optional<Function> function = find_function(options.call);
    std::vector<std::string_view> names;
    for (const FunctionInfo& one : all_functions()) names.push_back(one.name);
    if (!function) {
      refuse("no function is called " + options.call + suggestion(options.call, names));
      return std::nullopt;
    }
    std::erase_if(
        *suite, [&](const SuiteScenario& scenario) { return !calls(scenario.program, *function); });
  }
  if (!suite->empty()) return suite;
  refuse("there is no scenario" + (options.call.empty() ? "" : " that calls " + options.call));
  return std::nullopt;
}

// A trace as a file; repeats have numbers. False: it was refused, with a message.
bool keep(const std::string& folder, const SuiteScenario& scenario, std::uint64_t repeat,
          const std::string& trace) {
  const std::string number = repeat == 0 ? "" : fmt::format(".{}", repeat + 1);
  return write_file((fs::path(folder) / (scenario.program.scenario + number + ".jsonl")).string(),
                    trace);
}

std::string report_text(const ConformOptions& options, const ConformReport& report,
                        const std::vector<ConformResults>& beside) {
  if (options.format == "json") return conform_json(report);
  if (options.format == "junit") return check_junit(as_check_report(report));
  if (options.format == "sarif") return check_sarif(as_check_report(report));
  if (options.format == "html") {
    std::vector<MatrixColumn> columns = {column_of(report)};
    for (const ConformResults& other : beside) columns.push_back(column_of(other));
    return matrix_html(columns);
  }
  return conform_text(report, options.quiet);
}

ExitCode code_of(const ConformReport& report) {
  ExitCode code = ExitCode::good;
  for (const ScenarioResult& result : report.results) {
    if (is_news(result.kind)) code = graver(code, ExitCode::rejected);
    if (is_open(result.kind)) code = graver(code, ExitCode::undecided);
  }
  return code;
}

// Decides the results by the expectations; with --update those become what was seen first.
bool apply(const ConformOptions& options, ExpectationsFile& file, ConformReport& report) {
  if (options.update) {
    file.failures = updated(file.failures, report.results, report.agent.version);
    if (file.implementation.empty()) {
      file.implementation = report.agent.name + ' ' + report.agent.version;
    }
    std::string text;
    write_expectations(text, file);
    if (!write_file(options.expectations, text)) return false;
  }
  for (ScenarioResult& result : report.results) classify(result, file.failures);
  return true;
}

ExitCode compare_files(const ConformOptions& options) {
  FormatError error;
  const auto before = read_conform_results(options.compared[0], error);
  if (!before) return refuse(error.message());
  const auto after = read_conform_results(options.compared[1], error);
  if (!after) return refuse(error.message());
  if (options.format == "junit" || options.format == "sarif") {
    return refuse("--compare tells text, json or html");
  }
  const std::vector<Change> changes = compare(*before, *after);
  const bool broke = std::ranges::any_of(changes, [](const Change& change) {
    return change.kind == Change::Kind::broke || change.kind == Change::Kind::failed_new;
  });
  const ExitCode ended = broke ? ExitCode::rejected : ExitCode::good;
  if (options.format == "html") {
    return print(matrix_html({column_of(*before), column_of(*after)}), ended);
  }
  return print(options.format == "json" ? comparison_json(changes) : comparison_text(changes),
               ended);
}

AgentOptions agent_options(const ConformOptions& options) {
  AgentOptions agent;
  agent.command = options.agent;
  agent.log = options.log;
  agent.patience_ms = options.patience_ms;
  agent.answer_timeout = std::chrono::seconds(options.timeout_s);
  if (const auto profile = find_profile(options.profile)) agent.profile = name_of(*profile);
  return agent;
}

struct Input {
  std::vector<SuiteScenario> suite;
  ExpectationsFile expectations;
  std::vector<ConformResults> beside;
  std::map<std::string, std::string> small;
};

// The scenarios in a folder, by name. Nothing: one cannot be read, `error` says why.
std::optional<std::map<std::string, std::string>> read_small(const std::string& folder,
                                                             FormatError& error) {
  std::map<std::string, std::string> small;
  if (folder.empty()) return small;
  const auto suite = read_suite({folder}, error);
  if (!suite) return std::nullopt;
  for (const SuiteScenario& scenario : *suite) small[scenario.program.scenario] = scenario.text;
  return small;
}

ExitCode run(const ConformOptions& options, Input input) {
  const std::vector<SuiteScenario>& suite = input.suite;
  std::error_code failed;
  if (!options.out.empty()) fs::create_directories(options.out, failed);
  AgentCrew crew(agent_options(options), options.out,
                 std::min<std::uint64_t>(options.jobs, suite.size()));
  if (crew.first().describe() == nullptr) return refuse(crew.first().problem());
  ConformReport report;
  report.agent = *crew.first().describe();
  report.profile = options.profile.empty() ? name_of(Profile::windows_10) : options.profile;
  report.expectations = options.expectations;
  report.repeats = options.repeats;
  JudgeOptions how;
  how.any = options.profile == "any";
  how.profile = find_profile(options.profile);
  how.budget = options.budget;
  SuiteRunOptions run;
  run.repeats = options.repeats;
  run.judge = [&](const SuiteScenario& scenario, const std::string& trace) {
    return judged(scenario, trace, how);
  };
  bool kept = true;
  std::map<std::string, PlaceCounter> counters;
  run.keep = [&](const SuiteScenario& scenario, std::uint64_t repeat, const std::string& trace) {
    if (options.repeats > 1) counters[scenario.program.scenario].add(trace);
    if (!options.out.empty()) kept = kept && keep(options.out, scenario, repeat, trace);
  };
  auto progress = std::make_optional<Progress>("scenarios", suite.size());
  run.progress = [&](const SuiteScenario& scenario, std::size_t place) {
    progress->tell(place, scenario.program.scenario);
  };
  const auto begin = std::chrono::steady_clock::now();
  report.results = run_suite(crew.agents(), suite, run);
  progress.reset();
  const auto duration = std::chrono::steady_clock::now() - begin;
  report.duration_ms = static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::milliseconds>(duration).count());
  for (const SuiteScenario& scenario : suite) {
    const auto counter = counters.find(scenario.program.scenario);
    if (counter == counters.end()) continue;
    auto places =
        counter->second.counts(scenario.program, how.profile.value_or(Profile::windows_10));
    if (!places.empty()) report.places[counter->first] = std::move(places);
  }
  report.small = std::move(input.small);
  if (!kept || !apply(options, input.expectations, report)) return ExitCode::malformed;
  if (!options.report.empty() && !write_file(options.report, conform_markdown(report))) {
    return ExitCode::malformed;
  }
  return print(report_text(options, report, input.beside), code_of(report));
}

ExitCode conform(const ConformOptions& options) {
  if (!options.compared.empty()) return compare_files(options);
  if (options.agent.empty()) return refuse("--agent or --compare is needed");
  if (options.update && options.expectations.empty())
    return refuse("--update needs --expectations");
  Input input;
  std::error_code ignored;
  const bool is_new = options.update && !fs::exists(options.expectations, ignored);
  FormatError error;
  for (const std::string& path : options.beside) {
    const auto read = read_conform_results(path, error);
    if (!read) return refuse(error.message());
    input.beside.push_back(*read);
  }
  if (!options.expectations.empty() && !is_new) {
    const auto read = read_expectations_file(options.expectations, error);
    if (!read) return refuse(error.message());
    input.expectations = *read;
  }
  auto small = read_small(options.small, error);
  if (!small) return refuse(error.message());
  input.small = std::move(*small);
  auto suite = suite_of(options);
  if (!suite) return ExitCode::malformed;
  input.suite = std::move(*suite);
  return run(options, std::move(input));
}

}  // namespace

void add_conform(CLI::App& program, ExitCode& ended) {
  CLI::App* const verb =
      program.add_subcommand("conform", "Run the scenarios against an implementation, and judge");
  const auto options = std::make_shared<ConformOptions>();
  verb->footer(conform_footer);
  verb->add_option("SCENARIO", options->places,
                   "Scenarios, or folders of them; default: the folder scenarios");
  CLI::Option* const agent =
      verb->add_option("--agent", options->agent, "The command that starts the agent")
          ->type_name("CMD");
  verb->add_option("--call", options->call, "Only the scenarios that call this function")
      ->type_name("NAME");
  verb->add_option("--expectations", options->expectations, "What is known to fail")
      ->type_name("FILE");
  verb->add_option("--report", options->report, "Where the divergences go, by cause, in Markdown")
      ->type_name("FILE");
  verb->add_option("--small", options->small,
                   "For --report: scenarios that were made small (script/shrink-divergences)")
      ->type_name("DIR");
  verb->add_flag("--update", options->update, "Rewrite the expectations to what was seen");
  verb->add_option("--repeat", options->repeats, "Performances of each scenario")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  verb->add_option("--jobs", options->jobs, "Agents that work at once")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  verb->add_option("--compare", options->compared, "Two results (--format json) to compare")
      ->expected(2)
      ->type_name("A.json B.json")
      ->excludes(agent);
  add_profile_option(*verb, options->profile, true, "windows-10");
  verb->add_option("--beside", options->beside,
                   "Results (--format json) of other implementations, for html")
      ->type_name("FILE");
  verb->add_option("--format", options->format, "text, json, junit, sarif or html")
      ->check(CLI::IsMember({"text", "json", "junit", "sarif", "html"}))
      ->capture_default_str();
  verb->add_option("--out", options->out, "Keep the traces, and the agent's log, in this folder")
      ->type_name("DIR");
  verb->add_option("--log", options->log, "File for what the agent says on standard error")
      ->type_name("FILE");
  verb->add_option("--patience", options->patience_ms, "What counts as settled, in milliseconds")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  verb->add_option("--timeout", options->timeout_s, "Seconds after which the agent hangs")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  verb->add_option("--budget", options->budget, "Histories to look at before giving up")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  verb->add_flag("-q,--quiet", options->quiet, "Text: leave out what was accepted");
  verb->callback([options, &ended] { ended = conform(*options); });
}

}  // namespace ioracle
