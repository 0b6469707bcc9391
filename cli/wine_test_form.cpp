#include "cli/wine_test_form.h"

#include <vector>

#include "emit/c_program.h"
#include "format/trace_reader.h"

namespace ioracle {

bool read_shown(std::string_view trace, std::map<std::string, std::string>& shown,
                FormatError& error) {
  Names names;
  TraceReader reader(names);
  std::vector<Event> events;
  Event event;
  TraceReader::Result result = TraceReader::Result::error;
  if (reader.open_text(trace, "the trace")) {
    while ((result = reader.next(event)) == TraceReader::Result::event) events.push_back(event);
  }
  if (result == TraceReader::Result::error) {
    error = reader.error();
    return false;
  }
  shown = emit::shown_by(events, names);
  return true;
}

std::optional<std::string> wine_test_of(const Program& program,
                                        const emit::PermittedOptions& options,
                                        const std::map<std::string, std::string>& shown) {
  const emit::WineChecks checks = emit::find_wine_checks(program, options, shown);
  if (checks.faults) return std::nullopt;
  return emit::wine_test(program, checks, options.profile);
}

}  // namespace ioracle
