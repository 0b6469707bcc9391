#include "cli/run_trace.h"

#include <fmt/format.h>

#include <vector>

#include "format/choices_file.h"
#include "format/trace_reader.h"
#include "oracle/certificate.h"

namespace ioracle {

bool is_trace(const std::string& path) {
  if (path == "-") return false;
  if (path.ends_with(".jsonl")) return true;
  Names names;
  TraceReader reader(names);
  return reader.open_file(path);
}

ExitCode run_trace(const std::string& trace, const std::string& choices, const std::string& profile,
                   bool quiet) {
  if (choices.empty()) return refuse(trace + " is a trace: it runs along --choices only");
  Names names;
  TraceReader reader(names);
  if (!reader.open_file(trace)) return refuse(reader.error().message());
  std::vector<Event> events;
  Event event;
  for (;;) {
    const TraceReader::Result result = reader.next(event);
    if (result == TraceReader::Result::end) break;
    if (result == TraceReader::Result::error) return refuse(reader.error().message());
    events.push_back(event);
  }
  FormatError error;
  const auto list = read_choices_file(choices, reader.header().scenario, error);
  if (!list) return refuse(error.message());
  const Replay done =
      replay(events, find_profile(profile).value_or(list->profile), names, list->choices);
  if (!done.good) {
    const std::string place =
        done.choice < list->choices.size()
            ? fmt::format("choice {} of {}: ", done.choice + 1, list->choices.size())
            : std::string();
    return print(fmt::format("{}: not shown; {}{}\n", trace, place, done.reason),
                 ExitCode::rejected);
  }
  if (quiet) return ExitCode::good;
  return print(fmt::format("{}: {} choices show all of its {} events\n", trace,
                           list->choices.size(), events.size()),
               ExitCode::good);
}

}  // namespace ioracle
