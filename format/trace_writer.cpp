#include "format/trace_writer.h"

#include "format/json_text.h"
#include "format/trace_members.h"
#include "model/address.h"

namespace ioracle {
namespace {

class EventWriter {
 public:
  EventWriter(std::string& out, const Event& event, const Names& names)
      : out_(out), event_(event), names_(names) {}

  void write();

 private:
  void name(Name name) { append_quoted(out_, names_.text(name)); }
  void named(Separator& members, std::string_view member, Name name) {
    if (name) members.text(member, names_.text(name));
  }
  void value(const Value& value);
  void pointer(const Argument& argument);
  void address(const Value& value);
  void overlapped(const Argument& argument);
  void words(Separator& members);
  void buffer(const BufferValue& buffer);
  void bytes(const BufferValue& buffer);
  void packet(std::uint32_t first);
  void poll(std::uint32_t first);
  void argument(const ParameterInfo& parameter, const Argument& argument);
  void output(const ParameterInfo& parameter, const Argument& argument);
  template <typename Element>
  void list(std::uint32_t count, Element element);
  void arguments(Separator& members);
  void outputs(Separator& members);
  void observed(Separator& members);
  void blocked(Separator& members);
  void optional_bytes(Separator& members);

  std::string& out_;
  const Event& event_;
  const Names& names_;
};

void EventWriter::value(const Value& value) {
  switch (value.kind) {
    case ValueKind::absent:
    case ValueKind::null:
      out_ += "null";
      break;
    case ValueKind::integer:
      append_number(out_, value.number);
      break;
    case ValueKind::name:
      name(value.name);
      break;
    case ValueKind::raw:
      out_ += "{\"raw\":";
      append_number(out_, value.number);
      out_ += '}';
      break;
    case ValueKind::untouched:
      out_ += "\"untouched\"";
      break;
  }
}

void EventWriter::pointer(const Argument& argument) {
  if (!argument.preset.recorded() || argument.value.kind != ValueKind::name) {
    return value(argument.value);
  }
  out_ += "{\"var\":";
  name(argument.value.name);
  out_ += ",\"value\":";
  value(argument.preset);
  out_ += '}';
}

void EventWriter::address(const Value& place) {
  if (place.kind != ValueKind::name) return value(place);
  const std::string_view text = names_.text(place.name);
  if (address::is_word(text)) return append_quoted(out_, text);
  out_ += "{\"of\":";
  append_quoted(out_, text);
  out_ += '}';
}

void EventWriter::words(Separator& members) {
  const OverlappedWords& words = event_.words;
  if (words.event.recorded()) {
    members.member("hEvent");
    if (words.event_tagged) out_ += "{\"tagged\":";
    value(words.event);
    if (words.event_tagged) out_ += '}';
  }
  if (words.offset) members.number("Offset", *words.offset);
  if (words.offset_high) members.number("OffsetHigh", *words.offset_high);
  if (words.internal) members.number("Internal", *words.internal);
  if (words.internal_high) members.number("InternalHigh", *words.internal_high);
}

void EventWriter::overlapped(const Argument& argument) {
  if (!has_words(argument.parameter) || !event_.words.recorded() ||
      argument.value.kind != ValueKind::name) {
    return value(argument.value);
  }
  out_ += '{';
  Separator members(out_);
  members.text("at", names_.text(argument.value.name));
  words(members);
  out_ += '}';
}

template <typename Element>
void EventWriter::list(std::uint32_t count, Element element) {
  out_ += '[';
  Separator elements(out_);
  for (std::uint32_t index = 0; index < count; ++index) {
    elements.next();
    element(index);
  }
  out_ += ']';
}

void EventWriter::bytes(const BufferValue& buffer) {
  list(buffer.run_count, [&](std::uint32_t index) {
    const Run& run = event_.runs[buffer.first_run + index];
    if (run.pattern) {
      out_ += '[';
      name(run.pattern);
      out_ += ',';
      append_number(out_, run.offset);
      out_ += ',';
      append_number(out_, run.length);
      out_ += ']';
      return;
    }
    constexpr std::string_view digits = "0123456789abcdef";
    out_ += '"';
    for (std::uint32_t at = 0; at < run.length; ++at) {
      const auto code = static_cast<unsigned char>(event_.literals[run.offset + at]);
      out_ += digits[code >> 4U];
      out_ += digits[code & 15U];
    }
    out_ += '"';
  });
}

void EventWriter::buffer(const BufferValue& buffer) {
  out_ += '{';
  Separator members(out_);
  members.member("buf");
  value(buffer.memory ? Value::of(buffer.memory)
                      : (buffer.raw ? Value::raw(*buffer.raw) : Value::null()));
  if (buffer.offset != 0) members.number("offset", buffer.offset);
  members.number("len", buffer.length);
  if (buffer.bytes_recorded) {
    members.member("bytes");
    bytes(buffer);
  }
  out_ += '}';
}

void EventWriter::packet(std::uint32_t first) {
  constexpr std::string_view parts[] = {"lpCompletionKey", "lpOverlapped", "Internal",
                                        "dwNumberOfBytesTransferred"};
  out_ += '{';
  Separator members(out_);
  for (std::uint32_t part = 0; part < 4; ++part) {
    const Value& told = event_.values[first + part];
    if (!told.recorded()) continue;
    members.member(parts[part]);
    value(told);
  }
  out_ += '}';
}

void EventWriter::poll(std::uint32_t first) {
  out_ += "{\"fd\":";
  value(event_.values[first]);
  out_ += ",\"events\":";
  value(event_.values[first + 1]);
  out_ += '}';
}

void EventWriter::argument(const ParameterInfo& parameter, const Argument& argument) {
  const bool out = parameter.direction == Direction::out;
  if (argument.value.recorded()) {
    if (parameter.type == Type::address && !out) return address(argument.value);
    if (parameter.type == Type::overlapped && !out) return overlapped(argument);
    return pointer(argument);
  }
  switch (parameter.type) {
    case Type::buffer:
      return buffer(event_.buffers[argument.first]);
    case Type::buffers:
      return list(argument.count,
                  [&](std::uint32_t index) { buffer(event_.buffers[argument.first + index]); });
    case Type::polls:
      return list(argument.count, [&](std::uint32_t index) { poll(argument.first + 2 * index); });
    default:
      return list(argument.count,
                  [&](std::uint32_t index) { value(event_.values[argument.first + index]); });
  }
}

void EventWriter::output(const ParameterInfo& parameter, const Argument& argument) {
  if (argument.value.recorded()) {
    if (parameter.type == Type::address) return address(argument.value);
    return value(argument.value);
  }
  switch (parameter.type) {
    case Type::buffer:
      return bytes(event_.buffers[argument.first]);
    case Type::buffers:
      return list(argument.count,
                  [&](std::uint32_t index) { bytes(event_.buffers[argument.first + index]); });
    case Type::packets:
      return list(argument.count, [&](std::uint32_t index) { packet(argument.first + 4 * index); });
    default:
      return list(argument.count,
                  [&](std::uint32_t index) { value(event_.values[argument.first + index]); });
  }
}

void EventWriter::arguments(Separator& members) {
  const auto parameters =
      event_.kind == EventKind::enter ? routine_parameters() : info(event_.function).parameters;
  members.member("arguments") += '{';
  Separator parts(out_);
  // In documented order, whatever the order in the event.
  for (const ParameterInfo& parameter : parameters) {
    const Argument* const found = event_.find(parameter.parameter);
    if (found == nullptr) continue;
    parts.member(name_of(parameter.parameter));
    argument(parameter, *found);
  }
  out_ += '}';
}

void EventWriter::outputs(Separator& members) {
  if (event_.arguments.empty()) return;
  members.member("outputs") += '{';
  Separator parts(out_);
  for (const ParameterInfo& parameter : info(event_.function).parameters) {
    if (parameter.direction == Direction::in) continue;
    const Argument* const found = event_.find(parameter.parameter);
    if (found == nullptr) continue;
    parts.member(name_of(parameter.parameter));
    output(parameter, *found);
  }
  out_ += '}';
}

void EventWriter::optional_bytes(Separator& members) {
  if (event_.buffers.empty()) return;
  const BufferValue& buffer = event_.buffers[0];
  members.number("offset", buffer.offset);
  if (buffer.bytes_recorded) {
    members.member("bytes");
    bytes(buffer);
  }
  if (buffer.rest_recorded) members.text("rest", buffer.rest_touched ? "touched" : "untouched");
}

void EventWriter::observed(Separator& members) {
  members.text(event_.action, names_.text(event_.object));
  if (event_.words.recorded()) {
    members.member("words") += '{';
    Separator parts(out_);
    words(parts);
    out_ += '}';
  }
  optional_bytes(members);
  if (event_.result.recorded()) {
    members.member(event_.action == "handle" ? "signaled" : "value");
    value(event_.result);
  }
}

void EventWriter::blocked(Separator& members) {
  members.member("blocked");
  list(static_cast<std::uint32_t>(event_.values.size() / 2), [&](std::uint32_t index) {
    const Value& id = event_.values[2 * index + 1];
    out_ += "{\"thread\":";
    value(event_.values[2 * index]);
    if (id.recorded()) {
      out_ += ",\"id\":";
      value(id);
    }
    out_ += '}';
  });
}

void EventWriter::write() {
  out_ += '{';
  Separator members(out_);
  members.text("event", name_of(event_.kind));
  members.number("seq", event_.seq);
  if (event_.end_seq != 0) members.number("end_seq", event_.end_seq);
  if (event_.time_ns != 0) members.number("time", event_.time_ns);
  named(members, "process", event_.process);
  named(members, "thread", event_.thread);
  if (event_.id != 0) members.number("id", event_.id);
  switch (event_.kind) {
    case EventKind::call:
      members.text("function", info(event_.function).name);
      if (event_.within != 0) members.number("within", event_.within);
      arguments(members);
      break;
    case EventKind::returned:
      if (event_.result.recorded()) {
        members.member("value");
        value(event_.result);
      }
      break;
    case EventKind::enter:
      named(members, "routine", event_.routine);
      if (event_.within != 0) members.number("within", event_.within);
      if (!event_.arguments.empty()) arguments(members);
      break;
    case EventKind::exited:
      named(members, "routine", event_.routine);
      break;
    case EventKind::observe:
      observed(members);
      break;
    case EventKind::memory:
      members.text("action", event_.action);
      named(members, "object", event_.object);
      optional_bytes(members);
      break;
    case EventKind::word:
      named(members, "overlapped", event_.object);
      members.member("words") += '{';
      {
        Separator parts(out_);
        words(parts);
      }
      out_ += '}';
      named(members, "actor", event_.routine);
      break;
    case EventKind::environment:
      members.text("action", event_.action);
      named(members, "object", event_.object);
      if (event_.result.recorded()) {
        members.member("value");
        value(event_.result);
      }
      optional_bytes(members);
      named(members, "actor", event_.routine);
      break;
    case EventKind::exception:
      if (event_.result.recorded()) members.number("code", event_.result.number);
      break;
    case EventKind::settle:
      if (event_.patience_ms != 0) members.number("patience_ms", event_.patience_ms);
      blocked(members);
      break;
    case EventKind::hang:
      blocked(members);
      break;
    case EventKind::gap:
      if (event_.result.recorded()) members.number("lost", event_.result.number);
      break;
    default:
      break;
  }
  if (event_.last_error) members.number("last_error", *event_.last_error);
  if (event_.kind == EventKind::returned) outputs(members);
  out_ += "}\n";
}

}  // namespace

void write_event(std::string& out, const Event& event, const Names& names) {
  EventWriter(out, event, names).write();
}

}  // namespace ioracle
