// ioracle explore: every outcome of a scenario, and what can be asked of them.

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "cli/json_list.h"
#include "cli/profile_option.h"
#include "cli/progress.h"
#include "cli/scenario_file.h"
#include "cli/verb.h"
#include "explore/answer.h"
#include "explore/fingerprint.h"
#include "format/choices_file.h"
#include "format/expression_parser.h"
#include "format/scenario_reader.h"
#include "oracle/describe.h"
#include "sim/simulation.h"

namespace ioracle {
namespace {

using explore::Answer;
using explore::Answered;
using explore::Exploration;

constexpr const char* explore_footer = R"(Examples:
  ioracle explore scenario.json                        its outcomes, and is its `expect` right?
  ioracle explore scenario.json --query "got.error == WAIT_TIMEOUT"
  ioracle explore scenario.json --query "receive pending" --witness choices.json
  ioracle run scenario.json --choices choices.json     the run in which it does
  ioracle explore scenarios/litmus/cancel/cancel_and_data.litmus   questions and their answers

Follows every schedule, every choice of the rules and every order of hidden steps. A query is an
expression as in `expect` (docs/scenarios.md), asked at the end of each run: Always, Sometimes or
Never. An outcome is what the threads saw, each for itself; what all outcomes share is left out of
the text. The result is the same for any number of jobs. Exit codes: 0 good, 1 an expectation of
the scenario does not hold, 2 malformed input, 3 there are more states than the limit and it could
not be told, or the scenario calls what has no rule yet.)";

struct ExploreOptions {
  std::string scenario;
  std::string query;
  std::string witness;
  std::string profile;
  std::string format = "text";
  std::uint64_t states = 1'000'000;
  unsigned jobs = 1;
  bool quiet = false;
};

// What the threads of a run saw, in words: each thread for itself, in the order of the threads.
std::vector<std::string> observations(const Program& program, const Choices& witness,
                                      Profile profile) {
  Names names = program.names;
  Simulation simulation(program, names, profile, witness);
  std::map<std::uint32_t, std::vector<std::string>> by_thread;
  simulation.run([&](const Event& event) {
    if (explore::is_observed(event)) {
      by_thread[event.thread.index].push_back(
          fmt::format("{}: {}", names.text(event.thread), describe(event, names)));
    }
    if (event.kind == EventKind::hang) by_thread[~0U].push_back(describe(event, names));
  });
  std::vector<std::string> all;
  for (auto& [thread, lines] : by_thread) std::ranges::move(lines, std::back_inserter(all));
  return all;
}

struct Asked {
  const Expectation* expectation = nullptr;
  Answered answered;
};

struct Explored {
  Exploration exploration;
  std::vector<std::vector<std::string>> observations;  // by outcome
  std::vector<Asked> asked;
  std::optional<Answered> query;
};

ExitCode code_of(const Explored& explored) {
  ExitCode code = ExitCode::good;
  if (!explored.exploration.unsupported.empty()) code = ExitCode::undecided;
  if (!explored.exploration.complete && !explored.query) code = ExitCode::undecided;
  if (explored.query && explored.query->answer == Answer::unknown) code = ExitCode::undecided;
  for (const Asked& asked : explored.asked) {
    const auto met = explore::meets(*asked.expectation, asked.answered);
    if (!met) code = graver(code, ExitCode::undecided);
    if (met && !*met) code = graver(code, ExitCode::rejected);
  }
  return code;
}

std::string_view word(Expectation::Kind kind) {
  constexpr std::string_view words[] = {"always", "sometimes", "never"};
  return words[static_cast<std::size_t>(kind)];
}

std::string asked_text(const Asked& asked) {
  const Expectation& expectation = *asked.expectation;
  const auto met = explore::meets(expectation, asked.answered);
  std::string text;
  if (!expectation.question.empty()) text += expectation.question + '\n';
  text += fmt::format("  {}: {}", name_of(asked.answered.answer), expectation.text);
  if (met && !*met) text += fmt::format("   (expected: {})", word(expectation.kind));
  text += '\n';
  if (!expectation.clauses.empty()) {
    text += fmt::format("  by {}\n", fmt::join(expectation.clauses, ", "));
  }
  return text;
}

// What tells the outcomes apart: lines that all of them have are left out.
std::string outcomes_text(const Explored& explored) {
  constexpr std::size_t outcomes_shown = 40;
  std::map<std::string, std::size_t> outcomes_with;
  for (const auto& lines : explored.observations) {
    for (const std::string& line : std::set(lines.begin(), lines.end())) ++outcomes_with[line];
  }
  std::string text;
  const std::size_t count = explored.exploration.outcomes.size();
  for (std::size_t index = 0; index < std::min(count, outcomes_shown); ++index) {
    const explore::Outcome& outcome = explored.exploration.outcomes[index];
    text += fmt::format("\noutcome {}: {} choices{}\n", index + 1, outcome.witness.texts().size(),
                        outcome.hang ? ", hangs" : "");
    for (const std::string& line : explored.observations[index]) {
      if (outcomes_with[line] < count) text += "  " + line + '\n';
    }
  }
  if (count > outcomes_shown) text += fmt::format("\nand {} more\n", count - outcomes_shown);
  return text;
}

std::string text_of(const Program& program, const ExploreOptions& options, Profile profile,
                    const Explored& explored) {
  const Exploration& exploration = explored.exploration;
  std::string text = fmt::format("{} ({}): {} outcomes, {} states{}\n", program.scenario,
                                 name_of(profile), exploration.outcomes.size(), exploration.states,
                                 exploration.complete ? "" : ", cut short at the limit");
  for (const std::string& function : exploration.unsupported) {
    text += fmt::format("unsupported: {} has no rule yet\n", function);
  }
  for (const Asked& asked : explored.asked) text += asked_text(asked);
  if (explored.query) {
    return text + fmt::format("{}: {}\n", name_of(explored.query->answer), options.query);
  }
  return options.quiet ? text : text + outcomes_text(explored);
}

std::string json_of(const Program& program, const ExploreOptions& options, Profile profile,
                    const Explored& explored) {
  std::string out = "{";
  Separator members(out);
  members.text("scenario", program.scenario);
  members.text("profile", name_of(profile));
  members.member("complete") += explored.exploration.complete ? "true" : "false";
  members.number("states", explored.exploration.states);
  members.member("outcomes") += '[';
  Separator outcomes(out);
  for (std::size_t index = 0; index < explored.exploration.outcomes.size(); ++index) {
    const explore::Outcome& outcome = explored.exploration.outcomes[index];
    outcomes.next() += '{';
    Separator own(out);
    own.number("count", outcome.witness.texts().size());
    own.member("hang") += outcome.hang ? "true" : "false";
    append_list(own.member("witness"), outcome.witness.texts());
    append_list(own.member("observations"), explored.observations[index]);
    out += '}';
  }
  out += ']';
  members.member("expect") += '[';
  Separator expected(out);
  for (const Asked& asked : explored.asked) {
    expected.next() += '{';
    Separator own(out);
    own.text("expr", asked.expectation->text);
    own.text("expected", word(asked.expectation->kind));
    own.text("answer", name_of(asked.answered.answer));
    if (!asked.expectation->question.empty()) own.text("question", asked.expectation->question);
    append_list(own.member("clauses"), asked.expectation->clauses);
    out += '}';
  }
  out += ']';
  if (explored.query) {
    members.member("query") += '{';
    Separator own(out);
    own.text("expr", options.query);
    own.text("answer", name_of(explored.query->answer));
    out += '}';
  }
  append_list(members.member("unsupported"), explored.exploration.unsupported);
  return out + "}\n";
}

// The query with the names of the program; nothing: it is none, or speaks of what is not there.
std::optional<Expression> read_query(const std::string& text, Program& program,
                                     std::string& problem) {
  const std::uint32_t names_of_program = program.names.size();
  ExpressionError error;
  auto query = parse_expression(text, program.names, error);
  if (!query) {
    problem = fmt::format("--query: expected {} in column {}, found {}", error.expected,
                          error.column, error.found);
  } else if (program.names.size() > names_of_program) {
    problem = fmt::format("--query: the scenario has nothing named \"{}\"",
                          program.names.text(Name{names_of_program + 1}));
    query.reset();
  }
  return query;
}

bool write_witness(const ExploreOptions& options, const Program& program, Profile profile,
                   const Explored& explored) {
  if (!explored.query->holds) return true;
  const auto texts = explored.exploration.outcomes[*explored.query->holds].witness.texts();
  std::string text;
  write_choices(text, {program.scenario, profile, {texts.begin(), texts.end()}});
  return write_file(options.witness, text);
}

ExitCode explore_scenario(const ExploreOptions& options) {
  if (!options.witness.empty() && options.query.empty()) {
    return refuse("--witness needs --query: it shows a run in which the query holds");
  }
  FormatError error;
  std::optional<Program> program = read_scenario_file(options.scenario, error);
  if (!program) return refuse(error.message());
  const Profile profile = find_profile(options.profile).value_or(Profile::windows_10);
  std::optional<Expression> query;
  if (!options.query.empty()) {
    std::string problem;
    query = read_query(options.query, *program, problem);
    if (!query) return refuse(problem);
  }
  Explored explored;
  {
    Progress progress("states", 0);
    explore::Options how{profile, options.states, options.jobs};
    how.progress = [&](std::uint64_t states, std::size_t outcomes) {
      progress.tell(states,
                    fmt::format("{} outcomes, at most {} states", outcomes, options.states));
    };
    explored.exploration = explore::explore(*program, how);
  }
  for (const explore::Outcome& outcome : explored.exploration.outcomes) {
    explored.observations.push_back(observations(*program, outcome.witness, profile));
  }
  for (const Expectation& expectation : program->expectations) {
    if (query || !concerns(expectation, profile)) continue;
    explored.asked.push_back(
        {&expectation, explore::ask(expectation.condition, explored.exploration)});
  }
  if (query) explored.query = explore::ask(*query, explored.exploration);
  if (!options.witness.empty() && !write_witness(options, *program, profile, explored)) {
    return ExitCode::malformed;
  }
  const ExitCode ended = code_of(explored);
  if (options.witness == "-" && explored.query->holds) return ended;
  const bool json = options.format == "json";
  return print(json ? json_of(*program, options, profile, explored)
                    : text_of(*program, options, profile, explored),
               ended);
}

}  // namespace

void add_explore(CLI::App& program, ExitCode& ended) {
  CLI::App* const verb = program.add_subcommand("explore", "Find every outcome of a scenario");
  const auto options = std::make_shared<ExploreOptions>();
  verb->footer(explore_footer);
  verb->add_option("SCENARIO", options->scenario, "A scenario (JSON); - is standard input")
      ->required();
  verb->add_option("--query", options->query, "Does this hold: always, sometimes or never?")
      ->type_name("EXPR");
  verb->add_option("--witness", options->witness,
                   "Write the choices of a shortest run in which the query holds here; - is "
                   "standard output")
      ->type_name("FILE");
  verb->add_option("--max-states", options->states, "Give up beyond that many")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  verb->add_option("--jobs", options->jobs, "Work on that many threads")
      ->check(CLI::Range(1U, 1024U))
      ->capture_default_str();
  add_profile_option(*verb, options->profile, false, "windows-10");
  verb->add_option("--format", options->format, "text or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  verb->add_flag("-q,--quiet", options->quiet, "Leave out the outcomes");
  verb->callback([options, &ended] { ended = explore_scenario(*options); });
}

}  // namespace ioracle
