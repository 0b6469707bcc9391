// ioracle shrink: the smallest scenario that still fails by the same clause.

#include <fmt/format.h>

#include <memory>

#include "cli/fuzz_report.h"
#include "cli/verb.h"
#include "cli/wine_test_form.h"
#include "emit/c_program.h"
#include "format/scenario_reader.h"
#include "format/text_file.h"

namespace ioracle {
namespace {

constexpr const char* shrink_footer = R"(Examples:
  ioracle shrink scenario.json --agent script/wine-agent >small.json
  ioracle shrink scenario.json --seed 7 --out small.json
  ioracle shrink scenario.json --agent script/wine-agent --emit c --out small.c
  ioracle shrink scenario.json --agent script/wine-agent --emit wine-test --out small.c

Fewer steps, races undone, fewer threads, arguments left to their defaults, smaller numbers, plain
names: whatever fails by the same clause still, the first that is cited or that of --clause. Exit
codes: 1 it fails, and the small scenario was written; 0 no run of it fails, and nothing was
written; 2 malformed input or no agent.)";

struct ShrinkOptions {
  std::string scenario;
  std::uint64_t seed = 0;
  SubjectOptions subject;
  std::string clause;
  std::string observed;
  std::string out = "-";
  std::string form;
  bool quiet = false;
};

// The small scenario as it was asked for. Nothing: it was refused, with a message.
std::optional<std::string> in_form(const ShrinkOptions& options, const Failure& failure) {
  const std::string& scenario = failure.scenario;
  if (options.form.empty()) return scenario;
  FormatError error;
  const auto program = read_scenario(scenario, "the small scenario", error);
  const std::string reason = program ? emit::refusal(*program) : error.message();
  if (!reason.empty()) {
    refuse("no C program: " + reason);
    return std::nullopt;
  }
  const emit::PermittedOptions how;
  if (options.form == "wine-test") {
    // What the agent showed is what is todo.
    std::map<std::string, std::string> shown;
    if (!failure.trial.trace.empty()) read_shown(failure.trial.trace, shown, error);
    auto test = wine_test_of(*program, how, shown);
    if (!test) refuse(std::string(may_fault));
    return test;
  }
  return emit::c_program(*program, emit::find_permitted(*program, how), how.profile);
}

ExitCode shrink_file(const ShrinkOptions& options) {
  FormatError error;
  const auto file = read_text_file(options.scenario, error);
  if (!file || !read_scenario(file->text, file->name, error)) return refuse(error.message());
  CampaignOptions campaign;
  apply(options.subject, campaign);
  campaign.trial.observed = options.observed;
  if (!options.clause.empty()) {
    campaign.trial.clause = find_clause(options.clause);
    if (!campaign.trial.clause) return refuse("no clause is called " + options.clause);
  }
  const auto failure = shrink_failure(campaign, std::string(file->text), options.seed);
  if (!failure) {
    if (!options.quiet) fmt::print(stderr, "no run of {} fails\n", options.scenario);
    return ExitCode::good;
  }
  const auto text = in_form(options, *failure);
  if (!text) return ExitCode::undecided;
  if (!write_file(options.out, *text)) return ExitCode::malformed;
  FuzzReport report;
  report.agent = options.subject.agent;
  report.attempts = campaign.attempts;
  report.files.push_back(options.out == "-" ? options.scenario : options.out);
  report.traces.emplace_back();
  report.result.failures.push_back(*failure);
  if (!options.quiet) fmt::print(stderr, "{}", failure_text(report, 0));
  return ExitCode::rejected;
}

}  // namespace

void add_shrink(CLI::App& program, ExitCode& ended) {
  CLI::App* const verb =
      program.add_subcommand("shrink", "Make a scenario that fails as small as can be");
  const auto options = std::make_shared<ShrinkOptions>();
  verb->footer(shrink_footer);
  verb->add_option("SCENARIO", options->scenario, "The scenario; - is standard input")->required();
  verb->add_option("--seed", options->seed, "Without an agent: a run of it that is rejected")
      ->capture_default_str();
  add_subject_options(*verb, options->subject);
  verb->add_option("--clause", options->clause,
                   "The clause that must stay broken; default: the first that is cited")
      ->type_name("ID");
  verb->add_option("--observed", options->observed,
                   "How what is observed must begin in a rejection; default: anyhow");
  verb->add_option("--out", options->out, "Where the small scenario goes; - is standard output")
      ->type_name("FILE")
      ->capture_default_str();
  verb->add_option("--emit", options->form, "As a program instead: c, or a test as Wine has them")
      ->check(CLI::IsMember({"c", "wine-test"}));
  verb->add_flag("-q,--quiet", options->quiet, "Say nothing beside");
  verb->callback([options, &ended] { ended = shrink_file(*options); });
}

}  // namespace ioracle
