#pragma once
// What a rule offers for one micro-step: alternatives, each with the hidden history it needs
// (atoms), what it changes (effects), and what it shows. Both vocabularies are closed; the exact
// world and the order world are their only interpreters. See docs/design.md, "Vocabulary".

#include <cstdint>
#include <initializer_list>
#include <limits>
#include <span>
#include <string_view>
#include <vector>

#include "model/clause.h"
#include "model/function.h"
#include "model/value.h"

namespace ioracle {

// Hidden cells. Each is created with the object it belongs to and never reused.
enum class Instant : std::uint32_t {};  // a step that happens at most once
enum class Register : std::uint32_t {
};                                   // a value that steps write: event state, word of an OVERLAPPED
enum class Fifo : std::uint32_t {};  // items in order: packets, APCs, posted receives, connections
enum class Stream : std::uint32_t {};  // one direction of a connection: appended, arrived, taken
enum class Item : std::uint32_t {
};  // what a Fifo holds: an operation's notification or a posted packet
enum class OperationId : std::uint32_t {};

// Lies before everything, in every world.
constexpr auto always_happened = Instant{0};
constexpr auto no_instant = Instant{std::numeric_limits<std::uint32_t>::max()};
constexpr auto no_register = Register{std::numeric_limits<std::uint32_t>::max()};
constexpr auto no_fifo = Fifo{std::numeric_limits<std::uint32_t>::max()};
constexpr auto no_stream = Stream{std::numeric_limits<std::uint32_t>::max()};
constexpr auto no_item = Item{std::numeric_limits<std::uint32_t>::max()};
constexpr auto no_operation = OperationId{std::numeric_limits<std::uint32_t>::max()};

template <class Cell>
constexpr std::size_t index_of(Cell cell) {
  return static_cast<std::size_t>(cell);
}

// A question about hidden history at the instant of the step.
struct Atom {
  enum class Kind : std::uint8_t {
    happened,      // instant `cell` lies before this step
    reads,         // register `cell` holds `amount`
    head,          // `item` is the oldest of fifo `cell`
    empty,         // fifo `cell` holds nothing
    arrived,       // stream `cell`: at least `amount` bytes have arrived beyond what was taken
    finished,      // stream `cell`: all bytes were taken, and the end of the stream has arrived
    ended,         // stream `cell`: its end has arrived, whether or not all bytes were taken
    in_flight,     // stream `cell`: at least `amount` bytes are under way; 0: those, or the end
    acknowledged,  // stream `cell`: everything that operation `item` appended has arrived
    elapsed,       // `amount` milliseconds have passed since the call
    longer,        // stream `cell` of messages: the next one has more than `amount` bytes
    fits,          // stream `cell`: up to the end of what operation `item` appended, at most
                   // `amount` bytes have not been taken
  };
  Kind kind{};
  bool expected = true;
  std::uint32_t cell = 0;
  std::uint32_t item = 0;
  std::uint64_t amount = 0;
  friend constexpr bool operator==(const Atom&, const Atom&) = default;
};

// A change of hidden state, made at the instant of the step.
struct Effect {
  enum class Kind : std::uint8_t {
    mark,               // instant `cell` happens
    write,              // register `cell` takes `amount`
    write_status,       // register `cell` takes the operation's status
    write_information,  // register `cell` takes the operation's byte count
    push,               // `item` goes to the end of fifo `cell`
    remove,             // `item` leaves fifo `cell`
    pop,                // the oldest of fifo `cell` is taken: the chain's item
    append,             // stream `cell`: the payload of operation `item` is sent, or the own one
    finish,             // stream `cell`: the sender's end
    arrive,             // stream `cell`: some of what is under way arrives
    take,               // stream `cell`: the operation receives what came, up to its capacity;
                        // of messages one, and what does not fit is lost, or kept for the next;
                        // what peeks leaves all of it
    move,               // the operation reads or writes `amount` bytes of its file
    end,                // the operation ends with status `amount`; its count is what it moved
    pend,               // the operation goes on in a chain of its own
    found,              // a sweep got hold of an operation
    advance,            // a sweep goes on behind operation `item`
    load_status,        // the chain reads a status from register `cell`
    load_information,   // the chain reads a count from register `cell`
  };
  Kind kind{};
  std::uint32_t cell = 0;
  std::uint32_t item = 0;
  std::uint64_t amount = 0;
  friend constexpr bool operator==(const Effect&, const Effect&) = default;
};

// Is a step that stays enabled owed once nothing else moves? A settle asks.
enum class Fairness : std::uint8_t { owed, never_owed, after_time };

// The micro-steps of calls and operations, in the order in which they usually follow.
enum class MicroStep : std::uint8_t {
  check,        // parameters and the state of the handle
  start,        // Internal = STATUS_PENDING
  clear,        // the event is reset
  attempt,      // the driver tries
  wait,         // the call blocks until an alternative is there
  read,         // a query reads Internal
  reread,       // and again, after its wait
  report,       // and the count
  end,          // an operation is performed or aborted
  information,  // InternalHigh is written
  status,       // Internal is written
  signal,       // the event is set
  notify,       // APC or packet is queued
  served,       // a request of a listener, or a client of a pipe, was given its connection
  feed,         // what was written goes to the reads that wait for it
  deliver,      // a routine is taken from the APC queue; its entry is visible next
  running,      // the routine runs
  drain,        // after a routine: another one?
  carry,        // the network delivers
  leave,        // nothing is left but the return
  done,
};

std::string_view name_of(MicroStep step);

// What an alternative shows at the return of the call. What a rule does not set may be anything.
enum class Shown : std::uint8_t {
  any,
  integer,  // `number`
  another,  // any integer but `number`
  untouched,
  null,
  transferred,         // the operation's byte count
  loaded_information,  // the count read by this call
  packet_bytes,        // of the packet that was taken
  packet_key,
  packet_pointer,
  packets,          // all packets that were taken, with key, pointer, status and count
  packet_count,     // how many they are
  by_status,        // TRUE or FALSE (0 or SOCKET_ERROR) by the status of packet or query
  win32_by_status,  // the error code of that status
  // Success: 0, or as it was before the call.
  winsock_by_status,
  on_success,        // last error: 0, or as it was before the call
  unchanged,         // last error: as it was before the call
  new_handle,        // a handle not seen before
  same_handle,       // the handle given in the parameter `number`
  access_violation,  // no return: the call raises an exception
  received_flags,    // flags of the receive
  received_bytes,    // the bytes that the operation received, in its buffers
  sender,            // the address of the socket that sent the message the operation received
  address,           // of the socket with the Name `number`
};

struct ShownValue {
  Parameter parameter{};
  Shown shown = Shown::any;
  std::int64_t number = 0;
};

struct Shows {
  Shown result = Shown::any;
  std::int64_t number = 0;
  Shown error = Shown::any;
  std::uint32_t error_code = 0;
  std::uint8_t output_count = 0;
  ShownValue outputs[6];
};

// How a rule's alternative takes part, for mutants of the specification.
enum class Switch : std::uint8_t { normal, dropped, widened };

// The identity of an alternative: key of choices, of coverage, of its switch. Defined once, at
// namespace scope, in the rule's file.
class AlternativeInfo {
 public:
  AlternativeInfo(std::string_view name, Fairness fairness, std::initializer_list<ClauseId> cites);
  AlternativeInfo(const AlternativeInfo&) = delete;
  AlternativeInfo& operator=(const AlternativeInfo&) = delete;

  std::string_view name() const { return name_; }
  std::uint64_t name_hash() const { return name_hash_; }
  Fairness fairness() const { return fairness_; }
  std::span<const ClauseId> cites() const { return cites_; }
  Switch mutation() const { return mutation_; }
  void set_mutation(Switch mutation) { mutation_ = mutation; }

  static std::span<AlternativeInfo* const> all();

 private:
  std::string_view name_;
  std::uint64_t name_hash_ = 0;
  Fairness fairness_;
  Switch mutation_ = Switch::normal;
  std::vector<ClauseId> cites_;
};

struct Alternative {
  const AlternativeInfo* info = nullptr;
  std::uint32_t first_atom = 0;
  std::uint32_t atom_count = 0;
  std::uint32_t first_effect = 0;
  std::uint32_t effect_count = 0;
  MicroStep next = MicroStep::leave;
  std::uint32_t variant = 0;  // tells alternatives of one info apart: the index of a wait
  Shows shows;
};

// The alternatives of one micro-step. Reused from step to step: no heap in the steady state.
class Alternatives {
 public:
  // Adds an alternative and describes it: offer(pends).when(empty(..)).then(push(..)).next(..).
  class Builder {
   public:
    Builder(Alternatives& owner, std::size_t index) : owner_(owner), index_(index) {}
    Builder& when(const Atom& atom);
    Builder& then(const Effect& effect);
    Builder& next(MicroStep step);
    Builder& variant(std::uint32_t number);
    Builder& shows(Parameter parameter, Shown shown, std::int64_t number = 0);
    Builder& returns(std::int64_t number);
    Builder& returns(Shown shown);
    Builder& last_error(std::uint32_t code);
    Builder& last_error(Shown shown);

   private:
    Alternative& alternative() { return owner_.list_[index_]; }
    Alternatives& owner_;
    std::size_t index_;
  };

  void clear();
  Builder offer(const AlternativeInfo& info);

  std::size_t size() const { return list_.size(); }
  const Alternative& operator[](std::size_t index) const { return list_[index]; }
  std::span<const Atom> atoms(const Alternative& alternative) const;
  std::span<const Effect> effects(const Alternative& alternative) const;
  auto begin() const { return list_.begin(); }
  auto end() const { return list_.end(); }

 private:
  std::vector<Alternative> list_;
  std::vector<Atom> atoms_;
  std::vector<Effect> effects_;
};

// A switch beside those of the alternatives: takes one word of the vocabularies out of whatever the
// rules say, so that a test can show that a verdict hangs on it. For tests, in one thread.
void mute(Atom::Kind kind, bool expected);
void mute(Effect::Kind kind);
void unmute();

// The vocabularies, as rules write them.
Atom happened(Instant instant);
Atom reads(Register cell, std::uint64_t value);
Atom head(Fifo fifo, Item item);
Atom empty(Fifo fifo);
Atom arrived(Stream stream, std::uint64_t amount_bytes);
Atom finished(Stream stream);
Atom ended(Stream stream);
Atom in_flight(Stream stream, std::uint64_t amount_bytes);
Atom acknowledged(Stream stream, OperationId operation);
Atom elapsed(std::uint64_t interval_ms);
Atom longer(Stream stream, std::uint64_t amount_bytes);
Atom fits(Stream stream, OperationId operation, std::uint64_t amount_bytes);
Atom operator!(Atom atom);

Effect mark(Instant instant);
Effect write(Register cell, std::uint64_t value);
Effect write_status(Register cell);
Effect write_information(Register cell);
Effect push(Fifo fifo, Item item);
Effect remove(Fifo fifo, Item item);
Effect pop(Fifo fifo);
Effect append(Stream stream, OperationId operation = no_operation);
Effect finish(Stream stream);
Effect arrive(Stream stream);
Effect take(Stream stream);
Effect move(std::uint64_t amount_bytes);
Effect ends(std::uint32_t status);
Effect pend();
Effect found();
Effect advance(OperationId operation);
Effect load_status(Register cell);
Effect load_information(Register cell);

}  // namespace ioracle
