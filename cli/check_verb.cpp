// ioracle check: verdicts on recorded traces.

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "cli/check_report.h"
#include "cli/profile_option.h"
#include "cli/progress.h"
#include "cli/terminal.h"
#include "cli/verb.h"
#include "format/choices_file.h"

namespace ioracle {
namespace {

constexpr const char* check_footer = R"(Examples:
  ioracle check trace.jsonl
  ioracle check traces/*.jsonl --format json
  ioracle run scenario.json --trace - | ioracle check -
  ioracle check trace.jsonl --certificate c.json && ioracle run scenario.json --choices c.json

A rejection names the event, what was observed, what was allowed instead, and the clauses on
which that rests. With --certificate an accepted trace for which no run is found is inconclusive,
and no file is written. Two marks stand beside the verdict: misuse, where the program broke a must
of the caller, and hazard, where what comes of a call is open. What a trace's header declares counts
for nothing. Exit codes: 0 all accepted, 1 something rejected or an undeclared misuse, 2 malformed
input, 3 something inconclusive or unsupported.)";

struct CheckOptions {
  std::vector<std::string> traces;
  std::string profile;
  std::uint64_t budget = Oracle::Options().budget;
  std::string certificate;
  bool core = false;
  bool why_accepted = false;
  std::string scenarios = "scenarios";
  std::string format = "text";
  std::string hazards = "report";
  std::string shard;
  bool no_times = false;
  bool quiet = false;
};

ExitCode code_of(VerdictKind kind) {
  switch (kind) {
    case VerdictKind::accepted:
      return ExitCode::good;
    case VerdictKind::rejected:
      return ExitCode::rejected;
    default:
      return ExitCode::undecided;
  }
}

constexpr std::uint64_t bytes_per_kilobyte = 1000;

// 0: not known.
std::uint64_t size_of(const std::string& trace) {
  std::error_code unknown;
  const std::uintmax_t size = std::filesystem::file_size(trace, unknown);
  return unknown ? 0 : size;
}

std::string report(const CheckOptions& options, const CheckReport& report) {
  if (options.format == "json") return check_json(report);
  if (options.format == "junit") return check_junit(report);
  if (options.format == "sarif") return check_sarif(report);
  const std::string text = check_text(report, options.quiet);
  return wants_colours(stdout) ? with_colours(text) : text;
}

// False: the file was refused, with a message. What is not accepted has no certificate.
bool write_certificate(const std::string& path, const Judgement& judgement) {
  if (judgement.verdict.kind != VerdictKind::accepted) return true;
  std::string text;
  write_choices(text, {judgement.scenario, judgement.profile, judgement.verdict.certificate});
  return write_file(path, text);
}

// Every N-th of the traces, as --shard says.
std::vector<std::string> dealt(const std::vector<std::string>& traces, const Shard& shard) {
  std::vector<std::string> own;
  for (std::uint64_t at = shard.index - 1; at < traces.size(); at += shard.of) {
    own.push_back(traces[at]);
  }
  return own;
}

ExitCode check(const CheckOptions& options) {
  std::optional<Shard> shard;
  if (!options.shard.empty()) {
    shard = read_shard(options.shard);
    if (!shard) return refuse(shard_problem(options.shard));
    shard->what = fmt::format("{} traces, profile {}, budget {}, core {}", options.traces.size(),
                              options.profile.empty() ? "of each" : options.profile, options.budget,
                              options.core);
    if (options.format != "json") return refuse("--shard needs --format json: it is merged");
  }
  if (std::ranges::count(options.traces, "-") > 1) {
    return refuse("standard input (-) can be judged once only");
  }
  JudgeOptions how;
  how.any = options.profile == "any";
  how.profile = find_profile(options.profile);
  how.budget = options.budget;
  how.core = options.core;
  how.why_accepted = options.why_accepted;
  if (options.format == "sarif") how.scenarios = options.scenarios;
  how.certificate = !options.certificate.empty();
  if (how.certificate && options.traces.size() != 1) {
    return refuse("--certificate is of one trace");
  }
  if (options.certificate == "-") return refuse("--certificate takes the name of a file");
  const auto begin = std::chrono::steady_clock::now();
  CheckReport all;
  all.hazards_are_errors = options.hazards == "error";
  all.shard = shard;
  all.times = !shard && !options.no_times;
  const std::vector<std::string> traces = dealt(options.traces, shard.value_or(Shard()));
  ExitCode ended = ExitCode::good;
  // All input is read before anything is written: malformed input leaves no half of a result.
  std::uint64_t bytes = 0;
  for (const std::string& trace : traces) bytes += size_of(trace);
  auto progress = std::make_optional<Progress>("kB", bytes / bytes_per_kilobyte);
  std::uint64_t before = 0;
  for (const std::string& trace : traces) {
    FormatError error;
    how.progress = [&](std::uint64_t events, std::uint64_t read) {
      progress->tell((before + read) / bytes_per_kilobyte, fmt::format("event {}", events));
    };
    const auto started = std::chrono::steady_clock::now();
    std::optional<Judgement> judgement = judge(trace, how, error);
    if (!judgement) return refuse(error.message());
    before += size_of(trace);
    judgement->duration = std::chrono::steady_clock::now() - started;
    ended = graver(ended, code_of(judgement->verdict.kind));
    for (const MarkReport& mark : judgement->marks) {
      if (is_undeclared(mark, all.hazards_are_errors)) ended = graver(ended, ExitCode::rejected);
    }
    all.judgements.push_back(std::move(*judgement));
  }
  progress.reset();
  if (how.certificate && !write_certificate(options.certificate, all.judgements.front())) {
    return ExitCode::malformed;
  }
  all.duration = std::chrono::steady_clock::now() - begin;
  return print(report(options, all), ended);
}

}  // namespace

void add_check(CLI::App& program, ExitCode& ended) {
  CLI::App* const verb = program.add_subcommand("check", "Judge recorded traces");
  const auto options = std::make_shared<CheckOptions>();
  verb->footer(check_footer);
  verb->add_option("TRACE", options->traces, "Traces (JSON Lines); - is standard input")
      ->required();
  add_profile_option(*verb, options->profile, true, "the header's, else windows-10");
  verb->add_option("--budget", options->budget, "Histories to look at before giving up")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  verb->add_option("--certificate", options->certificate,
                   "Write the choices of a run that shows the accepted trace: for run --choices")
      ->type_name("FILE");
  verb->add_flag("--core", options->core,
                 "Of a rejected trace: the fewest observations that are contradictory, and which "
                 "other value of one of them is allowed");
  verb->add_flag("--why-accepted", options->why_accepted,
                 "Of an accepted trace: what it takes for granted that no source tells of, or that "
                 "nothing in the trace depends on");
  verb->add_option("--hazards", options->hazards,
                   "report, or error: an undeclared hazard counts as an undeclared misuse does")
      ->check(CLI::IsMember({"report", "error"}))
      ->capture_default_str();
  verb->add_option("--format", options->format, "text, json, junit or sarif")
      ->check(CLI::IsMember({"text", "json", "junit", "sarif"}))
      ->capture_default_str();
  verb->add_option("--scenarios", options->scenarios,
                   "SARIF: where the scenarios are that traces name; results point at their steps")
      ->type_name("DIR")
      ->capture_default_str();
  verb->add_option("--shard", options->shard, "Judge the part I of N of the traces: for merge")
      ->type_name("I/N");
  verb->add_flag("--no-times", options->no_times, "JSON: do not tell how long it took");
  verb->add_flag("-q,--quiet", options->quiet, "Text: leave out what was accepted");
  verb->callback([options, &ended] { ended = check(*options); });
}

}  // namespace ioracle
