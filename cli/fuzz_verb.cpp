// ioracle fuzz: generated scenarios against the simulator or an agent.

#include <fmt/format.h>

#include <cstdio>
#include <memory>
#include <optional>

#include "cli/fuzz_report.h"
#include "cli/profile_option.h"
#include "cli/progress.h"
#include "cli/verb.h"
#include "format/format_error.h"

namespace ioracle {
namespace {

constexpr const char* fuzz_footer = R"(Examples:
  ioracle fuzz --scenarios 100000 --seed 1 --jobs 2
  ioracle fuzz --family cancel --family close --time 60s
  ioracle fuzz --agent script/wine-agent --time 10m --out found
  ioracle fuzz --agent "ioracle agent --fault packet_lost" --failures 1
  ioracle fuzz --guided --scenarios 10000
  ioracle fuzz --family list

Without an agent the simulator's own traces are judged: a rejection is a bug of the specification.
Each different failure (by the clauses that it rests on) is made small, written to a folder as a
scenario and a trace, and told with a command that shows it again. The same seed gives the same
failures for any number of jobs. Exit codes: 0 nothing failed, 1 something was rejected, died or
hung, 2 bad usage or no agent, 3 something inconclusive.)";

struct FuzzOptions {
  CampaignOptions campaign;
  SubjectOptions subject;
  std::vector<std::string> families;
  std::string time;
  std::string shard;
  std::string out = "fuzz-failures";
  std::string format = "text";
  bool no_times = false;
  bool quiet = false;
};

ExitCode list_families() {
  std::string text;
  for (const Family family : all_families()) {
    text += fmt::format("{:<10}  {}\n", info(family).name, info(family).about);
  }
  return print(text, ExitCode::good);
}

// "90", "60s", "10m", "2h". False: something else.
bool read_time(const std::string& text, std::chrono::seconds& time) {
  std::size_t end = 0;
  std::uint64_t number = 0;
  for (; end < text.size() && end < 9 && text[end] >= '0' && text[end] <= '9'; ++end) {
    number = number * 10 + static_cast<std::uint64_t>(text[end] - '0');
  }
  const std::string unit = text.substr(end);
  constexpr std::uint64_t per_minute = 60;
  if (unit == "m") number *= per_minute;
  if (unit == "h") number *= per_minute * per_minute;
  time = std::chrono::seconds(number);
  return end > 0 && number > 0 && (unit.empty() || unit == "s" || unit == "m" || unit == "h");
}

ExitCode code_of(const CampaignResult& result) {
  if (result.rejected > 0) return ExitCode::rejected;
  return result.undecided > 0 ? ExitCode::undecided : ExitCode::good;
}

// What all parts of one campaign have in common.
std::string told(const FuzzOptions& options) {
  const CampaignOptions& campaign = options.campaign;
  std::string families;
  for (const Family family : campaign.families) families += fmt::format(" {}", info(family).name);
  return fmt::format(
      "{} scenarios of{}, steps {}, threads {}, agent \"{}\", profile {}, budget {}, "
      "attempts {}, tries {}",
      campaign.scenarios, families, campaign.size.steps_most, campaign.size.threads_most,
      options.subject.agent,
      options.subject.profile.empty() ? "windows-10" : options.subject.profile,
      options.subject.budget, options.subject.attempts, options.subject.tries_most);
}

ExitCode fuzz(FuzzOptions& options, bool scenarios_given) {
  CampaignOptions& campaign = options.campaign;
  std::vector<std::string_view> known;
  for (const Family family : all_families()) known.push_back(info(family).name);
  for (const std::string& name : options.families) {
    if (name == "list") return list_families();
    const auto family = find_family(name);
    if (!family) return refuse("no family is called " + name + suggestion(name, known));
    campaign.families.push_back(*family);
  }
  if (campaign.families.empty()) {
    campaign.families.assign(all_families().begin(), all_families().end());
  }
  if (!options.time.empty()) {
    if (!read_time(options.time, campaign.time)) {
      return refuse("--time wants a number of seconds, or 60s, 10m, 2h; it is " + options.time);
    }
    if (!scenarios_given) campaign.scenarios = UINT64_MAX;
  }
  FuzzReport report;
  if (!options.shard.empty()) {
    report.shard = read_shard(options.shard);
    if (!report.shard) return refuse(shard_problem(options.shard));
    if (campaign.guided)
      return refuse("--shard has no --guided: a part knows not what others reach");
    if (!options.time.empty()) return refuse("--shard has no --time: a part is told by its number");
    report.shard->what = told(options);
    campaign.shard = report.shard->index;
    campaign.shards = report.shard->of;
  }
  report.times = !report.shard && !options.no_times;
  report.failures_most = campaign.failures_most;
  apply(options.subject, campaign);
  // Where a limit of time ends it, nobody knows how many there will be.
  const std::uint64_t own = campaign.scenarios / campaign.shards;
  auto progress = std::make_optional<Progress>("scenarios", options.time.empty() ? own : 0);
  campaign.progress = [&](std::uint64_t scenarios, std::size_t failures) {
    const bool timed = campaign.time.count() > 0;
    const std::string limit = timed ? ", at most " + options.time : "";
    progress->tell(scenarios, fmt::format("{} different failures{}", failures, limit));
  };
  report.agent = options.subject.agent;
  report.attempts = campaign.attempts;
  report.result = run_campaign(campaign);
  progress.reset();
  // An agent that cannot be started any more does not take away what was found before.
  if (!report.result.problem.empty() && report.result.failures.empty()) {
    return refuse(report.result.problem);
  }
  if (!report.result.problem.empty()) {
    fmt::print(stderr, "stopped early: {}\n", report.result.problem);
  }
  if (!write_failures(report, options.out)) return ExitCode::malformed;
  return print(options.format == "json" ? fuzz_json(report) : fuzz_text(report, options.quiet),
               code_of(report.result));
}

}  // namespace

void add_fuzz(CLI::App& program, ExitCode& ended) {
  CLI::App* const verb =
      program.add_subcommand("fuzz", "Generate scenarios, run and judge them, shrink what fails");
  const auto options = std::make_shared<FuzzOptions>();
  CampaignOptions& campaign = options->campaign;
  verb->footer(fuzz_footer);
  verb->add_option("--seed", campaign.seed, "Picks the scenarios")->capture_default_str();
  CLI::Option* const scenarios =
      verb->add_option("--scenarios", campaign.scenarios, "How many, shards together")
          ->check(CLI::PositiveNumber)
          ->capture_default_str();
  verb->add_option("--time", options->time, "How long: 60s, 10m, 2h")->type_name("TIME");
  verb->add_option("--family", options->families,
                   "What the scenarios are about; list names the families")
      ->type_name("NAME");
  verb->add_option("--steps", campaign.size.steps_most,
                   "Most steps, beside those that set up and look at the end")
      ->check(CLI::Range(4, 1'000))
      ->capture_default_str();
  verb->add_option("--threads", campaign.size.threads_most, "Most threads")
      ->check(CLI::Range(1, 3))
      ->capture_default_str();
  verb->add_option("--jobs", campaign.jobs, "Processes that work at once")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  verb->add_option("--shard", options->shard, "The part I of N")->type_name("I/N");
  verb->add_option("--failures", campaign.failures_most, "Different failures, then it stops")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  verb->add_flag("--guided", campaign.guided,
                 "Try variants of scenarios that reach what none before did");
  verb->add_flag("--measure", campaign.measured,
                 "Tell how many rules, clauses and pairs were reached");
  add_subject_options(*verb, options->subject);
  verb->add_option("--out", options->out, "Folder for what failed, made when something does")
      ->type_name("DIR")
      ->capture_default_str();
  verb->add_option("--format", options->format, "text or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  verb->add_flag("--no-times", options->no_times, "JSON: do not tell how long it took");
  verb->add_flag("-q,--quiet", options->quiet, "Text: the summary only");
  verb->callback([options, scenarios, &ended] { ended = fuzz(*options, scenarios->count() > 0); });
}

}  // namespace ioracle
