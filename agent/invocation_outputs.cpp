// What a call left behind: its value and its outputs, as the `return` event tells them.

#include <algorithm>
#include <cstring>

#include "agent/addresses.h"
#include "agent/invocation.h"
#include "agent/scenario_run.h"
#include "agent/worker.h"

namespace ioracle::agent {
namespace {

constexpr std::int64_t invalid_handle = -1;

template <typename Number>
Number read_as(const void* place) {
  Number number;
  std::memcpy(&number, place, sizeof number);
  return number;
}

}  // namespace

Value Invocation::value_of_result() {
  const Returns returns = info(call_.function).returns;
  switch (returns) {
    case Returns::nothing:
      return Value::absent();
    case Returns::wait:
    case Returns::status:
      return Value::integer(static_cast<std::uint32_t>(result_));
    case Returns::boolean:
    case Returns::socket_error:
    case Returns::count:
    case Returns::integer:
      return Value::integer(result_);
    case Returns::handle:
    case Returns::socket:
      break;
  }
  if (result_ == 0 && returns == Returns::handle) return Value::null();
  if (result_ == invalid_handle) return Value::raw(invalid_handle);
  const auto handle = reinterpret_cast<HANDLE>(static_cast<ULONG_PTR>(result_));
  Handles& handles = run().handles();
  const Value known = handles.tell(handle);
  if (known.kind == ValueKind::name || !new_handle_) return known;
  handles.add(new_handle_, handle,
              returns == Returns::socket ? Handles::Kind::socket : Handles::Kind::handle);
  return Value::of(new_handle_);
}

bool Invocation::succeeded() const {
  switch (info(call_.function).returns) {
    case Returns::boolean:
      return result_ != 0;
    case Returns::socket_error:
      return result_ == 0;
    case Returns::count:
      return result_ >= 0;
    case Returns::status:
      return result_ == 0;
    default:
      return true;
  }
}

void Invocation::tell_outputs() {
  for (const Output& output : outputs_) {
    if (output.kind == OutputKind::packets) {
      tell_packets(output);
      continue;
    }
    Argument told;
    told.parameter = output.parameter;
    if (output.kind == OutputKind::address) {
      told.value = told_address(run().handles(), *static_cast<const Region*>(output.place));
      returned_.arguments.push_back(told);
      continue;
    }
    const bool wide = output.kind != OutputKind::variable32;
    const std::uint64_t now =
        wide ? read_as<std::uint64_t>(output.place) : read_as<std::uint32_t>(output.place);
    const std::uint64_t preset = wide ? output.preset : static_cast<std::uint32_t>(output.preset);
    if (now == preset) {
      told.value = Value::untouched();
    } else if (output.kind == OutputKind::overlapped) {
      const auto* pointer = reinterpret_cast<const void*>(static_cast<ULONG_PTR>(now));
      const Name name = run().memory().overlapped_at(pointer);
      told.value = name ? Value::of(name) : Value::raw(static_cast<std::int64_t>(now));
      if (now == 0) told.value = Value::null();
    } else {
      told.value = Value::integer(static_cast<std::int64_t>(now));
    }
    returned_.arguments.push_back(told);
  }
  tell_received();
}

void Invocation::tell_packets(const Output& output) {
  Argument told;
  told.parameter = output.parameter;
  told.first = static_cast<std::uint32_t>(returned_.values.size());
  if (succeeded() && output.removed != nullptr) {
    told.count = std::min(read_as<std::uint32_t>(output.removed), output.capacity);
  }
  for (std::uint32_t index = 0; index < told.count; ++index) {
    const OVERLAPPED_ENTRY& entry = entries_[index];
    const Name name = run().memory().overlapped_at(entry.lpOverlapped);
    const auto raw = reinterpret_cast<std::int64_t>(entry.lpOverlapped);
    const Value pointer = raw == 0 ? Value::null() : name ? Value::of(name) : Value::raw(raw);
    returned_.values.push_back(Value::integer(static_cast<std::int64_t>(entry.lpCompletionKey)));
    returned_.values.push_back(pointer);
    returned_.values.push_back(Value::integer(static_cast<std::int64_t>(entry.Internal)));
    returned_.values.push_back(Value::integer(entry.dwNumberOfBytesTransferred));
  }
  if (told.count == 0) told.value = Value::untouched();
  returned_.arguments.push_back(told);
}

// A receive that succeeded at once: the bytes that its buffers hold now.
void Invocation::tell_received() {
  if (received_.empty() || !succeeded()) return;
  std::uint64_t left = 0;
  if (info(call_.function).returns == Returns::count) {
    left = static_cast<std::uint64_t>(result_);
  } else if (received_count_ != nullptr) {
    left = read_as<std::uint32_t>(received_count_);
  } else if (overlapped_ != nullptr) {
    left = overlapped_->InternalHigh;
  }
  Argument told;
  told.parameter = received_.front().parameter;
  told.first = static_cast<std::uint32_t>(returned_.buffers.size());
  for (const Received& received : received_) {
    const auto placed = static_cast<std::uint32_t>(std::min<std::uint64_t>(left, received.length));
    left -= placed;
    BufferValue buffer;
    buffer.memory = received.memory;
    buffer.offset = received.offset;
    buffer.length = placed;
    buffer.bytes_recorded = buffer.rest_recorded = true;
    for (std::uint32_t index = placed; index < received.length; ++index) {
      const std::size_t position = static_cast<std::size_t>(received.offset) + index;
      if (received.base[index] != sentinel_byte(position)) buffer.rest_touched = true;
    }
    buffer.first_run = static_cast<std::uint32_t>(returned_.runs.size());
    if (placed != 0) {
      buffer.run_count = 1;
      returned_.runs.push_back({{}, returned_.literals.size(), placed});
      returned_.literals.append(static_cast<const char*>(static_cast<const void*>(received.base)),
                                placed);
    }
    // Of a list, only those that were written to.
    const bool single = find_parameter(info(call_.function), told.parameter)->type == Type::buffer;
    if (placed == 0 && !buffer.rest_touched && !single) break;
    returned_.buffers.push_back(buffer);
    ++told.count;
  }
  returned_.arguments.push_back(told);
}

}  // namespace ioracle::agent
