#pragma once
// One call of a recorded function: what goes in is written before the moment of the call, what
// comes out behind it. All that differs from function to function is read from the vocabulary.

#include <span>

#include "recorder/operations.h"
#include "recorder/payload.h"
#include "recorder/thread_state.h"
#include "recorder/true_functions.h"

namespace ioracle::recorder {

// An argument as it was passed.
struct RawArgument {
  std::uint64_t bits = 0;
  std::uint8_t width = 0;  // of what a pointer to a number points to, bytes; 0: something else
  bool is_signed = false;  // that number
  bool narrow = false;     // a pointer to narrow text
};

class RecordedCall {
 public:
  // Writes what goes in. `last_error`: before the call.
  RecordedCall(ThreadState& thread, Slot slot, Caller caller, DWORD last_error,
               std::span<const RawArgument> arguments);
  RecordedCall(const RecordedCall&) = delete;
  RecordedCall& operator=(const RecordedCall&) = delete;

  // The moment of the call: nothing of the recorder's own comes between this and the function.
  void begin();
  // The moment of the return, then what came out. `result`: sign-extended.
  void end(std::uint64_t result, DWORD last_error);

  ThreadState& thread() const { return thread_; }
  // The operation that this call starts, or nullptr.
  RunningOperation* operation() const { return operation_; }

 private:
  void inputs();
  void outputs();
  void input(std::size_t position, const ParameterInfo& parameter);
  void output(std::size_t position, const ParameterInfo& parameter);
  void variable(std::size_t position);
  void overlapped(std::size_t position);
  void address(std::size_t position);
  void text(std::size_t position);
  void sockets(std::size_t position);
  void list(std::size_t position, std::uint64_t count);
  void polls(std::size_t position, bool events);
  void send_or_receive(std::size_t position, const ParameterInfo& parameter);
  void packets(std::size_t position);
  void peer_address(std::size_t position);
  void start_operation(std::uint64_t overlapped);
  bool takes_data();
  void tell_placed();
  void tell_deliveries();
  void tell_more();
  bool succeeded() const;
  std::uint64_t placed_count() const;
  std::uint64_t bits(std::size_t position) const { return arguments_[position].bits; }

  ThreadState& thread_;
  Function function_;
  std::span<const RawArgument> arguments_;
  RunningOperation* operation_ = nullptr;
  std::uint64_t id_ = 0;
  std::uint64_t outer_ = 0;
  std::uint64_t result_ = 0;
  DWORD last_error_ = 0;
  std::uint64_t overlapped_ = 0;
  Stretch stretches_[operation_buffers_max];  // that it sends, or may receive into
  std::uint32_t stretch_count_ = 0;
  std::size_t stretches_at_ = 0;  // their position
};

// A completion routine or APC begins and ends, inside a call of this thread.
class RecordedRoutine {
 public:
  struct Argument {
    Parameter parameter;
    std::uint64_t value;
  };
  // `completed`: the OVERLAPPED whose operation it tells of, or 0.
  RecordedRoutine(std::uint64_t routine, std::span<const Argument> arguments,
                  std::uint64_t completed);
  ~RecordedRoutine();
  RecordedRoutine(const RecordedRoutine&) = delete;
  RecordedRoutine& operator=(const RecordedRoutine&) = delete;

 private:
  ThreadState* thread_;
  std::uint64_t routine_;
  std::uint64_t outer_ = 0;
  std::uint64_t id_ = 0;
};

// Writes an `observe` of the buffers that the operation received into: it has transferred so many
// bytes, and its notification was delivered.
void tell_received(ThreadState& thread, std::uint64_t overlapped, std::uint64_t transferred);

}  // namespace ioracle::recorder
