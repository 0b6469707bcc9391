// ioracle view: a trace as a timeline.

#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include "cli/check_report.h"
#include "cli/profile_option.h"
#include "cli/verb.h"
#include "format/trace_reader.h"
#include "view/page.h"
#include "view/perfetto.h"

namespace ioracle {
namespace {

constexpr const char* view_footer = R"(Examples:
  ioracle view trace.jsonl                          writes trace.html: open it in a browser
  ioracle view trace.jsonl -o /tmp/look.html
  ioracle view trace.jsonl --perfetto trace.json    for ui.perfetto.dev

The page needs no network and no other file. It shows what the trace says and, from a run of the
specification that shows the same, what it does not say: when operations completed, when events were
signaled, what was queued. Of a rejected trace that is the longest part which is accepted, and what
was allowed behind it. Exit codes: 0 accepted, 1 rejected, 2 malformed input, 3 inconclusive or
unsupported; the page is written in all cases but 2.)";

// About a second: of a trace that takes longer the page shows no core.
constexpr std::uint64_t core_events_most = 300'000;

struct ViewOptions {
  std::string trace;
  std::string out;
  std::string perfetto;
  std::string profile;
  std::uint64_t budget = Oracle::Options().budget;
  bool quiet = false;
};

std::optional<std::vector<Event>> read_events(const std::string& path, Names& names,
                                              FormatError& error) {
  TraceReader reader(names);
  std::vector<Event> events;
  Event event;
  TraceReader::Result result = TraceReader::Result::error;
  if (reader.open_file(path)) result = reader.next(event);
  for (; result == TraceReader::Result::event; result = reader.next(event)) events.push_back(event);
  if (result == TraceReader::Result::end) return events;
  error = reader.error();
  return std::nullopt;
}

// How many events come before the one that the verdict names.
std::size_t accepted_part(const std::vector<Event>& events, const Verdict& verdict) {
  if (verdict.kind == VerdictKind::accepted) return events.size();
  std::size_t count = 0;
  while (count < events.size() && events[count].seq != verdict.event_seq) ++count;
  return count;
}

std::string note(const std::vector<Event>& events, const LongestRun& run, std::size_t most) {
  if (run.events == events.size()) return {};
  std::string text =
      run.events == 0 ? "Not known: no run was found."
                      : fmt::format("Known up to event {}; what comes later is shown as recorded.",
                                    events[run.events - 1].seq);
  if (run.events < most && !run.reason.empty()) text += " " + run.reason + ".";
  return text;
}

ExitCode code_of(VerdictKind kind) {
  if (kind == VerdictKind::accepted) return ExitCode::good;
  return kind == VerdictKind::rejected ? ExitCode::rejected : ExitCode::undecided;
}

ExitCode view(const ViewOptions& options) {
  if (options.trace == "-") return refuse("view takes a file: a trace is read several times");
  FormatError error;
  JudgeOptions how;
  how.profile = find_profile(options.profile);
  how.budget = options.budget;
  how.core = true;
  how.core_events = core_events_most;
  const std::optional<Judgement> judgement = judge(options.trace, how, error);
  if (!judgement) return refuse(error.message());
  Names names;
  const auto events = read_events(options.trace, names, error);
  if (!events) return refuse(error.message());
  const std::size_t most = accepted_part(*events, judgement->verdict);
  const LongestRun run = find_run(*events, most, judgement->profile, names, options.budget);
  const Timeline timeline =
      make_timeline(*events, judgement->profile, names, run.certificate, run.events);
  std::string written;
  if (!options.out.empty() || options.perfetto.empty()) {
    const std::string file = options.out.empty()
                                 ? std::filesystem::path(options.trace).stem().string() + ".html"
                                 : options.out;
    PageFacts facts;
    facts.trace = options.trace;
    facts.scenario = judgement->scenario;
    facts.verdict = verdict_json(*judgement);
    std::vector<ClauseId> clauses = judgement->verdict.clauses;
    for (const MarkReport& mark : judgement->marks) {
      const std::span<const ClauseId> own = mark.mark.duty->clauses();
      clauses.insert(clauses.end(), own.begin(), own.end());
    }
    facts.clauses = clauses;
    facts.note = note(*events, run, most);
    if (!write_file(file, page(timeline, facts))) return ExitCode::malformed;
    if (file != "-") written = file;
  }
  if (!options.perfetto.empty()) {
    if (!write_file(options.perfetto, perfetto(timeline))) return ExitCode::malformed;
    if (options.perfetto != "-") written += (written.empty() ? "" : ", ") + options.perfetto;
  }
  if (!options.quiet && !written.empty()) {
    fmt::print(stderr, "{}: {}; wrote {}\n", options.trace, name_of(judgement->verdict.kind),
               written);
  }
  return code_of(judgement->verdict.kind);
}

}  // namespace

void add_view(CLI::App& program, ExitCode& ended) {
  CLI::App* const verb = program.add_subcommand("view", "Show a trace as a timeline");
  const auto options = std::make_shared<ViewOptions>();
  verb->footer(view_footer);
  verb->add_option("TRACE", options->trace, "A trace (JSON Lines)")->required();
  verb->add_option("-o,--out", options->out, "Write the page here; - is standard output")
      ->type_name("FILE.html");
  verb->add_option("--perfetto", options->perfetto,
                   "Write trace-event JSON here, and no page unless -o names one")
      ->type_name("FILE.json");
  add_profile_option(*verb, options->profile, false, "the header's, else windows-10");
  verb->add_option("--budget", options->budget, "Histories to look at before giving up")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  verb->add_flag("-q,--quiet", options->quiet, "Do not say what was written");
  verb->callback([options, &ended] { ended = view(*options); });
}

}  // namespace ioracle
