// Cores of rejections: QuickXplain (Junker, 2004), and each field of the result tried once more.

#include "oracle/core.h"

#include <algorithm>

#include "oracle/freed_trace.h"

namespace ioracle {
namespace {

using Fields = std::vector<CoreField>;

Fields joined(const Fields& left, std::span<const CoreField> right) {
  Fields both = left;
  both.insert(both.end(), right.begin(), right.end());
  return both;
}

Fields without(const Fields& fields, const CoreField& one) {
  Fields rest = fields;
  std::erase(rest, one);
  return rest;
}

class CoreFinder {
 public:
  CoreFinder(FreedTrace& trace, std::size_t events) : trace_(&trace), events_(events) {}

  bool is_rejected(const Fields& kept) {
    return trace_->judge_with_only(events_, kept) == VerdictKind::rejected;
  }

  // Of those that are rejected together, some that are rejected together; earlier ones preferred.
  Fields explain(const Fields& fields) {
    if (is_rejected({})) return {};
    return explain({}, false, fields);
  }

  // Takes out what is not needed, until each of them is. REQUIRES: they are rejected together.
  void reduce(Fields& fields) {
    for (std::size_t index = 0; index < fields.size() && !trace_->is_used_up();) {
      Fields fewer = without(fields, fields[index]);
      if (is_rejected(fewer)) {
        fields = std::move(fewer);
        index = 0;
      } else {
        ++index;
      }
    }
  }

 private:
  Fields explain(const Fields& background, bool grown, std::span<const CoreField> fields) {
    if (grown && is_rejected(background)) return {};
    if (fields.size() <= 1 || trace_->is_used_up()) return {fields.begin(), fields.end()};
    const auto first = fields.first(fields.size() / 2);
    const auto second = fields.subspan(fields.size() / 2);
    const Fields of_second = explain(joined(background, first), true, second);
    const Fields of_first = explain(joined(background, of_second), !of_second.empty(), first);
    return joined(of_first, of_second);
  }

  FreedTrace* trace_;
  std::size_t events_;
};

// The shortest prefix that is rejected: an event that is named may come before the one that shows
// its contradiction.
std::size_t contradictory_prefix(FreedTrace& trace, std::size_t count) {
  std::size_t good = 0;
  std::size_t bad = count;
  while (good + 1 < bad) {
    const std::size_t middle = good + (bad - good) / 2;
    (trace.judge_without(middle, {}) == VerdictKind::rejected ? bad : good) = middle;
  }
  return bad;
}

// What is near to the end explains best; how long a call took explains only where nothing else
// does.
Fields preferred_first(Fields fields) {
  std::ranges::reverse(fields);
  std::ranges::stable_partition(
      fields, [](const CoreField& one) { return one.field.kind != ObservedField::Kind::time; });
  return fields;
}

}  // namespace

Core find_core(std::span<const Event> events, const Oracle::Options& options, Names& names,
               const CoreLimits& limits) {
  FreedTrace trace(events, options, names, limits.events);
  Core core;
  core.events = contradictory_prefix(trace, events.size());
  CoreFinder finder(trace, core.events);
  const Fields all = preferred_first(trace.fields(core.events));
  if (finder.is_rejected(all)) {
    core.fields = finder.explain(all);
    finder.reduce(core.fields);
    // Another one, without some field of this one, may be smaller.
    for (std::size_t index = 0; index < core.fields.size() && core.fields.size() > 1;) {
      const Fields rest = without(all, core.fields[index++]);
      if (trace.is_used_up() || !finder.is_rejected(rest)) continue;
      Fields other = finder.explain(rest);
      finder.reduce(other);
      if (other.size() >= core.fields.size() || !finder.is_rejected(other)) continue;
      core.fields = std::move(other);
      index = 0;
    }
    core.minimal = finder.is_rejected(core.fields) && !trace.is_used_up();
  }
  std::ranges::stable_sort(core.fields, {}, &CoreField::event);
  core.judgings = trace.judgings();
  return core;
}

}  // namespace ioracle
