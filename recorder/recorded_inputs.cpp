// What goes into a call, by the types that the vocabulary gives its parameters.

#include <ws2tcpip.h>

#include <cstring>

#include "recorder/parameters.h"
#include "recorder/reading.h"
#include "recorder/recorded_call.h"

namespace ioracle::recorder {
namespace {

constexpr std::size_t accept_areas = 3;  // lengths behind lpOutputBuffer

std::uint64_t read_number(std::uint64_t pointer, std::size_t width, bool is_signed) {
  switch (width) {
    case 1:
      return is_signed ? static_cast<std::uint64_t>(std::int64_t{read_as<std::int8_t>(pointer)})
                       : read_as<std::uint8_t>(pointer);
    case 2:
      return is_signed ? static_cast<std::uint64_t>(std::int64_t{read_as<std::int16_t>(pointer)})
                       : read_as<std::uint16_t>(pointer);
    case 4:
      return is_signed ? static_cast<std::uint64_t>(std::int64_t{read_as<std::int32_t>(pointer)})
                       : read_as<std::uint32_t>(pointer);
    default:
      return read_as<std::uint64_t>(pointer);
  }
}

}  // namespace

void RecordedCall::inputs() {
  for (std::size_t position = 0; position < arguments_.size(); ++position) {
    const ParameterInfo* parameter = parameter_at(function_, position);
    if (parameter != nullptr) input(position, *parameter);
  }
  if (function_ == Function::QueueUserAPC) {
    add_number(thread_, position_thread_id, GetThreadId(reinterpret_cast<HANDLE>(bits(1))));
  }
  if (starts_operation(function_) && overlapped_ != 0) start_operation(overlapped_);
}

void RecordedCall::input(std::size_t position, const ParameterInfo& parameter) {
  switch (parameter.type) {
    case Type::variable:
      return variable(position);
    case Type::option:
      if (position + 1 < arguments_.size() && bits(position) != 0) {
        const std::uint64_t width = bits(position + 1);
        const bool odd = width != 1 && width != 2 && width != 4 && width != 8;
        if (!odd) add_number(thread_, position, read_number(bits(position), width, false));
      }
      return;
    case Type::overlapped:
      if (parameter.direction == Direction::out) return variable(position);
      return overlapped(position);
    case Type::buffer:
    case Type::buffers:
      return send_or_receive(position, parameter);
    case Type::handles:
      if (function_ == Function::select) return sockets(position);
      return list(position, position == 0 ? 0 : bits(position - 1));
    case Type::polls:
      return polls(position, true);
    case Type::address:
      if (parameter.direction == Direction::in) return address(position);
      return add_number(thread_, position, bits(position));
    case Type::path:
      return text(position);
    default:
      return add_number(thread_, position, bits(position));
  }
}

void RecordedCall::variable(std::size_t position) {
  const RawArgument& argument = arguments_[position];
  RawVariable raw{argument.bits, 0, 0};
  std::uint64_t width = argument.width;
  if (function_ == Function::getsockopt && width == 1) {  // the value: as long as optlen says
    width = bits(position + 1) == 0 ? 0 : read_as<std::uint32_t>(bits(position + 1));
    if (width != 1 && width != 2 && width != 4 && width != 8) width = 0;
  }
  if (raw.pointer != 0 && width != 0) {
    raw.value = read_number(raw.pointer, width, argument.is_signed);
    raw.readable = 1;
  }
  unsigned char* place =
      thread_.add_field(static_cast<std::uint8_t>(position), FieldTag::variable, 1, sizeof raw);
  if (place != nullptr) std::memcpy(place, &raw, sizeof raw);
}

void RecordedCall::overlapped(std::size_t position) {
  RawOverlapped raw{};
  raw.pointer = bits(position);
  const ParameterInfo* parameter = parameter_at(function_, position);
  if (has_words(parameter->parameter)) overlapped_ = raw.pointer;
  // What is posted need not be an OVERLAPPED.
  const bool looked_at = raw.pointer != 0 && has_words(parameter->parameter) &&
                         function_ != Function::PostQueuedCompletionStatus;
  if (looked_at) {
    const auto& words = *reinterpret_cast<const volatile OVERLAPPED*>(raw.pointer);
    raw.internal = words.Internal;
    raw.internal_high = words.InternalHigh;
    raw.event = reinterpret_cast<std::uint64_t>(words.hEvent);
    raw.offset = words.Offset;
    raw.offset_high = words.OffsetHigh;
    raw.readable = 1;
  }
  unsigned char* place =
      thread_.add_field(static_cast<std::uint8_t>(position), FieldTag::overlapped, 1, sizeof raw);
  if (place != nullptr) std::memcpy(place, &raw, sizeof raw);
}

void RecordedCall::address(std::size_t position) {
  const std::uint64_t length = position + 1 < arguments_.size() ? bits(position + 1) : 0;
  const bool told = bits(position) != 0 && length <= sizeof(sockaddr_storage);
  if (!told) return add_number(thread_, position, bits(position));
  unsigned char* place = thread_.add_field(static_cast<std::uint8_t>(position), FieldTag::address,
                                           1, static_cast<std::uint32_t>(length));
  if (place == nullptr) return;
  std::memcpy(place, reinterpret_cast<const void*>(bits(position)),
              static_cast<std::size_t>(length));
}

void RecordedCall::text(std::size_t position) {
  constexpr std::uint32_t characters_max = 1024;
  const bool narrow = arguments_[position].narrow;
  const std::uint64_t from = bits(position);
  if (from == 0) return add_number(thread_, position, 0);
  const auto character = [&](std::uint32_t index) -> wchar_t {
    if (narrow) return static_cast<wchar_t>(read_as<unsigned char>(from + index));
    return read_as<wchar_t>(from + 2 * std::uint64_t{index});
  };
  std::uint32_t count = 0;
  while (count < characters_max && character(count) != L'\0') ++count;
  unsigned char* place =
      thread_.add_field(static_cast<std::uint8_t>(position), FieldTag::text, count,
                        count * static_cast<std::uint32_t>(sizeof(wchar_t)));
  for (std::uint32_t index = 0; place != nullptr && index < count; ++index) {
    const wchar_t told = character(index);
    std::memcpy(place + index * sizeof told, &told, sizeof told);
  }
}

void RecordedCall::list(std::size_t position, std::uint64_t count) {
  constexpr std::uint64_t handles_max = 1024;
  if (bits(position) == 0 || count > handles_max) {
    return add_number(thread_, position, bits(position));
  }
  const auto bytes = static_cast<std::uint32_t>(count * sizeof(HANDLE));
  unsigned char* place = thread_.add_field(static_cast<std::uint8_t>(position), FieldTag::list,
                                           static_cast<std::uint32_t>(count), bytes);
  if (place != nullptr) std::memcpy(place, reinterpret_cast<const void*>(bits(position)), bytes);
}

void RecordedCall::sockets(std::size_t position) {
  if (bits(position) == 0) return add_number(thread_, position, 0);
  const auto& set = *reinterpret_cast<const fd_set*>(bits(position));
  const std::uint32_t count = set.fd_count;
  const auto bytes = count * static_cast<std::uint32_t>(sizeof(SOCKET));
  unsigned char* place =
      thread_.add_field(static_cast<std::uint8_t>(position), FieldTag::list, count, bytes);
  if (place != nullptr) std::memcpy(place, set.fd_array, bytes);
}

void RecordedCall::polls(std::size_t position, bool events) {
  const auto* given = reinterpret_cast<const WSAPOLLFD*>(bits(position));
  const auto count = static_cast<std::uint32_t>(given == nullptr ? 0 : bits(position + 1));
  const std::uint32_t each = events ? 2 : 1;
  unsigned char* place =
      thread_.add_field(static_cast<std::uint8_t>(position), FieldTag::list, each * count,
                        each * count * static_cast<std::uint32_t>(sizeof(std::uint64_t)));
  for (std::uint32_t index = 0; place != nullptr && index < count; ++index) {
    const std::uint64_t told[2] = {given[index].fd,
                                   static_cast<std::uint64_t>(static_cast<std::uint16_t>(
                                       events ? given[index].events : given[index].revents))};
    std::memcpy(place, events ? told : told + 1, each * sizeof told[0]);
    place += each * sizeof told[0];
  }
}

void RecordedCall::send_or_receive(std::size_t position, const ParameterInfo& parameter) {
  const std::uint64_t pointer = bits(position);
  if (pointer == 0) return add_number(thread_, position, 0);
  const bool sends = sends_payload(function_) && parameter.direction == Direction::in;
  Stretch all[operation_buffers_max];
  std::uint32_t count = 1;
  if (parameter.type == Type::buffer) {
    std::uint64_t length = bits(position + 1);
    if (function_ == Function::AcceptEx || function_ == Function::GetAcceptExSockaddrs) {
      length = 0;
      for (std::size_t area = 0; area < accept_areas; ++area) length += bits(position + 1 + area);
    }
    all[0] = {pointer, static_cast<std::uint32_t>(length), 0};
  } else {
    // Of structures that are no WSABUFs only the place is told.
    const bool plain = sends_payload(function_) || receives_payload(function_);
    if (!plain || bits(position + 1) > operation_buffers_max) {
      return add_number(thread_, position, pointer);
    }
    count = static_cast<std::uint32_t>(bits(position + 1));
    const auto* given = reinterpret_cast<const WSABUF*>(pointer);
    for (std::uint32_t index = 0; index < count; ++index) {
      all[index] = {reinterpret_cast<std::uint64_t>(given[index].buf),
                    static_cast<std::uint32_t>(given[index].len), 0};
    }
  }
  for (std::uint32_t index = 0; sends && index < count; ++index) {
    if (all[index].pointer != 0) all[index].told = all[index].length;
  }
  add_buffers(thread_, position, {all, count}, sends ? payload_asked() : Payload::none);
  const bool receives = receives_payload(function_) && parameter.direction != Direction::in;
  if (!receives) return;
  if (function_ == Function::AcceptEx)
    all[0].length = static_cast<std::uint32_t>(bits(position + 1));
  stretch_count_ = count;
  stretches_at_ = position;
  for (std::uint32_t index = 0; index < count; ++index) stretches_[index] = all[index];
}

void RecordedCall::start_operation(std::uint64_t overlapped) {
  RunningOperation* operation = operation_at(overlapped);
  if (operation == nullptr) return;
  operation->buffer_count = stretch_count_;
  for (std::uint32_t index = 0; index < stretch_count_; ++index) {
    operation->pointers[index] = stretches_[index].pointer;
    operation->lengths[index] = stretches_[index].length;
  }
  operation->routine = 0;
  operation_ = operation;
}

}  // namespace ioracle::recorder
