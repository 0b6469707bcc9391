#include "recorder/conversion.h"

#include "model/status.h"
#include "recorder/parameters.h"

namespace ioracle::recorder {
namespace {

constexpr std::uint64_t second_ns = 1'000'000'000;

// Whether the call wrote to its output variables: it succeeded, or dequeued a packet that tells of
// a failure.
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

const Field* field_of(const Record& record, Function function, Parameter parameter) {
  for (const Field& field : record.fields) {
    const ParameterInfo* candidate = parameter_at(function, field.position);
    if (candidate != nullptr && candidate->parameter == parameter) return &field;
  }
  return nullptr;
}

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
