#include "recorder/recorded_call.h"

#include <ws2tcpip.h>

#include <cstring>

#include "recorder/memory_notes.h"
#include "recorder/modules.h"
#include "recorder/parameters.h"
#include "recorder/reading.h"

namespace ioracle::recorder {
namespace {

// Places of parameters that belong together.
constexpr std::size_t dequeue_transferred = 1;
constexpr std::size_t dequeue_overlapped = 3;
constexpr std::size_t entries_place = 1;
constexpr std::size_t entries_removed = 3;
constexpr std::size_t query_overlapped = 1;
constexpr std::size_t query_transferred = 2;

bool is_query(Function function) {
  return function == Function::GetOverlappedResult || function == Function::GetOverlappedResultEx ||
         function == Function::WSAGetOverlappedResult;
}

}  // namespace

RecordedCall::RecordedCall(ThreadState& thread, Slot slot, Caller caller, DWORD last_error,
                           std::span<const RawArgument> arguments)
    : thread_(thread), function_(function_of(slot)), arguments_(arguments) {
  thread.busy = true;
  tell_module(thread, caller.address);
  tell_ended_scopes(thread, caller.frame, caller.address);
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
bool RecordedCall::takes_data() { return operation_ == nullptr || take_data(*operation_, id_); }

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
    case Type::address:
      if (bits(position) != 0) peer_address(position);
      return;
    case Type::polls:
      return polls(position, false);
    default:
      return;
  }
}

// Where a connection comes from.
void RecordedCall::peer_address(std::size_t position) {
  const bool accepted = function_ == Function::GetAcceptExSockaddrs;
  constexpr std::size_t remote = 6;  // RemoteSockaddr
  if (accepted ? position != remote : function_ != Function::getpeername || !succeeded()) return;
  const std::uint64_t place = accepted ? read_as<std::uint64_t>(bits(position)) : bits(position);
  const auto told = read_as<sockaddr_in>(place);
  unsigned char* field =
      thread_.add_field(static_cast<std::uint8_t>(position), FieldTag::address, 1, sizeof told);
  if (field != nullptr) std::memcpy(field, &told, sizeof told);
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

}  // namespace ioracle::recorder
