// What the reference checker says of recorded traces, beside the oracle: for a disagreement that
// is being looked into.
//
//   second_opinion TRACE...
//
// One line each: `TRACE: oracle VERDICT [event N], reference VERDICT [event N]`. Exit code 1 where
// they differ, 2 for a file that is no trace. IORACLE_DIFFERENCES=FILE: the smallest trace on which
// they still differ goes there.

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "format/trace_reader.h"
#include "oracle/oracle.h"
#include "tests/agreement/recording.h"
#include "tests/reference/reference_checker.h"

namespace ioracle {
namespace {

constexpr std::size_t worlds_most = 200'000;

std::string at(std::uint64_t seq) { return seq == 0 ? "" : fmt::format(" event {}", seq); }

int compare(const char* path) {
  Names names;
  TraceReader reader(names);
  if (!reader.open_file(path)) {
    fmt::print(stderr, "{}\n", reader.error().message());
    return 2;
  }
  std::vector<Event> events;
  Event event;
  TraceReader::Result result{};
  while ((result = reader.next(event)) == TraceReader::Result::event) events.push_back(event);
  if (result == TraceReader::Result::error) {
    fmt::print(stderr, "{}\n", reader.error().message());
    return 2;
  }
  const Profile profile = find_profile(reader.header().profile).value_or(Profile::windows_10);
  Oracle::Options options;
  options.profile = profile;
  Oracle oracle(options, names);
  for (const Event& one : events) {
    if (!oracle.take(one)) break;
  }
  const Verdict verdict = oracle.verdict();
  const auto second = reference::check(events, profile, names, worlds_most);
  const bool rejected = second.verdict == reference::Verdict::rejected;
  const char* said = rejected                                         ? "rejected"
                     : second.verdict == reference::Verdict::accepted ? "accepted"
                                                                      : "inconclusive";
  fmt::print("{}: oracle {}{}, reference {}{}\n", path, name_of(verdict.kind),
             at(verdict.event_seq), said, at(rejected ? events[second.event].seq : 0));
  if (std::string(said) == name_of(verdict.kind)) return 0;
  write_difference(path, events, names, profile);
  return 1;
}

}  // namespace
}  // namespace ioracle

int main(int count, char** arguments) {
  int worst = 0;
  for (int index = 1; index < count; ++index) {
    worst = std::max(worst, ioracle::compare(arguments[index]));
  }
  return worst;
}
