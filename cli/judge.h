#pragma once
// Judges one trace from its source, under a profile or under all of them.

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/core_report.h"
#include "cli/mark_report.h"
#include "cli/scenario_place.h"
#include "format/format_error.h"
#include "oracle/core.h"
#include "oracle/oracle.h"
#include "oracle/why_accepted.h"

namespace ioracle {

struct JudgeOptions {
  std::optional<Profile> profile;  // empty: the header's, else windows-10
  bool any = false;                // accepted where one of the profiles accepts
  std::uint64_t budget = Oracle::Options().budget;
  bool certificate = false;  // of an accepted trace; one without is inconclusive
  bool core = false;         // of a rejected one
  std::uint64_t core_events = CoreLimits().events;  // judged again, until the core is found
  bool why_accepted = false;                        // of an accepted one
  // Told now and then how much of the trace was read; may be left out.
  std::function<void(std::uint64_t events, std::uint64_t bytes)> progress = {};
  std::string scenarios;  // the folder in which scenarios of traces are sought; "": nowhere
};

// A rejected event and what stands around it in the trace, in words.
struct Context {
  std::string thread;
  std::uint64_t time_ns = 0;   // since the first event
  std::uint64_t call_seq = 0;  // of the call that the event ends; 0: none
  std::string call;
};

struct Judgement {
  std::string trace;     // as named on the command line
  std::string scenario;  // by its header; "": it names none
  Profile profile = Profile::windows_10;
  bool any = false;
  std::string told;  // the explanation, where it is not made of the verdict
  Verdict verdict;
  std::vector<Profile> accepted_by;
  bool accepted_by_known = true;  // false: standard input could not be put by to be judged again
  bool whole = false;             // the trace has its end; else it is a prefix
  Context context;                // of a rejection
  std::optional<ScenarioPlace> step;  // of the rejected event, where scenarios are at hand
  std::chrono::duration<double> duration{};
  std::vector<MarkReport> marks;   // beside the verdict
  std::optional<CoreReport> core;  // of a rejection, where it was asked for
  std::optional<WhyAccepted> why;  // of an acceptance, where it was asked for
};

// Judges the trace in file `path` ("-": standard input, while it is written). Malformed input is an
// error: nothing is returned, and `error` says what is wrong.
std::optional<Judgement> judge(const std::string& path, const JudgeOptions& options,
                               FormatError& error);
// The same for a trace at hand; `name` is what messages call it.
std::optional<Judgement> judge_text(std::string_view text, const std::string& name,
                                    const JudgeOptions& options, FormatError& error);

}  // namespace ioracle
