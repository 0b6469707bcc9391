#pragma once
// The exact world: every hidden cell has a value. One of the two interpreters of atoms and effects;
// the simulator, exploration, the reference checker and the replay of certificates run on it.
//
// Visible events are done to the world (begin_call, finish_call, ...), hidden micro-steps are
// moves: the caller asks for those enabled and performs one. Copies are independent.

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/chain.h"
#include "model/payload.h"

namespace ioracle {

constexpr std::uint64_t nanoseconds_per_millisecond = 1'000'000;

// One enabled hidden micro-step: an alternative of a chain. `amount`: bytes that arrive.
struct Move {
  std::uint32_t chain = 0;
  std::uint32_t alternative = 0;
  std::uint32_t amount = 0;
  const AlternativeInfo* info = nullptr;
  std::uint32_t variant = 0;
};

struct StreamState {
  std::vector<StreamChunk> chunks;
  std::uint64_t appended = 0;
  std::uint64_t arrived = 0;
  std::uint64_t taken = 0;
  bool finish_sent = false;
  bool finish_arrived = false;
};

struct OperationState {
  Status status = Status::pending;
  std::uint64_t information = 0;
  std::uint64_t taken_from = 0;  // position in the stream
  std::uint64_t sent_until = 0;
  Item accepted = no_item;  // AcceptEx: the connection it was given
};

// What one visible event makes of what is known, for worlds that knew the same: they go on sharing
// it. The key adds the little that hidden history decides there (which connection was accepted).
using KnownAfter =
    std::map<std::pair<std::shared_ptr<Known>, std::uint64_t>, std::shared_ptr<Known>>;

class ExactWorld {
 public:
  ExactWorld(Profile profile, Names& names) : known_(std::make_shared<Known>(profile, names)) {}

  const Known& known() const { return *known_; }
  const std::shared_ptr<Known>& shared_known() const { return known_; }
  // Until it is given another one (or nullptr), visible events use and fill `after`. It belongs to
  // one event.
  void share(KnownAfter* after) { after_ = after; }
  void set_time(std::uint64_t time_ns) { time_ns_ = time_ns; }
  std::uint64_t time() const { return time_ns_; }

  // Visible events. Thread-level order is the caller's: a thread's innermost call is its only
  // active one.
  void start_thread(Name thread);
  void exit_thread(Name thread);
  void begin_call(const Event& call);
  // The innermost call of the thread, or nullptr.
  const Chain* active(Name thread) const;
  void declare(const Event& environment);
  // False: no rule allows that write.
  bool write_word(const Event& word);
  bool can_return(Name thread) const;
  // What the return shows. Values that a rule leaves open are absent; a new handle is absent.
  void show_return(Name thread, Event& returned) const;
  // Does the return agree with what was recorded? Fields not recorded are free.
  bool agrees(Name thread, const Event& recorded) const;
  void finish_call(Name thread, const Event& returned);
  bool can_enter(Name thread) const;
  void show_enter(Name thread, Event& enter) const;
  bool agrees_enter(Name thread, const Event& recorded) const;
  void enter_routine(Name thread);
  void exit_routine(Name thread);
  void show_observe(Event& observe) const;
  bool agrees_observe(const Event& recorded) const;

  // Hidden micro-steps.
  void enabled(std::vector<Move>& moves) const;
  void enabled(std::uint32_t chain, std::vector<Move>& moves) const;  // of that chain alone
  void perform(const Move& move);
  // True when no owed micro-step is enabled.
  bool settled() const;
  // The earliest time at which a time-out of a blocked call is due; empty: none.
  std::optional<std::uint64_t> next_deadline_ns() const;

  // Chains by their position: in an order that hidden history does not decide. A position shifts
  // as chains before it come and go; a slot is of one chain as long as that lasts, and its serial
  // number of no other one ever.
  const Chain& chain(std::uint32_t position) const { return at(position).chain; }
  std::uint32_t slot(std::uint32_t position) const { return places_[position].slot; }
  std::uint32_t serial(std::uint32_t slot) const { return slots_[slot].serial; }
  // The position of the chain in a slot; chain_count(): that is empty.
  std::uint32_t position(std::uint32_t slot) const;
  bool holds(const Atom& atom, const Chain& chain) const;
  const StreamState& stream(Stream stream) const { return streams_[index_of(stream)]; }
  std::uint64_t value(Register cell) const { return registers_[index_of(cell)]; }
  std::span<const Item> items(Fifo fifo) const { return fifos_[index_of(fifo)]; }  // oldest first
  const OperationState& operation(OperationId id) const { return operations_[index_of(id)]; }
  bool has_happened(Instant instant) const { return instants_[index_of(instant)] != 0; }
  // The bytes that an operation received, as runs; `literals` takes literal bytes. False: nobody
  // can tell which they are.
  bool received(OperationId operation, std::vector<Run>& runs, std::string& literals) const;
  std::uint32_t chain_count() const { return static_cast<std::uint32_t>(places_.size()); }
  // Everything hidden, as bytes: equal for worlds of equal future, if they know the same and it is
  // the same time. unpack() makes this world the one that was packed.
  void pack(std::string& bytes) const;
  void unpack(const std::shared_ptr<Known>& known, std::string_view bytes);
  // Nobody will read the register any more: worlds that differ in it alone are the same.
  void forget(Register cell) {
    registers_[index_of(cell)] = 0;
    touch(Touched::Kind::reg, index_of(cell));
  }

  // What changed since it was asked last, for those who remember what is enabled: cells, and slots
  // in which a chain began, went on or ended. Nothing is noted before the first time.
  struct Touched {
    enum class Kind : std::uint8_t { instant, reg, fifo, stream, slot };
    Kind kind{};
    std::uint32_t index = 0;
  };
  void take_touched(std::vector<Touched>& touched);

 private:
  struct Slot {
    Chain chain;
    Shows shows;
    std::uint64_t order = 0;   // order_of() the chain
    std::uint32_t serial = 0;  // 0: no chain is here
  };
  struct Place {
    std::uint64_t order = 0;
    std::uint32_t slot = 0;
  };

  Slot& at(std::uint32_t position) { return slots_[places_[position].slot]; }
  const Slot& at(std::uint32_t position) const { return slots_[places_[position].slot]; }
  void erase(std::uint32_t position);
  void touch(Touched::Kind kind, std::size_t index) {
    if (notes_touched_) touched_.push_back({kind, static_cast<std::uint32_t>(index)});
  }
  void happen(Instant instant) {
    instants_[index_of(instant)] = 1;
    touch(Touched::Kind::instant, index_of(instant));
  }

  bool allowed(const Alternatives& alternatives, const Alternative& alternative,
               const Chain& chain) const;
  static std::uint64_t next_message(const StreamState& stream);
  std::uint64_t untaken(Stream stream, OperationId id) const;
  void append(Stream stream, OperationId id);
  void take(Stream stream, OperationId id);
  void apply(const Effect& effect, Slot& slot, const Move& move);
  void add_enabled(std::uint32_t index, std::vector<Move>& moves) const;
  std::uint64_t order_of(const Chain& chain) const;
  void new_chain(const Chain& chain);
  void grow();
  std::uint32_t active_slot(Name thread) const;
  OperationState& state(OperationId id) { return operations_[index_of(id)]; }
  const OperationState& state(OperationId id) const { return operations_[index_of(id)]; }
  ConnectionNews news_of(const Chain& chain, const Event& returned) const;
  Status item_status(const Chain& chain) const;
  std::optional<Value> resolve(const Slot& slot, Shown shown, std::int64_t number) const;
  bool agrees_error(const Slot& slot, std::uint32_t recorded) const;
  void show_received(OperationId id, Parameter parameter, Event& returned) const;
  Name sender(OperationId id) const;
  std::optional<Value> message_value(OperationId id, Name place, bool took) const;
  bool show_sender(OperationId id, Event& observe) const;
  void show_packets(const Chain& chain, Parameter parameter, Event& returned) const;
  bool agrees_packets(const Chain& chain, const Event& recorded, const Argument& argument) const;
  bool agrees_buffers(const Slot& slot, const Event& recorded, const Argument& argument) const;

  template <class Change>
  void change_known(std::uint64_t hidden, Change change);

  std::shared_ptr<Known> known_;  // shared by copies until one of them sees a visible event
  KnownAfter* after_ = nullptr;
  std::uint64_t time_ns_ = 0;
  std::vector<std::uint8_t> instants_;
  std::vector<std::uint64_t> registers_;
  std::vector<std::vector<Item>> fifos_;
  std::vector<StreamState> streams_;
  std::vector<OperationState> operations_;
  std::vector<Slot> slots_;
  std::vector<std::uint32_t> free_slots_;
  std::vector<Place> places_;  // by position
  std::uint32_t serials_ = 0;
  bool notes_touched_ = false;
  std::vector<Touched> touched_;
  std::uint32_t delivered_connections_ = 0;
};

}  // namespace ioracle
