#include "oracle/horizon.h"

#include <algorithm>

namespace ioracle {
namespace {

bool holds(const std::vector<std::uint32_t>& list, std::uint32_t cell) {
  return std::ranges::find(list, cell) != list.end();
}

}  // namespace

Position Horizon::over(std::initializer_list<List> lists, std::uint32_t cell) const {
  Position horizon = all_;
  for (const Call& call : calls_) {
    if (call.since >= horizon) continue;
    const bool concerned = std::ranges::any_of(
        lists, [&](const List list) { return holds(call.footprint->*list, cell); });
    if (concerned) horizon = call.since;
  }
  return horizon;
}

Position Horizon::of_everything() const {
  Position horizon = all_;
  for (const Call& call : calls_) horizon = std::min(horizon, call.since);
  return horizon;
}

Position Horizon::of_marks() const {
  Position horizon = all_;
  for (const Call& call : calls_) {
    const bool marks = !call.footprint->marks.empty() || call.footprint->sweeps;
    if (marks) horizon = std::min(horizon, call.since);
  }
  return horizon;
}

Position Horizon::of_instant(std::uint32_t cell) const {
  Position horizon = over({&Footprint::marks}, cell);
  // Which operations a sweep cancels is not known before.
  for (const Call& call : calls_) {
    if (call.footprint->sweeps) horizon = std::min(horizon, call.since);
  }
  return horizon;
}

Position Horizon::of_read(std::uint32_t cell) const { return over({&Footprint::reads}, cell); }

Position Horizon::of_written(std::uint32_t cell) const {
  Position horizon = over({&Footprint::writes}, cell);
  // A dequeuer may write the words of an OVERLAPPED that it is still to learn of.
  for (const Call& call : calls_) {
    if (call.footprint->words) horizon = std::min(horizon, call.since);
  }
  return horizon;
}

Position Horizon::of_fifo(std::uint32_t cell) const {
  return over({&Footprint::pushes, &Footprint::fifos_asked}, cell);
}

Position Horizon::of_stream(std::uint32_t cell) const {
  return over({&Footprint::appends, &Footprint::finishes, &Footprint::streams_asked}, cell);
}

std::vector<Position> Horizon::takers(std::uint32_t fifo) const {
  std::vector<Position> found = {all_};
  for (const Call& call : calls_) {
    if (holds(call.footprint->pops, fifo)) found.push_back(std::min(all_, call.since));
  }
  std::ranges::sort(found);
  const auto repeated = std::ranges::unique(found);
  found.erase(repeated.begin(), repeated.end());
  return found;
}

}  // namespace ioracle
