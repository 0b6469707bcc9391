#include "cli/place_counts.h"

#include "emit/permitted.h"
#include "format/trace_reader.h"

namespace ioracle {
namespace {

// Litmus scenarios are small; what is not told within these is told as not complete.
constexpr std::uint64_t states_limit = 3'000;
constexpr std::uint64_t seeds = 200;
constexpr std::string_view absence = "does not happen";

}  // namespace

void PlaceCounter::add(const std::string& trace) {
  ++traces_;
  Names names;
  TraceReader reader(names);
  if (!reader.open_text(trace)) return;
  std::vector<Event> events;
  Event event;
  while (reader.next(event) == TraceReader::Result::event) events.push_back(event);
  for (const auto& [place, text] : emit::shown_by(events, names)) ++seen_[place][text];
}

std::vector<PlaceCounts> PlaceCounter::counts(const Program& program, Profile profile) const {
  const emit::PermittedOptions limits{profile, states_limit, seeds};
  const emit::Permitted permitted = emit::find_permitted(program, limits);
  std::map<std::string, PlaceCounts> places;
  for (const emit::Permitted::Row& row : permitted.rows) {
    if (row.key.find(" observation ") != std::string::npos) continue;
    PlaceCounts& counts = places[row.key];
    counts.place = row.key;
    counts.complete = permitted.complete;
    std::uint64_t count = 0;
    std::uint64_t others = 0;
    const auto seen = seen_.find(row.key);
    if (seen != seen_.end()) {
      for (const auto& [text, times] : seen->second) {
        (emit::is_meant(text, row.text) ? count : others) += times;
      }
    }
    if (row.text == absence) count = traces_ - others;
    counts.allowed.emplace_back(row.text, count);
  }
  std::vector<PlaceCounts> open;
  for (auto& [place, counts] : places) {
    if (counts.allowed.size() > 1) open.push_back(std::move(counts));
  }
  return open;
}

}  // namespace ioracle
