// Arguments and outputs: from what was recorded to the values of a trace.

#include "model/constants.h"
#include "recorder/conversion.h"
#include "recorder/parameters.h"

namespace ioracle::recorder {
namespace {

constexpr std::uint64_t event_tag = 1;  // in hEvent: queue no packet
constexpr std::uint64_t low_half = 0xffffffff;

// Of a sockaddr.
std::optional<std::uint16_t> port_of(const Field& field) {
  constexpr std::size_t port_at = 2;
  if (field.bytes.size() < port_at + 2) return std::nullopt;
  return static_cast<std::uint16_t>((field.bytes[port_at] << 8U) | field.bytes[port_at + 1]);
}

}  // namespace

void Conversion::words(const RawOverlapped& raw) {
  if (raw.readable == 0) return;
  event_.words.offset = raw.offset;
  event_.words.offset_high = raw.offset_high;
  event_.words.event = objects_.handle(raw.event & ~event_tag);
  event_.words.event_tagged = (raw.event & event_tag) != 0;
}

void Conversion::input(const ParameterInfo& parameter, const Field& field) {
  Argument argument;
  argument.parameter = parameter.parameter;
  switch (parameter.type) {
    case Type::overlapped:
    case Type::variable:
    case Type::packets:
      if (field.tag == FieldTag::overlapped) {
        const auto raw = field.structure<RawOverlapped>();
        argument.value = objects_.overlapped(raw.pointer);
        if (has_words(parameter.parameter)) words(raw);
      } else if (field.tag == FieldTag::variable) {
        const auto raw = field.structure<RawVariable>();
        argument.value = objects_.variable(raw.pointer);
        const bool pointer = parameter.type == Type::overlapped;
        if (raw.readable != 0 && raw.pointer != 0) {
          argument.preset =
              pointer ? objects_.overlapped(raw.value) : Value::integer(as_number(raw.value));
        }
      } else {
        argument.value = objects_.variable(field.number());
      }
      break;
    case Type::buffer:
    case Type::buffers:
      if (field.tag != FieldTag::buffers) {
        argument.value = field.number() == 0 ? Value::null() : objects_.buffer(field.number());
        break;
      }
      if (!buffers(field, argument, sends_payload(event_.function))) return;
      break;
    case Type::handles:
    case Type::polls:
      list(parameter, field, argument);
      break;
    case Type::handle:
      if (event_.function == Function::QueueUserAPC) return;  // told by the thread's id
      argument.value = objects_.handle(field.number());
      break;
    case Type::address:
      argument.value =
          field.tag == FieldTag::address ? address(field) : objects_.variable(field.number());
      break;
    case Type::routine:
      argument.value = objects_.routine(field.number());
      break;
    case Type::path:
      argument.value =
          field.tag == FieldTag::text ? objects_.text(utf8_of(field.bytes)) : Value::null();
      break;
    case Type::option:
      argument.value = option(field);
      break;
    case Type::integers:
    case Type::count:  // the list tells it
      return;
    case Type::integer: {
      // The header says that the command is signed, and its constants are not.
      const bool command = parameter.parameter == Parameter::cmd;
      const std::uint64_t bits = field.number();
      argument.value = Value::integer(as_number(command ? bits & low_half : bits));
      break;
    }
  }
  event_.arguments.push_back(argument);
}

// A socket by its name for the options that take one; of a LINGER its seconds.
Value Conversion::option(const Field& field) const {
  std::int64_t name = 0;
  for (const Argument& argument : event_.arguments) {
    if (argument.parameter == Parameter::optname) name = argument.value.number;
  }
  const std::uint64_t bits = field.number();
  if (name == constant::so_linger) {
    constexpr std::uint64_t half = 0xffff;
    return Value::integer((bits & half) == 0 ? -1 : as_number((bits >> 16U) & half));
  }
  if (name == constant::so_update_accept_context) return objects_.handle(bits);
  return Value::integer(as_number(bits));
}

// Where a program binds, any address of its own will do; where it connects, the socket at that port
// is meant.
Value Conversion::address(const Field& field) const {
  const auto port = port_of(field);
  if (!port) return Value::null();
  if (event_.function == Function::bind) return Value::of(names_->intern("loopback"));
  if (const auto socket = objects_.socket_at(*port)) return *socket;
  return Value::of(names_->intern("closed"));
}

void Conversion::list(const ParameterInfo& parameter, const Field& field, Argument& argument) {
  if (field.tag != FieldTag::list) {
    argument.value = field.number() == 0 ? Value::null() : Value::raw(as_number(field.number()));
    return;
  }
  argument.first = static_cast<std::uint32_t>(event_.values.size());
  const std::uint32_t step = values_per_element(parameter.type, event_.kind != EventKind::call);
  argument.count = field.count / step;
  for (std::uint32_t index = 0; index < field.count; ++index) {
    const bool handle = parameter.type == Type::handles || (step == 2 && index % step == 0);
    event_.values.push_back(handle ? objects_.handle(field.number(index))
                                   : Value::integer(as_number(field.number(index))));
  }
}

// False where the bytes cannot be told as runs.
bool Conversion::run_of(const Field& field, const RawBuffer& raw, std::size_t offset, bool sends,
                        BufferValue& buffer) {
  buffer.first_run = static_cast<std::uint32_t>(event_.runs.size());
  if (raw.payload == Payload::none) return !sends;
  buffer.bytes_recorded = true;
  if (raw.told == 0) return true;
  buffer.run_count = 1;
  if (raw.payload == Payload::full) {
    event_.runs.push_back({{}, event_.literals.size(), raw.told});
    const void* bytes = field.bytes.data() + offset;
    event_.literals.append(static_cast<const char*>(bytes), raw.told);
    return true;
  }
  const auto digest = field.structure<std::uint64_t>(offset);
  if (sends) digests_sent_.insert(digest);
  if (!sends && !digests_sent_.contains(digest)) return false;
  event_.runs.push_back({names_->intern("digest" + std::to_string(digest)), 0, raw.told});
  return true;
}

bool Conversion::buffers(const Field& field, Argument& argument, bool sends) {
  argument.first = static_cast<std::uint32_t>(event_.buffers.size());
  std::size_t offset = 0;
  bool told = true;
  const bool shows = event_.kind != EventKind::call;
  for (std::uint32_t index = 0; index < field.count; ++index) {
    const auto raw = field.structure<RawBuffer>(offset);
    offset += sizeof(RawBuffer);
    BufferValue buffer;
    const Value memory = objects_.buffer(raw.pointer);
    buffer.memory = memory.name;
    buffer.length = shows ? raw.told : raw.length;
    if (sends || shows) told = run_of(field, raw, offset, sends, buffer) && told;
    event_.buffers.push_back(buffer);
    ++argument.count;
    if (raw.payload == Payload::full) offset += static_cast<std::size_t>(raw_padded(raw.told));
    if (raw.payload == Payload::digest) offset += sizeof(std::uint64_t);
  }
  if (sends) return true;
  if (!told) ++untold_data_;
  return told;
}

void Conversion::output(const ParameterInfo& parameter, const Field& field, const Event& called) {
  Argument argument;
  argument.parameter = parameter.parameter;
  const Argument* given = called.find(parameter.parameter);
  // A variable that holds what it held may have been written to, where the function wrote at all.
  const bool wrote = wrote_outputs_;
  switch (parameter.type) {
    case Type::overlapped:
      argument.value = objects_.overlapped(field.structure<RawVariable>().value);
      if (!wrote && given != nullptr && given->preset == argument.value) {
        argument.value = Value::untouched();
      }
      break;
    case Type::variable: {
      const auto raw = field.structure<RawVariable>();
      if (raw.readable == 0) return;
      argument.value = Value::integer(as_number(raw.value));
      if (!wrote && given != nullptr && given->preset == argument.value) {
        argument.value = Value::untouched();
      }
      break;
    }
    case Type::handle:
      argument.value = objects_.make(field.structure<RawVariable>().value, called.function);
      break;
    case Type::address: {
      // One outside this process has no name here.
      const auto port = port_of(field);
      const auto socket = port ? objects_.socket_at(*port) : std::nullopt;
      if (!socket) return;
      argument.value = *socket;
      break;
    }
    case Type::buffer:
    case Type::buffers:
      if (field.tag != FieldTag::buffers || !buffers(field, argument, false)) return;
      break;
    case Type::packets:
      argument.first = static_cast<std::uint32_t>(event_.values.size());
      argument.count = field.count;
      for (std::uint32_t index = 0; index < field.count; ++index) {
        const auto raw = field.structure<RawPacket>(index * sizeof(RawPacket));
        event_.values.push_back(Value::integer(as_number(raw.key)));
        event_.values.push_back(objects_.overlapped(raw.overlapped));
        // A status has 32 bits; what the upper half holds no document says, and Wine leaves it.
        event_.values.push_back(Value::integer(as_number(raw.internal & low_half)));
        event_.values.push_back(Value::integer(as_number(raw.transferred)));
      }
      break;
    case Type::handles:
    case Type::polls:
      list(parameter, field, argument);
      break;
    default:
      return;
  }
  event_.arguments.push_back(argument);
}

}  // namespace ioracle::recorder
