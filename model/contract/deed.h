#pragma once
// What a call means to the memory contract: the part of its event that duties ask about.

#include <cstdint>
#include <vector>

#include "model/event.h"

namespace ioracle::contract {

enum class Deed : std::uint8_t {
  other,
  start,      // may start an overlapped operation
  provide,    // the switch starts a request to a service provider
  ask,        // the switch asks the provider for its result
  block,      // Winsock without an OVERLAPPED: may block
  query,      // asks for the result of an operation
  dequeue,    // takes packets from a port
  wait,       // waits for handles
  cancel,     // asks for the cancellation of operations
  change,     // sets, resets or pulses an event
  close,      // closes a handle
  create,     // makes a handle
  associate,  // brings a handle to a port
  modes,      // notification modes of a handle
  duplicate,  // makes another handle of the same object
  control,    // ioctlsocket
  startup,
  cleanup,
};

Deed deed_of(Function function);
// Of those that start: it takes bytes from the program, or brings them.
bool sends_bytes(Function function);
bool receives_from_socket(Function function);
bool is_of_winsock(Function function);

struct CallFacts {
  std::uint64_t serial = 0;  // counts up; ids may be used again
  std::uint64_t id = 0;
  std::uint64_t seq = 0;
  Name thread;
  Function function{};
  Deed deed = Deed::other;
  std::uint64_t within = 0;
  Name handle;
  Name overlapped;
  bool overlapped_null = false;  // NULL, and recorded as such
  Name event;                    // hEvent of the OVERLAPPED
  bool event_null = false;       // likewise
  bool event_wrong = false;      // a value that names no object
  bool event_tagged = false;
  Name routine;
  bool waits = false;  // a query that waits; a wait for all of its handles
  std::int64_t flags =
      0;  // of what is created, of modes, of ioctlsocket: as the function takes them
  std::int64_t value = 0;       // ioctlsocket: what is set; socket: its type
  std::vector<Name> handles;    // of a wait
  std::uint32_t operation = 0;  // slot of the operation that it starts, from 1 on; 0: none
};

// Overwrites `facts` (but for serial and operation), keeping its capacity.
void read_call(const Event& event, CallFacts& facts);

// How a call that may start an operation ended.
enum class Start : std::uint8_t { unknown, failed, pending, done };
Start start_of(Function function, const Event& returned);

}  // namespace ioracle::contract
