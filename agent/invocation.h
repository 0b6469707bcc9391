#pragma once
// One call of a scenario: makes real arguments of the recorded ones, performs the call, records
// both its sides. A performer (perform_*.cpp) is one function that names the parameters and makes
// the call:
//
//   void perform_set_event(Invocation& call) {
//     const HANDLE event = call.handle(Parameter::hEvent);
//     call.perform([=] { return SetEvent(event); });
//   }
//
// Accessors set outputs to what the call event says they hold, and remember them, so that perform()
// tells what the call left in them. Everything they need is done before a race is released.

#include <windows.h>
#include <winsock2.h>

#include <deque>
#include <string>
#include <type_traits>
#include <vector>

#include "agent/clock.h"
#include "agent/routine_pool.h"
#include "model/event.h"
#include "program/interpreter.h"

namespace ioracle::agent {

class ScenarioRun;
class Worker;

class Invocation {
 public:
  Invocation(Worker& worker, const Action& action);
  Invocation(const Invocation&) = delete;
  Invocation& operator=(const Invocation&) = delete;

  ScenarioRun& run() const;
  Function function() const { return call_.function; }
  const Value& argument(Parameter parameter) const;  // absent if it was not given
  // Inputs. A parameter that was not given is 0 or NULL.
  DWORD number(Parameter parameter) const;
  int integer(Parameter parameter) const;
  ULONG_PTR wide(Parameter parameter) const;
  HANDLE handle(Parameter parameter) const;
  SOCKET socket(Parameter parameter) const;
  std::vector<HANDLE>& handles(Parameter parameter);
  OVERLAPPED* overlapped(Parameter parameter);
  sockaddr_in* address(Parameter parameter);
  LPWSAOVERLAPPED_COMPLETION_ROUTINE winsock_routine(Parameter parameter) const;
  LPOVERLAPPED_COMPLETION_ROUTINE file_routine(Parameter parameter) const;
  PAPCFUNC apc(Parameter parameter) const;

  // The name of a pipe, or of a file in the folder for temporary files; no other agent uses the
  // same.
  std::wstring path(Parameter parameter) const;

  // Buffers, for sends with their bytes, for receives filled with the sentinel. Null is told by
  // data().
  struct Buffers {
    WSABUF* array;
    DWORD count;
  };
  Buffers buffers(Parameter parameter);
  char* buffer(Parameter parameter);
  // The memory of a WSAMSG, and whether the program may still fill it in.
  WSAMSG* message(Parameter parameter);
  bool is_filled_in(Parameter parameter) const;
  // The memory for control data; how much of it was written is told in `length`.
  WSABUF control(Parameter parameter, Parameter length);

  // Outputs: pointers into the memory of the scenario, or NULL.
  DWORD* variable(Parameter parameter);           // DWORD and int
  ULONG_PTR* wide_variable(Parameter parameter);  // ULONG_PTR
  DWORD* received_count(Parameter parameter);     // a variable that counts the bytes of a receive
  sockaddr* address_output(Parameter parameter);  // as large as its memory
  OVERLAPPED** overlapped_output(Parameter parameter);
  OVERLAPPED_ENTRY* packets(Parameter parameter, Parameter capacity, Parameter removed);

  // TRUE does not mean that the receive is done (ReadFileEx): its buffers are not told.
  void completes_later() { received_.clear(); }
  // A thread in this call wakes by itself at that time; INFINITE is for ever.
  void wakes_after(DWORD milliseconds);
  // This call closes the handle of that parameter when it succeeds.
  void closes(Parameter parameter) { closes_ = &argument(parameter); }

  // Performs the call and writes `call`, and `return` or `exception`.
  template <typename Body>
  void perform(Body body) {
    Moment moment;
    moment.body = &body;
    perform_guarded(
        [](void* erased) {
          Moment& now = *static_cast<Moment*>(erased);
          Body& inner = *static_cast<Body*>(now.body);
          now.stamp->time_ns = Clock::now_ns();
          now.stamp->seq = Clock::next_seq();
          SetLastError(now.last_error);
          now.result = widen(inner);
          now.last_error = GetLastError();
          now.seq = Clock::next_seq();
          now.time_ns = Clock::now_ns();
        },
        moment);
  }

  // What the call returned: `return` with its outputs, or a return without value after an
  // exception.
  const Event& returned() const { return returned_; }
  std::int64_t result() const { return result_; }

 private:
  enum class OutputKind { variable32, variable64, overlapped, packets, address };
  struct Output {
    Parameter parameter{};
    OutputKind kind{};
    const void* place = nullptr;  // address: the Region
    std::uint64_t preset = 0;
    std::uint32_t capacity = 0;     // packets
    const void* removed = nullptr;  // packets
  };
  struct Received {  // a buffer that the call may receive into
    Parameter parameter{};
    Name memory;
    std::uint64_t offset = 0;
    unsigned char* base = nullptr;
    std::uint32_t length = 0;
  };

  // From the stamp of `call` to that of `return`, with nothing of the agent's own between.
  struct Moment {
    void* body = nullptr;
    Stamp* stamp = nullptr;
    std::int64_t result = 0;
    DWORD last_error = 0;  // before the call as preset, then after it
    std::uint64_t seq = 0;
    std::uint64_t time_ns = 0;
  };

  template <typename Body>
  static std::int64_t widen(Body& body) {
    using Result = decltype(body());
    if constexpr (std::is_void_v<Result>) {
      body();
      return 0;
    } else if constexpr (std::is_pointer_v<Result>) {
      return static_cast<std::int64_t>(reinterpret_cast<ULONG_PTR>(body()));
    } else {
      return static_cast<std::int64_t>(body());
    }
  }
  void perform_guarded(void (*body)(void*), Moment& moment);

  Argument* find(Parameter parameter);
  unsigned char* variable_place(Parameter parameter, OutputKind kind);
  unsigned char* place_buffer(Parameter parameter, bool receives, BufferValue& buffer);
  void state_bytes(BufferValue& buffer, const unsigned char* base);
  Value value_of_result();
  void tell_outputs();
  void tell_packets(const Output& output);
  void tell_received();
  bool succeeded() const;

  Worker& worker_;
  Event call_;  // as it will be written
  Name new_handle_;
  std::vector<WSABUF> wsabufs_;
  std::vector<HANDLE> handles_;
  std::deque<sockaddr_in> addresses_;
  std::deque<OVERLAPPED*> pointers_;
  std::vector<OVERLAPPED_ENTRY> entries_;
  std::vector<Output> outputs_;
  std::vector<Received> received_;
  const void* received_count_ = nullptr;
  const OVERLAPPED* overlapped_ = nullptr;
  const Value* closes_ = nullptr;
  std::uint64_t wakes_at_ns_ = 0;
  std::int64_t result_ = 0;
  Event returned_;
};

using Performer = void (*)(Invocation&);
// The performer of a function, or nullptr if this agent cannot perform it.
Performer find_performer(Function function);

}  // namespace ioracle::agent
