#include "explore/fingerprint.h"

#include <bit>
#include <cstring>
#include <string>

#include "sim/chooser.h"

namespace ioracle::explore {
namespace {

// Each half depends on both, so that what one half confuses the other keeps apart.
void take(Fingerprint& fingerprint, std::uint64_t part) {
  fingerprint.high = mix(std::rotl(fingerprint.high, 23) + part * mix_increment);
  fingerprint.low = mix((fingerprint.low ^ part) + std::rotl(fingerprint.high, 41));
}

class Parts {
 public:
  explicit Parts(std::string& out) : out_(out) {}

  void add(std::uint64_t number) {
    char bytes[sizeof number];
    std::memcpy(bytes, &number, sizeof number);
    out_.append(bytes, sizeof bytes);
  }
  void add(Name name) { add(std::uint64_t{name.index}); }
  void add(const Value& value) {
    add(static_cast<std::uint64_t>(value.kind));
    add(value.name);
    add(static_cast<std::uint64_t>(value.number));
  }
  void add(std::string_view text) {
    add(text.size());
    out_ += text;
  }
  template <class Number>
  void add(const std::optional<Number>& number) {
    add(number ? 1U : 0U);
    if (number) add(static_cast<std::uint64_t>(*number));
  }

 private:
  std::string& out_;
};

}  // namespace

Fingerprint extended(const Fingerprint& fingerprint, std::string_view bytes) {
  Fingerprint longer = fingerprint;
  take(longer, bytes.size());
  std::uint64_t part = 0;
  while (bytes.size() >= sizeof part) {
    std::memcpy(&part, bytes.data(), sizeof part);
    take(longer, part);
    bytes.remove_prefix(sizeof part);
  }
  part = 0;
  if (!bytes.empty()) std::memcpy(&part, bytes.data(), bytes.size());
  take(longer, part);
  return longer;
}

Fingerprint extended(const Fingerprint& fingerprint, const Fingerprint& next) {
  Fingerprint longer = fingerprint;
  take(longer, next.high);
  take(longer, next.low);
  return longer;
}

Fingerprint extended(const Fingerprint& fingerprint, std::uint64_t next) {
  Fingerprint longer = fingerprint;
  take(longer, next);
  return longer;
}

bool is_observed(const Event& event) {
  return event.kind == EventKind::returned || event.kind == EventKind::exception ||
         event.kind == EventKind::enter || event.kind == EventKind::observe;
}

void append_observed(std::string& out, const Event& event) {
  Parts parts(out);
  parts.add(static_cast<std::uint64_t>(event.kind));
  parts.add(static_cast<std::uint64_t>(event.function));
  parts.add(event.routine);
  parts.add(event.result);
  parts.add(event.last_error);
  parts.add(event.arguments.size());
  for (const Argument& argument : event.arguments) {
    parts.add(static_cast<std::uint64_t>(argument.parameter));
    parts.add(argument.value);
    parts.add(argument.preset);
    parts.add(argument.first);
    parts.add(argument.count);
  }
  parts.add(event.words.internal);
  parts.add(event.words.internal_high);
  parts.add(event.words.offset);
  parts.add(event.words.offset_high);
  parts.add(event.words.event);
  parts.add(event.words.event_tagged ? 1U : 0U);
  parts.add(event.object);
  parts.add(event.action);
  parts.add(event.buffers.size());
  for (const BufferValue& buffer : event.buffers) {
    parts.add(buffer.memory);
    parts.add(buffer.raw);
    parts.add(buffer.offset);
    parts.add(buffer.length);
    parts.add(buffer.first_run);
    parts.add(buffer.run_count);
    parts.add((buffer.bytes_recorded ? 1U : 0U) + (buffer.rest_recorded ? 2U : 0U) +
              (buffer.rest_touched ? 4U : 0U));
  }
  parts.add(event.runs.size());
  for (const Run& run : event.runs) {
    parts.add(run.pattern);
    parts.add(run.offset);
    parts.add(run.length);
  }
  parts.add(event.values.size());
  for (const Value& value : event.values) parts.add(value);
  parts.add(event.literals);
}

void append_whole(std::string& out, const Event& event) {
  append_observed(out, event);
  Parts parts(out);
  parts.add(event.thread);
  parts.add(event.process);
  parts.add(event.id);
  parts.add(event.within);
  parts.add(event.time_ns);
}

}  // namespace ioracle::explore
