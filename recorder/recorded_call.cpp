#include "recorder/recorded_call.h"

#include <ws2tcpip.h>

#include <cstring>

#include "recorder/memory_notes.h"
#include "recorder/modules.h"
#include "recorder/parameters.h"

namespace ioracle::recorder {
namespace {

// Places of parameters that belong together.
constexpr std::size_t dequeue_transferred = 1;
constexpr std::size_t dequeue_overlapped = 3;
constexpr std::size_t entries_place = 1;
constexpr std::size_t entries_removed = 3;
constexpr std::size_t query_overlapped = 1;
constexpr std::size_t query_transferred = 2;
constexpr std::size_t accept_areas = 3;  // lengths behind lpOutputBuffer

template <typename Number>
Number read_as(std::uint64_t pointer) {
  Number number;
  std::memcpy(&number, reinterpret_cast<const void*>(pointer), sizeof number);
  return number;
}

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

template <typename Body>
bool guarded(ThreadState& thread, Body body) {
  return read_guarded(
      thread, [](void* argument) { (*static_cast<Body*>(argument))(); }, &body);
}

bool is_query(Function function) {
  return function == Function::GetOverlappedResult || function == Function::GetOverlappedResultEx ||
         function == Function::WSAGetOverlappedResult;
}

void add_number(ThreadState& thread, std::size_t position, std::uint64_t number) {
  unsigned char* place =
      thread.add_field(static_cast<std::uint8_t>(position), FieldTag::number, 1, sizeof number);
  if (place != nullptr) std::memcpy(place, &number, sizeof number);
}

}  // namespace

bool read_guarded(ThreadState& thread, void (*body)(void*), void* argument) {
  CONTEXT context;
  thread.faulted = false;
  RtlCaptureContext(&context);
  if (thread.faulted) {  // here for the second time
    thread.go_on = nullptr;
    return false;
  }
  thread.go_on = &context;
  body(argument);
  thread.go_on = nullptr;
  return true;
}

RecordedCall::RecordedCall(ThreadState& thread, Slot slot, Caller caller, DWORD last_error,
                           std::span<const RawArgument> arguments)
    : thread_(thread), function_(function_of(slot)), arguments_(arguments) {
  thread.busy = true;
  tell_module(thread, caller.address);
  tell_ended_scopes(thread, caller.frame);
  thread.begin_record(RecordKind::call);
  if (RecordHead* record = thread.record()) {
    record->function = static_cast<std::uint16_t>(function_);
    record->within = thread.within;
    record->caller = caller.address;
    record->last_error = last_error;
  }
  guarded(thread, [this] { inputs(); });
}

void RecordedCall::begin() {
  outer_ = thread_.within;
  thread_.busy = false;
  RecordHead* record = thread_.record();
  id_ = next_seq();
  thread_.within = id_;
  if (operation_ != nullptr) {
    begin_operation(*operation_, id_);
    thread_.note_on_stack(overlapped_);
  }
  if (record == nullptr) return;
  record->id = id_;
  record->ticks = now_ticks();
  record->seq = id_;
}

void RecordedCall::end(std::uint64_t result, DWORD last_error) {
  const std::uint64_t seq = next_seq();
  const std::uint64_t ticks = now_ticks();
  thread_.busy = true;
  thread_.within = outer_;
  result_ = result;
  last_error_ = last_error;
  thread_.begin_record(RecordKind::returned);
  if (RecordHead* record = thread_.record()) {
    record->function = static_cast<std::uint16_t>(function_);
    record->id = id_;
    record->ticks = ticks;
    record->last_error = last_error;
    record->result = result;
  }
  guarded(thread_, [this] { outputs(); });
  if (RecordHead* record = thread_.record()) record->seq = seq;
  tell_deliveries();
  thread_.busy = false;
}

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

bool RecordedCall::succeeded() const {
  const auto value = static_cast<std::int64_t>(result_);
  switch (info(function_).returns) {
    case Returns::boolean:
      return value != 0;
    case Returns::socket_error:
    case Returns::status:
      return value == 0;
    case Returns::count:
      return value >= 0;
    default:
      return true;
  }
}

void RecordedCall::outputs() {
  for (std::size_t position = 0; position < arguments_.size(); ++position) {
    const ParameterInfo* parameter = parameter_at(function_, position);
    if (parameter != nullptr && parameter->direction != Direction::in) output(position, *parameter);
  }
  if (stretch_count_ != 0 && succeeded() && takes_data()) tell_placed();
  tell_more();
}

// Of an operation that ended in its call: whether its end is for this thread to tell. Another may
// have dequeued its packet, and issued the next one, before this call has returned.
bool RecordedCall::takes_data() {
  return operation_ == nullptr || take_data(*operation_, id_);
}

void RecordedCall::output(std::size_t position, const ParameterInfo& parameter) {
  switch (parameter.type) {
    case Type::variable:
    case Type::overlapped:
    case Type::handle:
      if (bits(position) != 0) variable(position);
      return;
    case Type::packets:
      if (succeeded()) packets(position);
      return;
    case Type::handles:
      if (function_ == Function::select) sockets(position);
      return;
    case Type::polls:
      return polls(position, false);
    default:
      return;
  }
}

void RecordedCall::packets(std::size_t position) {
  if (function_ != Function::GetQueuedCompletionStatusEx) return;
  const auto count = read_as<std::uint32_t>(bits(entries_removed));
  const auto* entries = reinterpret_cast<const OVERLAPPED_ENTRY*>(bits(position));
  unsigned char* place =
      thread_.add_field(static_cast<std::uint8_t>(position), FieldTag::packets, count,
                        count * static_cast<std::uint32_t>(sizeof(RawPacket)));
  for (std::uint32_t index = 0; place != nullptr && index < count; ++index) {
    const OVERLAPPED_ENTRY& entry = entries[index];
    const RawPacket raw{entry.lpCompletionKey, reinterpret_cast<std::uint64_t>(entry.lpOverlapped),
                        entry.Internal, entry.dwNumberOfBytesTransferred};
    std::memcpy(place + index * sizeof raw, &raw, sizeof raw);
  }
}

std::uint64_t RecordedCall::placed_count() const {
  if (info(function_).returns == Returns::count) return result_;
  // The count is the first variable behind the buffers.
  for (std::size_t position = stretches_at_ + 1; position < arguments_.size(); ++position) {
    const ParameterInfo* parameter = parameter_at(function_, position);
    if (parameter == nullptr || parameter->type != Type::variable) continue;
    if (bits(position) != 0) return read_as<std::uint32_t>(bits(position));
    break;
  }
  if (overlapped_ == 0) return 0;
  return reinterpret_cast<const volatile OVERLAPPED*>(overlapped_)->InternalHigh;
}

// A receive that succeeded at once: what its buffers hold now.
void RecordedCall::tell_placed() {
  std::uint64_t left = placed_count();
  std::uint32_t used = 0;
  for (std::uint32_t index = 0; index < stretch_count_ && (left != 0 || index == 0); ++index) {
    Stretch& stretch = stretches_[index];
    stretch.told = static_cast<std::uint32_t>(left < stretch.length ? left : stretch.length);
    left -= stretch.told;
    used = stretch.told == 0 && index != 0 ? used : index + 1;
  }
  add_buffers(thread_, stretches_at_, {stretches_, used}, payload_asked());
}

// Which address a socket has now, so that a connect to it can be told by its name.
void RecordedCall::tell_more() {
  const bool told = function_ == Function::bind || function_ == Function::listen ||
                    function_ == Function::connect;
  if (!told || !succeeded()) return;
  sockaddr_storage own{};
  int length = sizeof own;
  const auto get = as_function<decltype(&getsockname)>(true_function(Slot::getsockname));
  if (get(static_cast<SOCKET>(bits(0)), reinterpret_cast<sockaddr*>(&own), &length) != 0) return;
  unsigned char* place = thread_.add_field(position_local_address, FieldTag::address, 1,
                                           static_cast<std::uint32_t>(length));
  if (place != nullptr) std::memcpy(place, &own, static_cast<std::size_t>(length));
}

void RecordedCall::tell_deliveries() {
  const bool good = succeeded();
  if (operation_ != nullptr) {
    if (!good && last_error_ != ERROR_IO_PENDING) end_operation(*operation_, id_);
    return;
  }
  if (function_ == Function::GetQueuedCompletionStatus) {
    std::uint64_t overlapped = 0;
    std::uint64_t transferred = 0;
    guarded(thread_, [&] {
      overlapped = read_as<std::uint64_t>(bits(dequeue_overlapped));
      transferred = read_as<std::uint32_t>(bits(dequeue_transferred));
    });
    tell_received(thread_, overlapped, good ? transferred : 0);
  } else if (function_ == Function::GetQueuedCompletionStatusEx && good) {
    const auto* entries = reinterpret_cast<const OVERLAPPED_ENTRY*>(bits(entries_place));
    const auto count = read_as<std::uint32_t>(bits(entries_removed));
    for (std::uint32_t index = 0; index < count; ++index) {
      const bool ended_well = static_cast<std::int32_t>(entries[index].Internal) >= 0;
      tell_received(thread_, reinterpret_cast<std::uint64_t>(entries[index].lpOverlapped),
                    ended_well ? entries[index].dwNumberOfBytesTransferred : 0);
    }
  } else if (is_query(function_)) {
    const bool open = !good && (last_error_ == ERROR_IO_INCOMPLETE || last_error_ == WAIT_TIMEOUT);
    if (open) return;
    std::uint64_t transferred = 0;
    guarded(thread_, [&] { transferred = read_as<std::uint32_t>(bits(query_transferred)); });
    tell_received(thread_, bits(query_overlapped), good ? transferred : 0);
  }
}

void tell_received(ThreadState& thread, std::uint64_t overlapped, std::uint64_t transferred) {
  RunningOperation* operation = known_at(overlapped);
  if (operation == nullptr || !end_operation(*operation)) return;
  if (operation->untold.exchange(0) == 0) return;
  std::uint64_t left = transferred;
  for (std::uint32_t index = 0; index < operation->buffer_count && left != 0; ++index) {
    const std::uint32_t length = operation->lengths[index];
    const Stretch stretch{operation->pointers[index], length,
                          static_cast<std::uint32_t>(left < length ? left : length)};
    left -= stretch.told;
    thread.begin_record(RecordKind::observe);
    const bool readable = guarded(thread, [&] {
      add_buffers(thread, 0, {&stretch, 1}, payload_asked());
    });
    RecordHead* record = thread.record();
    if (record == nullptr || !readable) return;
    record->ticks = now_ticks();
    record->seq = next_seq();
  }
}

RecordedRoutine::RecordedRoutine(std::uint64_t routine, std::span<const Argument> arguments,
                                 std::uint64_t completed)
    : thread_(ThreadState::current()), routine_(routine) {
  if (thread_ == nullptr) return;
  thread_->busy = true;
  tell_module(*thread_, routine);
  thread_->begin_record(RecordKind::enter);
  for (const Argument& argument : arguments) {
    add_number(*thread_, static_cast<std::size_t>(argument.parameter), argument.value);
  }
  outer_ = thread_->within;
  id_ = next_seq();
  if (RecordHead* record = thread_->record()) {
    record->id = id_;
    record->within = outer_;
    record->caller = routine;
    record->ticks = now_ticks();
    record->seq = id_;
  }
  thread_->within = id_;
  if (completed != 0) tell_received(*thread_, completed, arguments[1].value);
  thread_->busy = false;
}

RecordedRoutine::~RecordedRoutine() {
  const DWORD code = last_error();
  if (thread_ != nullptr && ThreadState::current() == thread_) {
    thread_->busy = true;
    thread_->within = outer_;
    thread_->begin_record(RecordKind::exited);
    if (RecordHead* record = thread_->record()) {
      record->id = id_;
      record->caller = routine_;
      record->ticks = now_ticks();
      record->seq = next_seq();
    }
    thread_->busy = false;
  }
  set_last_error(code);
}

}  // namespace ioracle::recorder
