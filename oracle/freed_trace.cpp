#include "oracle/freed_trace.h"

#include <algorithm>

namespace ioracle {

FreedTrace::FreedTrace(std::span<const Event> events, const Oracle::Options& options, Names& names,
                       std::uint64_t work)
    : events_(events), options_(options), names_(&names), work_(work) {
  // Which event shows the contradiction does not matter here.
  options_.kept_most = 0;
  options_.certificate = false;
}

std::vector<CoreField> FreedTrace::fields(std::size_t events) const {
  std::vector<CoreField> all;
  for (std::size_t index = 0; index < events; ++index) {
    const Event& event = events_[index];
    for (const ObservedField& field : observed_fields(event)) {
      const bool last = index + 1 == events;
      if (last || !decides_what_exists(event, field)) all.push_back({index, field});
    }
  }
  return all;
}

// `change` makes an event another in place, and tells whether it did; it is given a copy.
template <class Change>
VerdictKind FreedTrace::judge(std::size_t events, Change change) {
  if (work_ == 0) return VerdictKind::inconclusive;
  ++judgings_;
  Oracle oracle(options_, *names_);
  for (std::size_t index = 0; index < events; ++index) {
    if (work_ == 0) return VerdictKind::inconclusive;
    --work_;
    if (!oracle.take(change(index) ? scratch_ : events_[index])) break;
  }
  return oracle.verdict().kind;
}

VerdictKind FreedTrace::judge_without(std::size_t events, std::span<const CoreField> freed) {
  return judge(events, [&](std::size_t index) {
    bool changed = false;
    for (const CoreField& one : freed) {
      if (one.event != index) continue;
      if (!changed) scratch_ = events_[index];
      changed = true;
      free_field(scratch_, one.field);
    }
    return changed;
  });
}

VerdictKind FreedTrace::judge_with_only(std::size_t events, std::span<const CoreField> kept) {
  std::vector<CoreField> sorted(kept.begin(), kept.end());
  std::ranges::sort(sorted, {}, &CoreField::event);
  std::size_t next = 0;
  return judge(events, [&](std::size_t index) {
    const std::size_t first = next;
    while (next < sorted.size() && sorted[next].event == index) ++next;
    const auto here = std::span(sorted).subspan(first, next - first);
    const bool last = index + 1 == events;
    bool changed = false;
    for (const ObservedField& field : observed_fields(events_[index])) {
      if (!last && decides_what_exists(events_[index], field)) continue;
      if (std::ranges::find(here, field, &CoreField::field) != here.end()) continue;
      if (!changed) scratch_ = events_[index];
      changed = true;
      free_field(scratch_, field);
    }
    return changed;
  });
}

VerdictKind FreedTrace::judge_changed(std::size_t events, const CoreField& field,
                                      const Value& value) {
  return judge(events, [&](std::size_t index) {
    if (index != field.event) return false;
    scratch_ = events_[index];
    set_value(scratch_, field.field, value);
    return true;
  });
}

}  // namespace ioracle
