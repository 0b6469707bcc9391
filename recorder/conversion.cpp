#include "recorder/conversion.h"

#include "model/chain.h"
#include "model/constants.h"
#include "model/status.h"
#include "recorder/parameters.h"

namespace ioracle::recorder {
namespace {

constexpr std::uint64_t second_ns = 1'000'000'000;
constexpr std::uint64_t event_tag = 1;  // in hEvent: queue no packet

std::int64_t as_number(std::uint64_t bits) { return static_cast<std::int64_t>(bits); }

const Field* field_of(const Record& record, Function function, Parameter parameter) {
  for (const Field& field : record.fields) {
    const ParameterInfo* candidate = parameter_at(function, field.position);
    if (candidate != nullptr && candidate->parameter == parameter) return &field;
  }
  return nullptr;
}

// Does nothing to what the specification holds: a trace without it is as right as one with it.
bool changes_nothing(Function function) {
  switch (function) {
    case Function::CreateFileW:
    case Function::CreateNamedPipeW:
    case Function::CreateThread:
    case Function::ExitProcess:
    case Function::ExitThread:
    case Function::GetAcceptExSockaddrs:
    case Function::select:
    case Function::WSAIoctl:
    case Function::WSAPoll:
      return true;
    default:
      return false;
  }
}

// Whether the call wrote to its output variables: it succeeded, or dequeued a packet that tells of a
// failure.
bool writes_outputs(const Record& returned) {
  const auto function = static_cast<Function>(returned.head.function);
  const auto value = as_number(returned.head.result);
  if (function == Function::GetQueuedCompletionStatus) {
    const Field* packet = field_of(returned, function, Parameter::lpOverlapped);
    const std::uint64_t pointer = packet == nullptr ? 0 : packet->structure<RawVariable>().value;
    return value != 0 || (pointer != 0 && returned.head.last_error != error::wait_timeout);
  }
  switch (info(function).returns) {
    case Returns::boolean:
      return value != 0;
    case Returns::socket_error:
    case Returns::status:
      return value == 0;
    default:
      return true;
  }
}

}  // namespace

Conversion::Conversion(const Recording& recording, Names& names)
    : recording_(&recording), objects_(names), names_(&names) {
  for (const auto& [index, id] : recording.thread_ids) objects_.note_thread_id(id, index);
}

std::uint64_t Conversion::time_of(const Record& record) const {
  const std::uint64_t frequency = recording_->process.ticks_per_second;
  if (frequency == 0) return 0;
  const std::uint64_t ticks = record.head.ticks;
  return ticks / frequency * second_ns + ticks % frequency * second_ns / frequency;
}

const Event* Conversion::next() {
  const std::uint64_t full_at = recording_->process.full_at_seq;
  while (!ended_ && next_ < recording_->records.size()) {
    const Record& record = recording_->records[next_];
    if (full_at != 0 && record.head.seq >= full_at) break;
    if (!started_.contains(record.thread)) {
      started_.insert(record.thread);
      begin(EventKind::thread_start, record);
      event_.seq = ++seq_;
      return &event_;
    }
    ++next_;
    if (!convert(record)) continue;
    event_.seq = ++seq_;
    return &event_;
  }
  if (ended_) return nullptr;
  ended_ = true;
  event_.clear();
  if (full_at != 0) {
    whole_ = false;
    event_.kind = EventKind::gap;
    event_.result = Value::integer(as_number(recording_->process.lost));
  } else if (recording_->process.ended_at_seq != 0) {
    event_.kind = EventKind::end;
  } else {
    whole_ = false;
    return nullptr;
  }
  event_.seq = ++seq_;
  return &event_;
}

void Conversion::begin(EventKind kind, const Record& record) {
  event_.clear();
  event_.kind = kind;
  event_.time_ns = time_of(record);
  event_.thread = objects_.thread(record.thread);
}

bool Conversion::convert(const Record& record) {
  switch (record.head.kind) {
    case RecordKind::call:
      return call(record);
    case RecordKind::returned:
      return returned(record);
    case RecordKind::enter:
      return enter(record);
    case RecordKind::exited:
      return exited(record);
    case RecordKind::observe:
      return observe(record);
    case RecordKind::memory:
      return memory(record);
    case RecordKind::thread_exit:
      begin(EventKind::thread_exit, record);
      return true;
    case RecordKind::process_exit:
      begin(EventKind::process_exit, record);
      return true;
    default:
      return false;
  }
}

bool Conversion::names_a_known_object(const Record& record, bool& names_any) const {
  const auto function = static_cast<Function>(record.head.function);
  bool knows = false;
  bool knows_all = true;
  const auto look = [&](std::uint64_t handle) {
    const Value value = objects_.handle(handle);
    if (value.kind == ValueKind::null || as_number(handle) < 0) return;
    names_any = true;
    const bool known = value.kind == ValueKind::name;
    knows = knows || known;
    knows_all = knows_all && known;
  };
  for (const Field& field : record.fields) {
    const ParameterInfo* parameter = parameter_at(function, field.position);
    if (parameter == nullptr || parameter->direction == Direction::out) continue;
    if (parameter->type == Type::handle) look(field.number());
    if (parameter->type == Type::handles && field.tag == FieldTag::list) {
      for (std::uint32_t index = 0; index < field.count; ++index) look(field.number(index));
    }
  }
  // Of a list that names another one nothing can be said.
  return function == Function::CreateIoCompletionPort ? knows : knows && knows_all;
}

std::string Conversion::reason_to_leave_out(const Record& record) const {
  const auto function = static_cast<Function>(record.head.function);
  bool names_any = false;
  const bool known = names_a_known_object(record, names_any);
  if (function == Function::QueueUserAPC) return {};
  if (names_any && !known) return "on a handle that no recorded call of the vocabulary made";
  if (!has_rule(function)) {
    return changes_nothing(function) || !names_any ? "no rule, and changes nothing" : "";
  }
  if (function == Function::ioctlsocket) {
    const Field* command = field_of(record, function, Parameter::cmd);
    if (command != nullptr && as_number(command->number() & 0xffffffffU) != constant::fionbio) {
      return "no rule for this command";
    }
  }
  return {};
}

bool Conversion::call(const Record& record) {
  const auto function = static_cast<Function>(record.head.function);
  if (const std::string reason = reason_to_leave_out(record); !reason.empty()) {
    ++left_out_[{std::string(info(function).name), reason}];
    return false;
  }
  ++calls_;
  begin(EventKind::call, record);
  event_.function = function;
  event_.id = ids_[record.head.id] = ++last_id_;
  const auto outer = ids_.find(record.head.within);
  event_.within = outer == ids_.end() ? 0 : outer->second;
  event_.last_error = record.head.last_error;
  for (const Field& field : record.fields) {
    const ParameterInfo* parameter = parameter_at(function, field.position);
    if (parameter != nullptr) input(*parameter, field);
    if (field.position == position_thread_id) {
      event_.arguments.push_back({Parameter::hThread,
                                  objects_.thread_of_id(static_cast<std::uint32_t>(field.number())),
                                  {},
                                  0,
                                  0});
    }
  }
  places_.push_back({seq_ + 1, record.head.caller});
  Event& kept = running_[record.head.id];
  kept = event_;
  return true;
}

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
    case Type::integer:
      argument.value = Value::integer(as_number(field.number()));
      break;
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
  constexpr std::size_t port_at = 2;
  if (field.bytes.size() < port_at + 2) return Value::null();
  const auto port =
      static_cast<std::uint16_t>((field.bytes[port_at] << 8U) | field.bytes[port_at + 1]);
  if (event_.function == Function::bind) return Value::of(names_->intern("loopback"));
  if (const auto socket = objects_.socket_at(port)) return *socket;
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

Value Conversion::result(const Record& record) {
  const auto function = static_cast<Function>(record.head.function);
  const std::uint64_t bits = record.head.result;
  switch (info(function).returns) {
    case Returns::nothing:
      return Value::absent();
    case Returns::wait:
    case Returns::status:
      return Value::integer(static_cast<std::uint32_t>(bits));
    case Returns::handle:
      // An association gives the port that it was given.
      if (function == Function::CreateIoCompletionPort && objects_.is_known(bits)) {
        const auto called = running_.find(record.head.id);
        const Argument* port = called == running_.end()
                                   ? nullptr
                                   : called->second.find(Parameter::ExistingCompletionPort);
        if (port != nullptr && port->value == objects_.handle(bits)) return port->value;
      }
      return objects_.make(bits, function);
    case Returns::socket:
      return objects_.make(bits, function);
    default:
      return Value::integer(as_number(bits));
  }
}

bool Conversion::returned(const Record& record) {
  const auto called = running_.find(record.head.id);
  if (called == running_.end()) return false;
  const auto function = static_cast<Function>(record.head.function);
  begin(EventKind::returned, record);
  event_.function = function;
  event_.id = called->second.id;
  event_.result = result(record);
  event_.last_error = record.head.last_error;
  wrote_outputs_ = writes_outputs(record);
  for (const Field& field : record.fields) {
    const ParameterInfo* parameter = parameter_at(function, field.position);
    if (parameter != nullptr) output(*parameter, field, called->second);
    if (field.position == position_local_address && field.bytes.size() >= 4) {
      const auto port = static_cast<std::uint16_t>((field.bytes[2] << 8U) | field.bytes[3]);
      if (const Argument* socket = called->second.find(Parameter::s)) {
        objects_.note_address(socket->value, port);
      }
    }
  }
  ids_.erase(record.head.id);
  running_.erase(called);
  return true;
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
        event_.values.push_back(Value::integer(as_number(raw.internal)));
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

bool Conversion::enter(const Record& record) {
  const auto outer = ids_.find(record.head.within);
  begin(EventKind::enter, record);
  event_.id = ids_[record.head.id] = ++last_id_;
  event_.within = outer == ids_.end() ? 0 : outer->second;
  event_.routine = objects_.routine(record.head.caller).name;
  for (const Field& field : record.fields) {
    const auto parameter = static_cast<Parameter>(field.position);
    const Value value = parameter == Parameter::lpOverlapped
                            ? objects_.overlapped(field.number())
                            : Value::integer(as_number(field.number()));
    event_.arguments.push_back({parameter, value, {}, 0, 0});
  }
  return true;
}

bool Conversion::exited(const Record& record) {
  const auto entered = ids_.find(record.head.id);
  if (entered == ids_.end()) return false;
  begin(EventKind::exited, record);
  event_.id = entered->second;
  event_.routine = objects_.routine(record.head.caller).name;
  ids_.erase(entered);
  return true;
}

bool Conversion::observe(const Record& record) {
  begin(EventKind::observe, record);
  if (record.fields.empty()) return false;
  Argument argument;
  if (!buffers(record.fields.front(), argument, false)) return false;
  event_.action = "buffer";
  event_.object = event_.buffers.front().memory;
  return true;
}

bool Conversion::memory(const Record& record) {
  if (record.fields.empty()) return false;
  begin(EventKind::memory, record);
  event_.action = record.head.result != 0 ? "free" : "scope_end";
  const Field& field = record.fields.front();
  event_.object = field.position == position_buffer ? objects_.buffer(field.number()).name
                                                    : objects_.overlapped(field.number()).name;
  places_.push_back({seq_ + 1, record.head.caller});
  return true;
}

}  // namespace ioracle::recorder
