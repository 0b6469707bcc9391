// ioracle run: simulates a scenario.

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "cli/digest.h"
#include "cli/json_list.h"
#include "cli/profile_option.h"
#include "cli/run_table.h"
#include "cli/scenario_file.h"
#include "cli/verb.h"
#include "format/scenario_reader.h"
#include "format/trace_writer.h"
#include "sim/simulation.h"

namespace ioracle {
namespace {

constexpr const char* footer = R"(Examples:
  ioracle run scenario.json                       the run as a table
  ioracle run scenario.json --seed 7 --trace -    the trace of another run, as JSON Lines
  ioracle run scenario.json --format json         its digest, and whether it hangs

The same scenario, profile and seed give the same bytes on every machine. Exit codes: 0 good,
1 an expectation of the scenario is violated, 2 malformed input, 3 it calls what has no rule yet.)";

struct RunOptions {
  std::string scenario;
  std::uint64_t seed = 0;
  std::string profile;
  std::string trace;
  std::string format = "text";
  bool quiet = false;
};

struct Run {
  SimulationResult result;
  std::string trace;
  std::string table;
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

Run simulate(const Program& program, Profile profile, std::uint64_t seed) {
  Run run;
  Names names = program.names;
  Simulation simulation(program, names, profile, seed);
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
  append_list(members.member("violated"), run.violated);
  append_list(members.member("unsupported"), run.result.unsupported);
  return out + "}\n";
}

ExitCode code_of(const Run& run) {
  if (!run.violated.empty()) return ExitCode::rejected;
  return run.result.unsupported.empty() ? ExitCode::good : ExitCode::undecided;
}

ExitCode run(const RunOptions& options) {
  const bool to_output = options.trace == "-";
  if (to_output && options.format == "json") {
    return refuse("--trace - and --format json cannot both have standard output");
  }
  FormatError error;
  const std::optional<Program> program = read_scenario_file(options.scenario, error);
  if (!program) return refuse(error.message());
  const Profile profile = find_profile(options.profile).value_or(Profile::windows_10);
  const Run done = simulate(*program, profile, options.seed);
  if (!options.trace.empty() && !write_file(options.trace, done.trace)) return ExitCode::malformed;
  const ExitCode ended = code_of(done);
  if (options.format == "json") return print(json(*program, options, profile, done), ended);
  if (to_output) {
    if (!options.quiet) fmt::print(stderr, "{}", summary(done));
    return ended;
  }
  std::string text =
      fmt::format("{} (seed {}, {})\n", program->scenario, options.seed, name_of(profile));
  if (options.trace.empty() && !options.quiet) text += done.table;
  return print(text + summary(done), ended);
}

}  // namespace

void add_run(CLI::App& program, ExitCode& ended) {
  CLI::App* const verb = program.add_subcommand("run", "Simulate a scenario");
  const auto options = std::make_shared<RunOptions>();
  verb->footer(footer);
  verb->add_option("SCENARIO", options->scenario, "A scenario (JSON); - is standard input")
      ->required();
  verb->add_option("--seed", options->seed, "Picks one of the possible runs")
      ->capture_default_str();
  add_profile_option(*verb, options->profile, false, "windows-10");
  verb->add_option("--trace", options->trace, "Write the trace here; - is standard output")
      ->type_name("FILE");
  verb->add_option("--format", options->format, "text or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  verb->add_flag("-q,--quiet", options->quiet, "Leave out the table");
  verb->callback([options, &ended] { ended = run(*options); });
}

}  // namespace ioracle
