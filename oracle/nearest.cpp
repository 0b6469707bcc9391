// The nearest allowed traces: one field of a core with another value.

#include <algorithm>
#include <unordered_set>

#include "model/error_code.h"
#include "model/status.h"
#include "oracle/core.h"
#include "oracle/freed_trace.h"

namespace ioracle {
namespace {

using Kind = ObservedField::Kind;

// Numbers and names that the trace or the tables hold, and that a field can take.
class Vocabulary {
 public:
  explicit Vocabulary(std::span<const Event> events) {
    for (const std::int64_t number : {0, 1, -1, 2, 3}) add(numbers_, Value::integer(number));
    for (const Event& event : events) {
      for (const Argument& argument : event.arguments) {
        if (argument.value.kind == ValueKind::integer) add(numbers_, argument.value);
        if (has_words(argument.parameter)) add(pointers_, argument.value);
      }
      for (const BufferValue& buffer : event.buffers) {
        add(numbers_, Value::integer(buffer.length));
      }
      if (event.kind != EventKind::returned) continue;
      if (event.result.kind == ValueKind::integer) add(results_, event.result);
    }
    add(pointers_, Value::null());
  }

  std::vector<Value> of(const Event& event, const ObservedField& field) const {
    switch (field.kind) {
      case Kind::last_error:
        return errors();
      case Kind::internal:
        return statuses();
      case Kind::internal_high:
        return numbers_;
      case Kind::result:
        return results(event);
      case Kind::output:
        if (has_words(field.parameter)) return pointers_;
        if (field.parameter == Parameter::dwError) return errors();
        return outputs();
      case Kind::element:
        return elements(event, field);
      default:
        return {};
    }
  }

 private:
  static void add(std::vector<Value>& values, const Value& value) {
    if (value.recorded() && std::ranges::find(values, value) == values.end()) {
      values.push_back(value);
    }
  }

  static std::vector<Value> errors() {
    std::vector<Value> values;
    std::unordered_set<std::uint32_t> seen = {0};
    values.push_back(Value::integer(0));
    for (const ErrorCode& one : error_codes()) {
      if (seen.insert(one.code).second) values.push_back(Value::integer(one.code));
    }
    return values;
  }

  static std::vector<Value> statuses() {
    std::vector<Value> values;
    for (const Status status : all_statuses()) {
      values.push_back(Value::integer(static_cast<std::uint32_t>(status)));
    }
    return values;
  }

  std::vector<Value> results(const Event& event) const {
    std::vector<Value> values = results_;
    for (const Value& number : numbers_) add(values, number);
    if (event.kind == EventKind::observe) return values;
    constexpr std::int64_t wait_failed = 0xFFFFFFFF;
    for (const std::int64_t code : {std::int64_t{error::wait_timeout},
                                    std::int64_t{error::wait_io_completion}, wait_failed}) {
      add(values, Value::integer(code));
    }
    return values;
  }

  std::vector<Value> outputs() const {
    std::vector<Value> values = numbers_;
    values.push_back(Value::untouched());
    return values;
  }

  std::vector<Value> elements(const Event& event, const ObservedField& field) const {
    if (event.find(field.parameter)->parameter != Parameter::lpCompletionPortEntries) {
      return numbers_;
    }
    constexpr std::uint32_t pointer = 1;
    constexpr std::uint32_t status = 2;
    const std::uint32_t part = field.element % values_per_element(Type::packets, true);
    if (part == pointer) return pointers_;
    return part == status ? statuses() : numbers_;
  }

  std::vector<Value> numbers_;
  std::vector<Value> results_;
  std::vector<Value> pointers_;  // to an OVERLAPPED
};

}  // namespace

std::vector<NearestChange> nearest_changes(std::span<const Event> events, const Core& core,
                                           const Oracle::Options& options, Names& names,
                                           const CoreLimits& limits) {
  FreedTrace trace(events, options, names, limits.events);
  const Vocabulary vocabulary(events);
  std::vector<NearestChange> changes;
  for (std::size_t index = core.fields.size(); index-- > 0;) {
    const CoreField& at = core.fields[index];
    // Where not even an unknown value helps, no value does.
    if (trace.judge_without(core.events, {&at, 1}) != VerdictKind::accepted) continue;
    const Event& event = events[at.event];
    const Value observed = value_of(event, at.field);
    for (const Value& value : vocabulary.of(event, at.field)) {
      if (changes.size() == limits.changes_most) return changes;
      if (value == observed) continue;
      if (trace.judge_changed(core.events, at, value) != VerdictKind::accepted) continue;
      const bool whole = core.events == events.size() ||
                         trace.judge_changed(events.size(), at, value) == VerdictKind::accepted;
      changes.push_back({at, value, whole});
    }
  }
  std::ranges::stable_partition(changes, &NearestChange::whole);
  return changes;
}

}  // namespace ioracle
