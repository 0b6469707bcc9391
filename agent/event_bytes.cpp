#include "agent/event_bytes.h"

#include <cstring>

namespace ioracle::agent {
namespace {

class Writer {
 public:
  Writer(std::string& out, const Names& names) : out_(out), names_(names) {}

  void number(std::uint64_t value) {
    char bytes[sizeof value];
    std::memcpy(bytes, &value, sizeof value);
    out_.append(bytes, sizeof value);
  }
  void number(std::int64_t value) { number(static_cast<std::uint64_t>(value)); }
  void small(std::uint8_t value) { out_.push_back(static_cast<char>(value)); }
  void text(std::string_view value) {
    number(static_cast<std::uint64_t>(value.size()));
    out_.append(value);
  }
  void name(Name value) { text(names_.text(value)); }
  void value(const Value& value) {
    small(static_cast<std::uint8_t>(value.kind));
    if (value.kind == ValueKind::name) name(value.name);
    number(value.number);
  }
  template <typename Number>
  void optional(const std::optional<Number>& value) {
    small(value ? 1 : 0);
    if (value) number(static_cast<std::uint64_t>(*value));
  }
  template <typename Items, typename Write>
  void list(const Items& items, Write write) {
    number(static_cast<std::uint64_t>(items.size()));
    for (const auto& item : items) write(item);
  }

 private:
  std::string& out_;
  const Names& names_;
};

class Reader {
 public:
  Reader(std::string_view bytes, Names& names) : bytes_(bytes), names_(names) {}

  bool whole() const { return whole_; }
  std::uint64_t number() {
    std::uint64_t value = 0;
    if (take(sizeof value)) std::memcpy(&value, taken_.data(), sizeof value);
    return value;
  }
  std::int64_t integer() { return static_cast<std::int64_t>(number()); }
  std::uint32_t number32() { return static_cast<std::uint32_t>(number()); }
  std::uint8_t small() { return take(1) ? static_cast<std::uint8_t>(taken_[0]) : std::uint8_t{0}; }
  bool flag() { return small() != 0; }
  std::string text() { return take(number()) ? std::string(taken_) : std::string(); }
  Name name() { return names_.intern(text()); }
  Value value() {
    Value value;
    value.kind = static_cast<ValueKind>(small());
    if (value.kind == ValueKind::name) value.name = name();
    value.number = integer();
    return value;
  }
  template <typename Number>
  std::optional<Number> optional() {
    if (!flag()) return std::nullopt;
    return static_cast<Number>(number());
  }
  template <typename Items, typename Read>
  void list(Items& items, Read read) {
    const std::uint64_t count = number();
    for (std::uint64_t index = 0; whole_ && index < count; ++index) items.push_back(read());
  }

 private:
  bool take(std::uint64_t count) {
    whole_ = whole_ && count <= bytes_.size();
    if (!whole_) return false;
    taken_ = bytes_.substr(0, static_cast<std::size_t>(count));
    bytes_.remove_prefix(static_cast<std::size_t>(count));
    return true;
  }

  std::string_view bytes_;
  std::string_view taken_;
  Names& names_;
  bool whole_ = true;
};

void write_words(Writer& writer, const OverlappedWords& words) {
  writer.optional(words.internal);
  writer.optional(words.internal_high);
  writer.optional(words.offset);
  writer.optional(words.offset_high);
  writer.value(words.event);
  writer.small(words.event_tagged ? 1 : 0);
}

OverlappedWords read_words(Reader& reader) {
  OverlappedWords words;
  words.internal = reader.optional<std::uint64_t>();
  words.internal_high = reader.optional<std::uint64_t>();
  words.offset = reader.optional<std::uint32_t>();
  words.offset_high = reader.optional<std::uint32_t>();
  words.event = reader.value();
  words.event_tagged = reader.flag();
  return words;
}

void write_buffer(Writer& writer, const BufferValue& buffer) {
  writer.name(buffer.memory);
  writer.optional(buffer.raw);
  writer.number(buffer.offset);
  writer.number(std::uint64_t{buffer.length});
  writer.number(std::uint64_t{buffer.first_run});
  writer.number(std::uint64_t{buffer.run_count});
  writer.small(buffer.bytes_recorded ? 1 : 0);
  writer.small(buffer.rest_recorded ? 1 : 0);
  writer.small(buffer.rest_touched ? 1 : 0);
}

BufferValue read_buffer(Reader& reader) {
  BufferValue buffer;
  buffer.memory = reader.name();
  buffer.raw = reader.optional<std::int64_t>();
  buffer.offset = reader.number();
  buffer.length = reader.number32();
  buffer.first_run = reader.number32();
  buffer.run_count = reader.number32();
  buffer.bytes_recorded = reader.flag();
  buffer.rest_recorded = reader.flag();
  buffer.rest_touched = reader.flag();
  return buffer;
}

Argument read_argument(Reader& reader) {
  Argument argument;
  argument.parameter = static_cast<Parameter>(reader.number());
  argument.value = reader.value();
  argument.preset = reader.value();
  argument.first = reader.number32();
  argument.count = reader.number32();
  return argument;
}

}  // namespace

void append_event(std::string& out, const Event& event, const Names& names) {
  Writer writer(out, names);
  writer.small(static_cast<std::uint8_t>(event.kind));
  for (const std::uint64_t number :
       {event.seq, event.end_seq, event.time_ns, event.id, event.within, event.patience_ms,
        static_cast<std::uint64_t>(event.function)}) {
    writer.number(number);
  }
  for (const Name name : {event.process, event.thread, event.routine, event.object}) {
    writer.name(name);
  }
  writer.value(event.result);
  writer.optional(event.last_error);
  write_words(writer, event.words);
  writer.text(event.action);
  writer.text(event.literals);
  writer.list(event.arguments, [&](const Argument& argument) {
    writer.number(static_cast<std::uint64_t>(argument.parameter));
    writer.value(argument.value);
    writer.value(argument.preset);
    writer.number(std::uint64_t{argument.first});
    writer.number(std::uint64_t{argument.count});
  });
  writer.list(event.buffers, [&](const BufferValue& buffer) { write_buffer(writer, buffer); });
  writer.list(event.runs, [&](const Run& run) {
    writer.name(run.pattern);
    writer.number(run.offset);
    writer.number(std::uint64_t{run.length});
  });
  writer.list(event.values, [&](const Value& value) { writer.value(value); });
}

bool read_event(std::string_view bytes, Names& names, Event& event) {
  event.clear();
  Reader reader(bytes, names);
  event.kind = static_cast<EventKind>(reader.small());
  for (std::uint64_t* number :
       {&event.seq, &event.end_seq, &event.time_ns, &event.id, &event.within, &event.patience_ms}) {
    *number = reader.number();
  }
  event.function = static_cast<Function>(reader.number());
  for (Name* name : {&event.process, &event.thread, &event.routine, &event.object}) {
    *name = reader.name();
  }
  event.result = reader.value();
  event.last_error = reader.optional<std::uint32_t>();
  event.words = read_words(reader);
  event.action = reader.text();
  event.literals = reader.text();
  reader.list(event.arguments, [&] { return read_argument(reader); });
  reader.list(event.buffers, [&] { return read_buffer(reader); });
  reader.list(event.runs, [&] {
    Run run;
    run.pattern = reader.name();
    run.offset = reader.number();
    run.length = reader.number32();
    return run;
  });
  reader.list(event.values, [&] { return reader.value(); });
  return reader.whole();
}

}  // namespace ioracle::agent
