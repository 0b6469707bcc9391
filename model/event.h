#pragma once
// One event of a trace: what a program and the system showed each other, as docs/formats.md tells.
// An Event is reused from line to line: clear() keeps the capacity of its lists.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/function.h"
#include "model/value.h"

namespace ioracle {

enum class EventKind : std::uint8_t {
  thread_start,
  thread_exit,
  process_exit,
  call,         // a thread enters a function
  returned,     // and leaves it
  enter,        // a completion routine or APC begins, inside a call of the same thread
  exited,       // and ends
  observe,      // the program reads words of an OVERLAPPED, bytes of a buffer, or event states
  memory,       // the program allocates, frees, writes, or leaves the scope of memory
  word,         // one write to a word of an OVERLAPPED, by its actor
  environment,  // a declared act of the environment
  exception,    // an access violation inside a call
  settle,       // nothing moved for the patience interval
  hang,         // a deadlock: who waits for what
  gap,          // the recorder lost events
  end,          // the trace is whole
};

// A WSABUF, or a buffer with its length. runs: what it held (sends), or holds (receives).
struct BufferValue {
  Name memory;  // none: NULL, or `raw`
  std::optional<std::int64_t> raw;
  std::uint64_t offset = 0;     // from the start of the memory region, bytes
  std::uint32_t length = 0;     // bytes
  std::uint32_t first_run = 0;  // into Event::runs
  std::uint32_t run_count = 0;
  bool bytes_recorded = false;
  bool rest_recorded = false;
  bool rest_touched = false;  // receives: bytes behind the runs were written too

  friend bool operator==(const BufferValue&, const BufferValue&) = default;
};

// The words of an OVERLAPPED; those not recorded are empty.
struct OverlappedWords {
  std::optional<std::uint64_t> internal;
  std::optional<std::uint64_t> internal_high;
  std::optional<std::uint32_t> offset;
  std::optional<std::uint32_t> offset_high;
  Value event;  // hEvent; with its low bit set: event_tagged
  bool event_tagged = false;

  bool recorded() const {
    return internal || internal_high || offset || offset_high || event.recorded();
  }

  friend bool operator==(const OverlappedWords&, const OverlappedWords&) = default;
};

struct Argument {
  Parameter parameter{};
  Value value;   // integer, name, null, raw; absent beside a list
  Value preset;  // in/out and out variables: the pointee before the call
  std::uint32_t first =
      0;  // lists: into buffers (Type::buffer, buffers) or values (the other lists)
  std::uint32_t count = 0;  // elements; each has values_per_element values

  friend bool operator==(const Argument&, const Argument&) = default;
};

// How many values stand for one element: a packet is its key, OVERLAPPED, Internal and count of
// bytes; a poll its socket and events as an input, its events alone as an output.
constexpr std::uint32_t values_per_element(Type type, bool output) {
  if (type == Type::packets) return 4;
  return type == Type::polls && !output ? 2 : 1;
}

struct Event {
  EventKind kind = EventKind::end;
  std::uint64_t seq = 0;      // place in the order of the trace
  std::uint64_t end_seq = 0;  // observe, settle: reading is not atomic; 0 if the same
  std::uint64_t time_ns = 0;
  Name process;
  Name thread;
  std::uint64_t id = 0;      // call, returned, enter, exited: pairs them
  Function function{};       // call, returned
  Name routine;              // enter, exited; environment: the actor
  std::uint64_t within = 0;  // call, enter: id of the routine entry or call around it; 0: none
  Value result;              // returned; observe: signaled, value; exception: code; gap: lost
  std::optional<std::uint32_t> last_error;  // call: before; returned: after
  std::vector<Argument> arguments;          // call, enter: inputs; returned: outputs
  OverlappedWords words;                    // call: of lpOverlapped; observe, word
  Name object;                              // observe, memory, word: of which object
  std::string action;                // memory, environment: what; observe: overlapped, buffer ...
  std::vector<BufferValue> buffers;  // of arguments; observe, memory: the bytes in [0]
  std::vector<Run> runs;
  std::vector<Value> values;      // of arguments; settle, hang: thread, id of who is blocked
  std::string literals;           // literal bytes of runs without pattern
  std::uint64_t patience_ms = 0;  // settle
  std::uint64_t line = 0;         // of the file it was read from; 0: none

  void clear();
  const Argument* find(Parameter parameter) const;

  friend bool operator==(const Event&, const Event&) = default;
};

// The flags of a call that receives from or sends to a socket, as they were given.
std::int64_t flags_of(const Event& call);

}  // namespace ioracle
