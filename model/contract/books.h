#pragma once
// What a program has been told: which operations are in flight for it, and which memory and objects
// they use. It follows from the visible events alone and decides nothing about hidden history: an
// operation is in flight from its call until the program was told of its end.
//
// Told by: its packet was dequeued; its routine was entered; a query told its result; a wait was
// satisfied by its event, or by its handle where it has none; Internal was seen to be final after
// the call had returned (OVL.has-completed); its call failed, or succeeded and no packet or routine
// is to come. After a success that a packet or routine is still to follow, the data are complete
// (OVIO.ret0.indication-done), but OVERLAPPED and buffers stay with the system
// (inferred.contract.data-complete-at-return).
//
// Memory follows what is in flight and the number of names.

#include <cstdint>
#include <vector>

#include "model/contract/deed.h"

namespace ioracle::contract {

enum class Part : std::uint8_t {
  received,  // the system writes it, whenever it likes
  sent,      // the system reads it
  address,   // lpFrom, lpFromlen
  message,   // WSAMSG and its control buffer
  accepted,  // AcceptEx: data and addresses
};

struct OwnedMemory {
  Name name;
  Part part{};
  std::uint64_t offset = 0;
  std::uint32_t length = 0;  // bytes; 0: all of it
};

struct InFlight {
  enum class State : std::uint8_t {
    calling,  // its call has not returned
    pending,
    ended,  // its call told the end; a packet or routine is still to come
  };
  std::uint64_t serial = 0;  // of the call that started it; 0: the slot is free
  std::uint64_t id = 0;
  std::uint64_t seq = 0;
  std::uint64_t line = 0;
  Function function{};
  State state = State::calling;
  bool cancelled = false;
  bool event_closed = false;  // its hEvent was closed since
  bool event_tagged = false;
  bool packet_sure = false;  // its handle was on a port before its call
  Name thread;
  Name handle;
  Name overlapped;
  Name event;
  Name routine;
  std::uint32_t older = 0;         // slot of the one before it on the same OVERLAPPED; 0: none
  std::uint32_t handle_place = 0;  // in Thing::on
  std::uint32_t event_place = 0;   // in Thing::signals
  std::vector<OwnedMemory> memory;
};

// What a name stands for, as far as duties ask.
struct Thing {
  Name object;                         // handle: another one of the same object, the first; or none
  std::vector<std::uint32_t> on;       // in flight on this handle: slots
  std::vector<std::uint32_t> signals;  // in flight with this hEvent: slots
  std::uint32_t newest = 0;            // in flight with this OVERLAPPED: slot; 0: none
  std::uint32_t owned = 0;             // parts of operations in flight that lie in this memory
  Name last_event;                     // likewise
  Name last_handle;                    // OVERLAPPED: of the latest operation with it
  std::uint64_t last_seq = 0;          // likewise: of its call
  std::uint64_t last_id = 0;
  Function last_function{};
  bool last_has_routine = false;
  bool last_event_null = false;
  bool auto_reset = false;
  bool closed = false;
  bool consumed = false;            // a wait took the signal that the end of an operation gave
  bool datagram = false;            // socket: SOCK_DGRAM
  bool message_oriented = false;    // socket: as its provider is declared to be
  bool synchronous = false;         // opened without the overlapped attribute
  bool is_overlapped_file = false;  // a file or pipe opened with it
  bool nonblocking = false;
  bool asked_for_port = false;  // an association was called
  bool on_port = false;         // and returned
  bool asked_to_skip = false;   // FILE_SKIP_COMPLETION_PORT_ON_SUCCESS was called
  bool skips_signal = false;    // FILE_SKIP_SET_EVENT_ON_HANDLE returned
  bool cancel_done = false;     // a cancellation was granted
  bool provided = false;        // OVERLAPPED: the latest went to a service provider
  bool pended = false;          // likewise: and was left pending, or its call has not returned
};

// Who ends the time of an operation: the call that told it, and how.
class Endings {
 public:
  Endings() = default;
  Endings(const Endings&) = delete;
  Endings& operator=(const Endings&) = delete;
  virtual ~Endings() = default;
  // `told_by`: serial of the call that told it; 0: an event of its own.
  virtual void ended(const InFlight& operation, std::uint64_t told_by) = 0;
};

class Books {
 public:
  explicit Books(Endings& endings) : endings_(&endings), slots_(1) {}

  Thing& thing(Name name);
  Name object(Name handle) { return thing(handle).object ? thing(handle).object : handle; }
  InFlight& operation(std::uint32_t slot) { return slots_[slot]; }
  std::uint32_t slot_count() const { return static_cast<std::uint32_t>(slots_.size()); }
  // Calls under way.
  const std::vector<CallFacts>& running() const { return running_; }
  std::size_t running_count() const { return running_count_; }
  CallFacts* running(std::uint64_t id);

  CallFacts& begin(const Event& call);  // valid until the next begin() or end()
  void start(CallFacts& call, const Event& event);
  // A request to a service provider; whether it pended, its return tells.
  void provide(const CallFacts& call);
  void start_returned(CallFacts& call, const Event& returned);
  void end(CallFacts& call);
  void tell(std::uint32_t slot, std::uint64_t told_by);
  // All that are in flight with an OVERLAPPED.
  void tell_all(Name overlapped, std::uint64_t told_by);
  void tell_oldest(Name overlapped, std::uint64_t told_by);
  void forget();  // a gap: nothing is known of what is in flight

 private:
  void note_latest(const CallFacts& call);
  void own(InFlight& operation, const OwnedMemory& memory);
  void disown(InFlight& operation);

  Endings* endings_;
  std::vector<Thing> things_;  // by Name
  std::vector<InFlight> slots_;
  std::vector<std::uint32_t> free_;
  std::vector<CallFacts> running_;  // the first running_count_ of them
  std::size_t running_count_ = 0;
  std::uint64_t serial_ = 0;
};

}  // namespace ioracle::contract
