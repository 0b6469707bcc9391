#include "cli/run_table.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/wrap.h"
#include "oracle/describe.h"

namespace ioracle {

RunTable::RunTable(const Names& names, std::size_t thread_columns)
    : names_(names), thread_columns_(std::max(thread_columns, std::size_t{6})) {
  text_ =
      fmt::format("{:>5}  {:>9}  {:<{}}  event\n", "seq", "time (ms)", "thread", thread_columns_);
}

// Who waits for what: the calls are told, not their ids.
std::string RunTable::sentence(const Event& event) const {
  std::string text = describe(event, names_);
  if (event.kind != EventKind::hang) return text;
  for (std::size_t index = 0; index + 1 < event.values.size(); index += 2) {
    const auto id = static_cast<std::uint64_t>(event.values[index + 1].number);
    const auto call = outstanding_.find(id);
    if (call == outstanding_.end()) continue;
    text += fmt::format("; {} {}", describe_value(event.values[index], names_), call->second);
  }
  return text;
}

void RunTable::add(const Event& event) {
  if (event.kind == EventKind::call) outstanding_[event.id] = describe(event, names_);
  const std::string head =
      fmt::format("{:>5}  {:>9.3f}  {:<{}}  ", event.seq, static_cast<double>(event.time_ns) / 1e6,
                  names_.text(event.thread), thread_columns_);
  text_ += wrapped(head, sentence(event));
  if (event.kind == EventKind::returned || event.kind == EventKind::exception) {
    outstanding_.erase(event.id);
  }
}

}  // namespace ioracle
