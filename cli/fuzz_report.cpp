#include "cli/fuzz_report.h"

#include <fmt/format.h>

#include <filesystem>

#include "cli/check_report.h"
#include "cli/json_list.h"
#include "cli/profile_option.h"
#include "cli/verb.h"
#include "cli/wrap.h"

namespace ioracle {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> clause_ids(const Failure& failure) {
  std::vector<std::string> ids;
  for (const ClauseId id : failure.clauses) ids.emplace_back(lookup(id).id);
  return ids;
}

std::string listed(const std::vector<std::uint64_t>& numbers) {
  return fmt::format("{}", fmt::join(numbers, ", "));
}

// A line of a shell.
std::string command(const FuzzReport& report, std::size_t place) {
  const Failure& failure = report.result.failures[place];
  const std::string& file = report.files[place];
  if (!report.agent.empty()) {
    return fmt::format("ioracle conform --agent \"{}\" {} --repeat {}", report.agent, file,
                       report.attempts);
  }
  return fmt::format("ioracle run {} --seed {} --trace - | ioracle check -", file,
                     failure.run_seed);
}

}  // namespace

std::string failure_text(const FuzzReport& report, std::size_t place) {
  const Failure& failure = report.result.failures[place];
  std::string text = fmt::format("{} after {:.1f} s: {}", failure.name, failure.found_after_s,
                                 name_of(failure.outcome));
  const auto ids = clause_ids(failure);
  if (!ids.empty()) text += fmt::format(" ({})", fmt::join(ids, ", "));
  text += fmt::format("; {} step{}{}\n", failure.steps, failure.steps == 1 ? "" : "s",
                      failure.reproduced ? "" : ", not seen a second time");
  if (!failure.others.empty()) {
    text += wrapped("  like it:   ",
                    fmt::format("{} more, of them {}", failure.like - 1, listed(failure.others)));
  }
  text += fmt::format("  replay:    {}\n", command(report, place));
  FormatError ignored;
  if (failure.trial.trace.empty()) return text;
  const auto judgement = judge_text(failure.trial.trace, failure.name, {}, ignored);
  if (judgement) text += explain(*judgement);
  return text;
}

std::string fuzz_text(const FuzzReport& report, bool quiet) {
  const CampaignResult& result = report.result;
  std::string text;
  for (std::size_t place = 0; place < result.failures.size(); ++place) {
    if (!quiet) text += failure_text(report, place) + "\n";
  }
  text += fmt::format("seed {}: {} scenarios, {} events in {:.1f} s; {} failed, for {} reason{}",
                      result.seed, result.scenarios, result.events, result.seconds, result.rejected,
                      result.failures.size(), result.failures.size() == 1 ? "" : "s");
  if (result.undecided > 0) text += fmt::format("; {} undecided", result.undecided);
  if (result.refused > 0) text += fmt::format("; {} refused", result.refused);
  if (result.doubtful > 0) {
    text += fmt::format("; {} doubtful: the simulator fails there too", result.doubtful);
  }
  text += '\n';
  if (result.reached) {
    text += fmt::format(
        "reached: {} rules, {} clauses, {} outcomes of calls, {} pairs of clauses; {} "
        "scenarios were the first to do so\n",
        result.reached->rules, result.reached->clauses, result.reached->outcomes,
        result.reached->pairs, result.reached->kept);
  }
  return text;
}

std::string fuzz_json(const FuzzReport& report) {
  const CampaignResult& result = report.result;
  std::string out = "{";
  Separator members(out);
  members.number("seed", result.seed);
  members.number("scenarios", result.scenarios);
  members.number("events", result.events);
  members.number("rejected", result.rejected);
  members.number("undecided", result.undecided);
  members.number("refused", result.refused);
  members.number("doubtful", result.doubtful);
  if (result.reached) {
    members.member("reached") += '{';
    Separator reached(out);
    reached.number("rules", result.reached->rules);
    reached.number("clauses", result.reached->clauses);
    reached.number("outcomes", result.reached->outcomes);
    reached.number("pairs", result.reached->pairs);
    reached.number("kept", result.reached->kept);
    out += '}';
  }
  members.member("failures") += '[';
  Separator failures(out);
  for (std::size_t place = 0; place < result.failures.size(); ++place) {
    const Failure& failure = result.failures[place];
    failures.next() += '{';
    Separator one(out);
    one.text("scenario", report.files[place]);
    if (report.traces[place].empty()) {
      one.member("trace") += "null";
    } else {
      one.text("trace", report.traces[place]);
    }
    append_list(one.member("clauses"), clause_ids(failure));
    one.number("index", failure.index);
    one.text("result", name_of(failure.outcome));
    one.number("steps", failure.steps);
    one.member("reproduced") += failure.reproduced ? "true" : "false";
    one.number("like", failure.like);
    if (report.times) one.member("found_after") += decimal(failure.found_after_s);
    one.text("observed", failure.trial.verdict.observed);
    one.text("replay", command(report, place));
    out += '}';
  }
  out += ']';
  members.number("failures_most", report.failures_most);
  if (report.shard) append_shard(members, *report.shard);
  if (report.times) members.member("seconds") += decimal(result.seconds);
  return out + "}\n";
}

bool write_failures(FuzzReport& report, const std::string& folder) {
  std::error_code ignored;
  if (!report.result.failures.empty()) fs::create_directories(folder, ignored);
  for (const Failure& failure : report.result.failures) {
    const std::string path = (fs::path(folder) / failure.name).string();
    report.files.push_back(path + ".json");
    if (!write_file(report.files.back(), failure.scenario)) return false;
    const bool traced = !failure.trial.trace.empty();
    report.traces.push_back(traced ? path + ".jsonl" : "");
    if (traced && !write_file(report.traces.back(), failure.trial.trace)) return false;
  }
  return true;
}

void add_subject_options(CLI::App& verb, SubjectOptions& options) {
  verb.add_option("--agent", options.agent,
                  "The command that starts the agent; without it the simulator is asked")
      ->type_name("CMD");
  add_profile_option(verb, options.profile, false, "windows-10");
  verb.add_option("--budget", options.budget, "Histories to look at before giving up")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  verb.add_option("--attempts", options.attempts, "Runs of each scenario that is tried smaller")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  verb.add_option("--tries", options.tries_most,
                  "Scenarios to try while one is made small; 0: none is")
      ->capture_default_str();
  verb.add_option("--patience", options.patience_ms, "What counts as settled, in milliseconds")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  verb.add_option("--timeout", options.timeout_s, "Seconds after which the agent hangs")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
}

void apply(const SubjectOptions& from, CampaignOptions& to) {
  to.trial.profile = find_profile(from.profile).value_or(Profile::windows_10);
  to.trial.budget = from.budget;
  to.attempts = from.attempts;
  to.tries_most = from.tries_most;
  if (from.agent.empty()) return;
  AgentOptions agent;
  agent.command = from.agent;
  agent.profile = name_of(to.trial.profile);
  agent.patience_ms = from.patience_ms;
  agent.answer_timeout = std::chrono::seconds(from.timeout_s);
  to.agent = agent;
}

}  // namespace ioracle
