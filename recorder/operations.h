#pragma once
// The operations that the recorded program has started, by the address of their OVERLAPPED: what is
// to be told, or called, when the notification comes. A table of fixed size without a lock: one
// thread starts an operation, one thread learns of its end, and Windows orders the two. Where there
// is no place left an operation goes without: its data are not told.

#include <atomic>
#include <cstdint>

#include "model/function.h"

namespace ioracle::recorder {

inline constexpr std::uint32_t operation_buffers_max = 8;

struct RunningOperation {
  std::atomic<std::uint64_t> overlapped{0};
  // The id of the call that started it, until its notification was delivered; 0: none. Of one that
  // succeeded in its call nobody knows here whether a notification comes.
  std::atomic<std::uint64_t> outstanding{0};
  // The same, until one thread has told its data.
  std::atomic<std::uint64_t> untold{0};
  bool is_buffer = false;  // not an OVERLAPPED, but the first buffer of one that receives
  std::uint32_t buffer_count = 0;
  std::uint64_t pointers[operation_buffers_max] = {};
  std::uint32_t lengths[operation_buffers_max] = {};
  std::uint64_t routine = 0;
};

// The place for an OVERLAPPED, made where there is none; nullptr: the table is full.
RunningOperation* operation_at(std::uint64_t overlapped);
// The same, without making one.
RunningOperation* known_at(std::uint64_t overlapped);

// The operation of this call is on its way; it has ended, and nothing more is to come.
void begin_operation(RunningOperation& operation, std::uint64_t call_id);
bool end_operation(RunningOperation& operation, std::uint64_t call_id);
// The same, whichever call started it.
bool end_operation(RunningOperation& operation);
// Whether the data of this call's operation are for the caller to tell: of several only one may.
bool take_data(RunningOperation& operation, std::uint64_t call_id);

// Memory of operations on their way: an OVERLAPPED, or the beginning of a buffer.
struct OperationMemory {
  std::uint64_t address = 0;
  bool is_buffer = false;
};
// What of it lies in a stretch of memory, at most `room`; gives the number. Quick where none is
// near.
std::size_t outstanding_in(std::uint64_t from, std::uint64_t size, OperationMemory* found,
                           std::size_t room);

// A user APC on its way: what the program gave. Places are used again.
struct UserApc {
  std::atomic<bool> taken{false};
  std::uint64_t routine = 0;
  std::uint64_t data = 0;
};
UserApc* take_apc(std::uint64_t routine, std::uint64_t data);  // nullptr: all are taken

}  // namespace ioracle::recorder
