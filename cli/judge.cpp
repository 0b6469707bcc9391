#include "cli/judge.h"

#include <algorithm>
#include <array>

#include "cli/temporary_file.h"
#include "format/trace_reader.h"
#include "format/trace_writer.h"
#include "oracle/describe.h"

namespace ioracle {
namespace {

constexpr std::array<Profile, profile_names.size()> all_profiles = {
    Profile::windows_10, Profile::windows_11, Profile::windows_8_1,
    Profile::windows_7,  Profile::windows_xp, Profile::documented};

// So many events are judged between two reports of how far it is.
constexpr std::uint64_t progress_events = 256;

// A trace that can be read several times. Standard input can be read once: what was read is put by
// in a temporary file, so that memory does not follow the length of the trace.
class Source {
 public:
  explicit Source(const std::string& path) : path_(path) {}
  // A text at hand, which must outlive the source.
  Source(const std::string& name, std::string_view text) : path_(name), text_(text) {}

  bool open(TraceReader& reader) const {
    if (text_) return reader.open_text(*text_, path_);
    return reader.open_file(again_ ? put_by_.path() : path_);
  }
  // During the first reading: keeps what must be read again later.
  void keep(const Header& header) {
    if (!is_read_once()) return;
    std::string line;
    write_header(line, header);
    put_by_.append(line);
  }
  void keep(const Event& event, const Names& names) {
    if (!is_read_once()) return;
    line_.clear();
    write_event(line_, event, names);
    put_by_.append(line_);
  }
  void first_reading_is_over() {
    if (is_read_once()) again_ = put_by_.finish();
  }
  bool can_be_read_again() const { return again_ || !is_read_once(); }

 private:
  bool is_read_once() const { return !text_ && path_ == "-"; }

  std::string path_;
  std::optional<std::string_view> text_;
  TemporaryFile put_by_;
  std::string line_;
  bool again_ = false;
};

// The first reading: checks the whole trace and judges it under one profile.
std::optional<Judgement> judge_first(Source& source, const JudgeOptions& options,
                                     FormatError& error) {
  Names names;
  TraceReader reader(names);
  if (!source.open(reader)) {
    error = reader.error();
    return std::nullopt;
  }
  const Header& header = reader.header();
  source.keep(header);
  Judgement judgement;
  judgement.scenario = header.scenario;
  judgement.profile =
      options.profile.value_or(find_profile(header.profile).value_or(Profile::windows_10));
  Oracle::Options how;
  how.profile = judgement.profile;
  how.budget = options.budget;
  how.certificate = options.certificate;
  Oracle oracle(how, names);
  contract::Contract contract;
  Event event;
  for (;;) {
    const TraceReader::Result result = reader.next(event);
    if (result == TraceReader::Result::end) break;
    if (result == TraceReader::Result::error) {
      error = reader.error();
      return std::nullopt;
    }
    source.keep(event, names);
    if (options.progress && reader.line_number() % progress_events == 0) {
      options.progress(reader.line_number(), reader.bytes());
    }
    // Past its verdict the oracle takes nothing; the rest is read to know that it is well formed.
    oracle.take(event);
    contract.take(event);
  }
  judgement.marks = report_marks(contract, header, names);
  judgement.whole = reader.whole();
  judgement.verdict = oracle.verdict();
  source.first_reading_is_over();
  return judgement;
}

// Judges a trace that is known to be well formed.
Verdict judge_again(const Source& source, Profile profile, std::uint64_t budget) {
  Names names;
  TraceReader reader(names);
  Oracle oracle({profile, budget}, names);
  if (!source.open(reader)) return oracle.verdict();
  Event event;
  while (reader.next(event) == TraceReader::Result::event && oracle.take(event)) {
  }
  return oracle.verdict();
}

Context context_of(const Source& source, std::uint64_t seq) {
  Context context;
  Names names;
  TraceReader reader(names);
  if (!source.open(reader)) return context;
  Event event;
  std::uint64_t id = 0;
  std::optional<std::uint64_t> start_ns;
  while (reader.next(event) == TraceReader::Result::event) {
    if (!start_ns) start_ns = event.time_ns;
    if (event.seq != seq) continue;
    context.thread = std::string(names.text(event.thread));
    context.time_ns = event.time_ns - std::min(*start_ns, event.time_ns);
    const bool ends_call = event.kind == EventKind::returned || event.kind == EventKind::exception;
    id = ends_call ? event.id : 0;
    break;
  }
  if (id == 0) return context;
  Names names_again;
  TraceReader again(names_again);
  if (!source.open(again)) return context;
  while (again.next(event) == TraceReader::Result::event) {
    if (event.kind != EventKind::call || event.id != id) continue;
    context.call_seq = event.seq;
    context.call = describe(event, names_again);
    break;
  }
  return context;
}

// What a verdict is told with besides: it needs the whole trace at hand.
void tell_more(const Source& source, const JudgeOptions& options, Judgement& judgement) {
  Names names;
  TraceReader reader(names);
  std::vector<Event> events;
  if (source.open(reader)) {
    for (Event event; reader.next(event) == TraceReader::Result::event;) events.push_back(event);
  }
  Oracle::Options how;
  how.profile = judgement.profile;
  how.budget = options.budget;
  if (judgement.verdict.kind == VerdictKind::accepted) {
    judgement.why = why_accepted(events, how, names);
    return;
  }
  if (options.core) judgement.core = report_core(events, how, names, {options.core_events});
  const auto rejected = std::ranges::find(events, judgement.verdict.event_seq, &Event::seq);
  if (options.scenarios.empty() || rejected == events.end()) return;
  const auto event = static_cast<std::size_t>(rejected - events.begin());
  judgement.step = ScenarioIndex(options.scenarios).find(judgement.scenario, events, event, names);
}

// Asks the other profiles, and lets `any` take the best answer.
void ask_others(const Source& source, const JudgeOptions& options, Judgement& judgement) {
  for (const Profile profile : all_profiles) {
    if (profile == judgement.profile) continue;
    const Verdict other = judge_again(source, profile, options.budget);
    const bool accepted = other.kind == VerdictKind::accepted;
    if (accepted) judgement.accepted_by.push_back(profile);
    if (!options.any || judgement.verdict.kind == VerdictKind::accepted) continue;
    // One acceptance settles the question; one that is undecided leaves it open.
    if (accepted || judgement.verdict.kind == VerdictKind::rejected) {
      if (other.kind == VerdictKind::rejected) continue;
      judgement.verdict = other;
      judgement.profile = profile;
    }
  }
}

std::optional<Judgement> judge(Source& source, const std::string& name, const JudgeOptions& options,
                               FormatError& error) {
  std::optional<Judgement> judgement = judge_first(source, options, error);
  if (!judgement) return std::nullopt;
  judgement->trace = name;
  judgement->any = options.any;
  if (judgement->verdict.kind == VerdictKind::accepted) {
    judgement->accepted_by.push_back(judgement->profile);
    if (options.why_accepted && source.can_be_read_again()) {
      tell_more(source, options, *judgement);
    }
    return judgement;
  }
  judgement->accepted_by_known = source.can_be_read_again();
  if (!judgement->accepted_by_known) return judgement;
  if (judgement->verdict.kind == VerdictKind::rejected || options.any) {
    ask_others(source, options, *judgement);
  }
  if (judgement->verdict.kind == VerdictKind::rejected) {
    judgement->context = context_of(source, judgement->verdict.event_seq);
    if (options.core || !options.scenarios.empty()) tell_more(source, options, *judgement);
  }
  return judgement;
}

}  // namespace

std::optional<Judgement> judge(const std::string& path, const JudgeOptions& options,
                               FormatError& error) {
  Source source(path);
  return judge(source, path, options, error);
}

std::optional<Judgement> judge_text(std::string_view text, const std::string& name,
                                    const JudgeOptions& options, FormatError& error) {
  Source source(name, text);
  return judge(source, name, options, error);
}

}  // namespace ioracle
