// ioracle run: simulates a scenario.

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "cli/digest.h"
#include "cli/json_list.h"
#include "cli/profile_option.h"
#include "cli/run_report.h"
#include "cli/run_table.h"
#include "cli/run_trace.h"
#include "cli/scenario_file.h"
#include "cli/verb.h"
#include "format/choices_file.h"
#include "format/scenario_reader.h"
#include "format/trace_writer.h"
#include "sim/simulation.h"

namespace ioracle {
namespace {

constexpr const char* run_footer = R"(Examples:
  ioracle run scenario.json                       the run as a table
  ioracle run scenario.json --seed 7 --trace -    the trace of another run, as JSON Lines
  ioracle run scenario.json --format json         its digest, and whether it hangs
  ioracle run scenario.json --seed 7 --choices-out c.json   what that run chose, as a list to edit
  ioracle run scenario.json --choices c.json                the run that chooses by the list
  ioracle run trace.jsonl --choices c.json   does the list (a certificate) lead through the trace?

The same scenario, profile and seed (or choices) give the same bytes on every machine. Of a list
that was edited, what is enabled and stands earliest is performed; what it does not name comes
when nothing else can. A list is of one profile, unless --profile says another. A trace in place of
the scenario is its own program, and follows the list strictly. Exit codes: 0 good, 1 an expectation
of the scenario is violated, or the list does not lead through the trace, 2 malformed input, 3 it
calls what has no rule yet.)";

struct RunOptions {
  std::string scenario;
  std::uint64_t seed = 0;
  std::string profile;
  std::string trace;
  std::string choices;
  std::string choices_out;
  std::string format = "text";
  bool quiet = false;
};

struct Run {
  SimulationResult result;
  std::string trace;
  std::string table;
  Choices performed;
  std::vector<std::string> violated;  // expectations
};

// One run shows what happens, not what can happen: `sometimes` is asked of many runs.
bool violates(const Expectation& expectation, const Interpreter& interpreter, Profile profile) {
  if (expectation.kind == Expectation::Kind::sometimes || !concerns(expectation, profile)) {
    return false;
  }
  const bool holds = interpreter.evaluate(expectation.condition) != 0;
  return holds != (expectation.kind == Expectation::Kind::always);
}

// `list`: the choices to follow, where they were given.
Run simulate(const Program& program, Profile profile, const RunOptions& options,
             const std::optional<ChoicesFile>& list) {
  Run run;
  Names names = program.names;
  Simulation simulation = list ? Simulation(program, names, profile, Choices(list->choices))
                               : Simulation(program, names, profile, options.seed);
  if (!options.choices_out.empty()) simulation.record(run.performed);
  std::size_t thread_columns = 0;
  for (const Name thread : simulation.interpreter().threads()) {
    thread_columns = std::max(thread_columns, names.text(thread).size());
  }
  RunTable table(names, thread_columns);
  write_header(run.trace, simulation_header(program, profile));
  run.result = simulation.run([&](const Event& event) {
    write_event(run.trace, event, names);
    table.add(event);
  });
  run.table = table.text();
  for (const Expectation& expectation : program.expectations) {
    if (!violates(expectation, simulation.interpreter(), profile)) continue;
    const bool always = expectation.kind == Expectation::Kind::always;
    run.violated.push_back((always ? "always " : "never ") + expectation.text);
  }
  return run;
}

std::string summary(const Run& run) {
  std::string text = fmt::format("{} steps, digest {}{}\n", run.result.steps, digest_of(run.trace),
                                 run.result.hang ? ", hang" : "");
  if (const auto& choices = run.result.choices) {
    text += fmt::format("{} of {} listed choices used, {} steps not listed: {}\n", choices->used,
                        choices->listed, choices->unlisted,
                        choices->replayed() ? "the list was replayed" : "not the run of the list");
  }
  for (const std::string& function : run.result.unsupported) {
    text += fmt::format("unsupported: {} has no rule yet\n", function);
  }
  for (const std::string& expectation : run.violated) {
    text += fmt::format("violated: {}\n", expectation);
  }
  return text;
}

std::string json(const Program& program, const RunOptions& options, Profile profile,
                 const Run& run) {
  std::string out = "{";
  Separator members(out);
  members.text("scenario", program.scenario);
  members.number("seed", options.seed);
  members.number("steps", run.result.steps);
  members.text("digest", digest_of(run.trace));
  members.member("hang") += run.result.hang ? "true" : "false";
  members.text("profile", name_of(profile));
  if (const auto& choices = run.result.choices) {
    members.member("choices") += '{';
    Separator counts(out);
    counts.number("listed", choices->listed);
    counts.number("used", choices->used);
    counts.number("unlisted", choices->unlisted);
    counts.member("replayed") += choices->replayed() ? "true" : "false";
    out += '}';
  }
  append_list(members.member("violated"), run.violated);
  append_list(members.member("unsupported"), run.result.unsupported);
  return out + "}\n";
}

ExitCode code_of(const Run& run) {
  if (!run.violated.empty()) return ExitCode::rejected;
  return run.result.unsupported.empty() ? ExitCode::good : ExitCode::undecided;
}

// What is wrong with the options taken together; empty: nothing.
std::string_view conflict(const RunOptions& options) {
  const bool trace = options.trace == "-";
  const bool choices = options.choices_out == "-";
  const bool json = options.format == "json";
  if (trace && json) return "--trace - and --format json cannot both have standard output";
  if (choices && json) return "--choices-out - and --format json cannot both have standard output";
  if (trace && choices) return "--trace - and --choices-out - cannot both have standard output";
  if (options.scenario == "-" && options.choices == "-") {
    return "SCENARIO and --choices cannot both be standard input";
  }
  return {};
}

// Writes the files that were asked for. False: one was refused, with a message.
bool write_files(const RunOptions& options, const Program& program, Profile profile,
                 const Run& run) {
  if (!options.trace.empty() && !write_file(options.trace, run.trace)) return false;
  if (options.choices_out.empty()) return true;
  const auto performed = run.performed.texts();
  std::string text;
  write_choices(text, {program.scenario, profile, {performed.begin(), performed.end()}});
  return write_file(options.choices_out, text);
}

ExitCode run(const RunOptions& options) {
  if (const std::string_view wrong = conflict(options); !wrong.empty()) return refuse(wrong);
  if (is_trace(options.scenario)) {
    return run_trace(options.scenario, options.choices, options.profile, options.quiet);
  }
  FormatError error;
  const std::optional<Program> program = read_scenario_file(options.scenario, error);
  if (!program) return refuse(error.message());
  std::optional<ChoicesFile> list;
  if (!options.choices.empty()) {
    list = read_choices_file(options.choices, program->scenario, error);
    if (!list) return refuse(error.message());
  }
  const Profile profile =
      find_profile(options.profile).value_or(list ? list->profile : Profile::windows_10);
  const Run done = simulate(*program, profile, options, list);
  if (!write_files(options, *program, profile, done)) return ExitCode::malformed;
  const ExitCode ended = code_of(done);
  if (options.format == "json") return print(json(*program, options, profile, done), ended);
  if (options.trace == "-" || options.choices_out == "-") {
    if (!options.quiet) fmt::print(stderr, "{}", summary(done));
    return ended;
  }
  const std::string which =
      list ? "choices " + options.choices : fmt::format("seed {}", options.seed);
  std::string text = fmt::format("{} ({}, {})\n", program->scenario, which, name_of(profile));
  if (options.trace.empty() && !options.quiet) text += done.table;
  return print(text + summary(done), ended);
}

}  // namespace

std::optional<RunReport> run_scenario(std::string_view text, Profile profile, std::uint64_t seed,
                                      FormatError& error) {
  const std::optional<Program> program = read_scenario(text, "<text>", error);
  if (!program) return std::nullopt;
  RunOptions options;
  options.seed = seed;
  auto done = simulate(*program, profile, options, std::nullopt);
  RunReport report;
  report.json = json(*program, options, profile, done);
  report.ended = code_of(done);
  report.trace = std::move(done.trace);
  return report;
}

void add_run(CLI::App& program, ExitCode& ended) {
  CLI::App* const verb = program.add_subcommand("run", "Simulate a scenario");
  const auto options = std::make_shared<RunOptions>();
  verb->footer(run_footer);
  verb->add_option("SCENARIO", options->scenario,
                   "A scenario (JSON); - is standard input; or, with --choices, a trace")
      ->required();
  CLI::Option* const seed =
      verb->add_option("--seed", options->seed, "Picks one of the possible runs")
          ->capture_default_str();
  verb->add_option("--choices", options->choices,
                   "Follow the choices in this file (JSON); - is standard input")
      ->type_name("FILE")
      ->excludes(seed);
  add_profile_option(*verb, options->profile, false, "that of the choices, or windows-10");
  verb->add_option("--trace", options->trace, "Write the trace here; - is standard output")
      ->type_name("FILE");
  verb->add_option("--choices-out", options->choices_out,
                   "Write the choices of the run here; - is standard output")
      ->type_name("FILE");
  verb->add_option("--format", options->format, "text or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  verb->add_flag("-q,--quiet", options->quiet, "Leave out the table");
  verb->callback([options, &ended] { ended = run(*options); });
}

}  // namespace ioracle
