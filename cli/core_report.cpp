#include "cli/core_report.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/wrap.h"
#include "format/field_place.h"
#include "format/json_text.h"
#include "oracle/describe.h"

namespace ioracle {
namespace {

std::string sentence_of(std::span<const Event> events, const CoreField& at, const Event& event,
                        const Names& names) {
  Event alone = event;
  free_fields_except(alone, {&at.field, 1});
  std::string text = describe(alone, names);
  if (at.field.kind != ObservedField::Kind::time) return text;
  const auto before = events.first(at.event);
  const auto call = std::ranges::find_if(before.rbegin(), before.rend(), [&](const Event& one) {
    return one.kind == EventKind::call && one.id == event.id;
  });
  if (call == before.rend()) return text;
  const auto took = static_cast<double>(event.time_ns - std::min(event.time_ns, call->time_ns));
  return text + fmt::format(" {:.3f} ms after its call", took / 1e6);
}

CoreReport::Field field_of(std::span<const Event> events, const CoreField& at, const Names& names) {
  const Event& event = events[at.event];
  return {event.seq, event.line, pointer_of(event, at.field), json_of(event, at.field, names),
          sentence_of(events, at, event, names)};
}

void append(std::string& out, const CoreReport::Field& field) {
  Separator members(out);
  members.number("event", field.event);
  if (field.line != 0) members.number("line", field.line);
  members.text("field", field.pointer);
  members.member("value") += field.value;
}

std::string place(const CoreReport::Field& field) { return fmt::format("event {}: ", field.event); }

}  // namespace

CoreReport report_core(std::span<const Event> events, const Oracle::Options& options, Names& names,
                       const CoreLimits& limits) {
  const Core core = find_core(events, options, names, limits);
  CoreReport report;
  report.minimal = core.minimal;
  if (core.events > 0) report.last_event = events[core.events - 1].seq;
  for (const CoreField& at : core.fields) report.fields.push_back(field_of(events, at, names));
  for (const NearestChange& change : nearest_changes(events, core, options, names, limits)) {
    Event changed = events[change.at.event];
    set_value(changed, change.at.field, change.value);
    report.nearest.push_back({field_of(events, change.at, names),
                              json_of(changed, change.at.field, names),
                              sentence_of(events, change.at, changed, names), change.whole});
  }
  return report;
}

std::string core_text(const CoreReport& report) {
  constexpr std::string_view indent = "               ";
  std::string text;
  if (!report.minimal) {
    return wrapped("  core:        ", "not found: the trace is too long to be judged so often");
  }
  if (report.fields.empty()) {
    text += wrapped("  core:        ",
                    fmt::format("the order of the events up to event {} alone: no values make it "
                                "possible",
                                report.last_event));
  } else {
    text += wrapped("  core:        ",
                    fmt::format("no history up to event {} shows these, whatever else was observed",
                                report.last_event));
  }
  for (const CoreReport::Field& field : report.fields) {
    text += wrapped(indent, place(field) + field.sentence);
  }
  for (const CoreReport::Change& change : report.nearest) {
    text += wrapped(
        &change == report.nearest.data() ? "  nearest:     " : "           or: ",
        fmt::format("{}{}: then {} is accepted", place(change.observed), change.sentence,
                    change.whole ? std::string("the trace")
                                 : fmt::format("the trace up to event {}", report.last_event)));
  }
  return text;
}

std::string core_json(const CoreReport& report) {
  std::string out = "[";
  Separator elements(out);
  for (const CoreReport::Field& field : report.fields) {
    elements.next() += '{';
    append(out, field);
    out += ",\"sentence\":";
    append_quoted(out, field.sentence);
    out += '}';
  }
  return out + ']';
}

std::string nearest_json(const CoreReport& report) {
  std::string out = "[";
  Separator elements(out);
  for (const CoreReport::Change& change : report.nearest) {
    elements.next() += '{';
    append(out, change.observed);
    out += ",\"allowed\":" + change.value + ",\"sentence\":";
    append_quoted(out, change.sentence);
    out += change.whole ? ",\"whole\":true}" : ",\"whole\":false}";
  }
  return out + ']';
}

}  // namespace ioracle
