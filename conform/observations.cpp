#include "conform/observations.h"

#include <algorithm>
#include <map>

#include "format/trace_reader.h"
#include "oracle/describe.h"

namespace ioracle {
namespace {

bool is_shown(EventKind kind) {
  switch (kind) {
    case EventKind::returned:
    case EventKind::enter:
    case EventKind::observe:
    case EventKind::exception:
    case EventKind::hang:
      return true;
    default:
      return false;
  }
}

}  // namespace

std::vector<std::string> observations_of(std::string_view trace) {
  std::vector<std::string> all;
  Names names;
  TraceReader reader(names);
  if (!reader.open_text(trace)) return all;
  std::map<std::uint32_t, std::vector<std::string>> by_thread;  // 0: of none
  std::vector<std::uint32_t> order;
  Event event;
  while (reader.next(event) == TraceReader::Result::event) {
    if (!is_shown(event.kind)) continue;
    const auto [lines, is_new] = by_thread.try_emplace(event.thread.index);
    if (is_new) order.push_back(event.thread.index);
    const std::string subject = event.thread ? std::string(names.text(event.thread)) + ": " : "";
    lines->second.push_back(subject + describe(event, names));
  }
  // Which thread was first is chance.
  std::ranges::sort(order, {}, [&](std::uint32_t index) { return names.text(Name{index}); });
  for (const std::uint32_t thread : order) {
    const std::vector<std::string>& lines = by_thread[thread];
    all.insert(all.end(), lines.begin(), lines.end());
  }
  return all;
}

}  // namespace ioracle
