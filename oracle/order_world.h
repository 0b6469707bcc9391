#pragma once
// The order world: hidden cells without values. It holds what the trace makes known of hidden
// history as a partial order over instants (oracle/order.h), and outcomes of operations as unknowns
// until they are seen. The second interpreter of atoms and effects; rules are the exact world's.
//
// Copies are independent: a fork is a copy. Every assertion returns false on a contradiction.

#include <algorithm>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "model/chain.h"
#include "model/paged.h"
#include "model/payload.h"
#include "oracle/explanation.h"
#include "oracle/footprint.h"
#include "oracle/horizon.h"
#include "oracle/operation_list.h"
#include "oracle/order.h"
#include "oracle/order_store.h"
#include "oracle/step_label.h"

namespace ioracle {

struct Kept;

class OrderWorld : OrderStore {
 public:
  explicit OrderWorld(const Known& known);

  const Order& order() const { return order_; }
  // Remembers from now on what the nodes stand for: a certificate tells it.
  void keep_labels() { labels_.emplace(); }
  using OrderStore::labels;
  // After a copy of what it knows: `known` is an equal copy of the Known it was made for.
  void rebind(const Known& known) { known_ = &known; }

  // New cells of Known since the last event, which is at `now`.
  void grow(Position now);
  // No step that is still to be committed lies before `horizon`: what is older may be forgotten.
  // False: something that had to happen before it has not.
  bool forget(const Horizon& horizon);
  // Giving back what nobody speaks of any more (model/kept.h): what this history speaks of, what
  // follows from what is kept so far, and all the rest. Not while labels are kept.
  void keep_of_history(Kept& kept) const;
  void keep_what_follows(Kept& kept) const;
  void release(const Kept& kept);

  using OrderStore::keep;
  using OrderStore::mark;
  using OrderStore::rollback;

  // A call between two visible events of its thread: everything in `explanation` happened after
  // `since` and before `now`. `others`: calls of which it is still to be learned what they did.
  bool commit(const Explanation& explanation, Position since, Position now, const Others& others,
              Decisions& decisions);
  // Could another call still write what an explanation reads, or bring what it takes?
  bool awaits(const Explanation& explanation, Position now, const Others& others) const;
  // Does an explanation need one of the others to have had an effect?
  bool lacks(const Explanation& explanation, Position since, Position now,
             const Others& others) const;
  bool happen(Instant instant, Position now);
  // Where it held, does it hold from then on as long as no call does anything?
  bool stays(const Atom& atom) const;
  // A write to a word, seen at `now`.
  bool write_word(const WordWrite& word, Position now);
  bool observe(Register cell, const Predicate& predicate, Position since, Position now,
               const Others& others, Decisions& decisions);
  // At that event an operation that is known to have ended by now had not.
  bool ends_after(OperationId id, Position now);
  bool settle(Position now, std::span<const Chain> blocked, Decisions& decisions);
  // Is there a history? Decides what is open: the order and the labels are then that history's.
  // False: the world is used up; with nothing left of `budget` it is not known.
  bool complete(Position now, std::uint64_t& budget);

  // Known to hold, or not to hold, at any instant of a step between `since` and `now`.
  // The others may have done what is not known yet.
  Truth evaluate(const Atom& atom, Position since, Position now, const Others& others) const;
  bool is_resolved(OperationId id) const { return operations_[index_of(id)].resolved; }
  bool pended(OperationId id) const { return operations_[index_of(id)].pended; }
  // Operations that pended and were not seen to end.
  const OperationList& unseen() const { return unseen_; }
  Status status(OperationId id) const { return operations_[index_of(id)].status; }
  std::uint64_t information(OperationId id) const {
    const OperationCell& own = operations_[index_of(id)];
    return own.peeked > 0 ? own.peeked : own.information;
  }
  // An operation that ended moved so many bytes.
  bool count(OperationId id, std::uint64_t information);
  // The bytes that a receive left in its buffers, from its byte `skip` on. They tell from where in
  // the stream it took them.
  bool tell(OperationId id, std::uint64_t skip, std::span<const Run> runs,
            std::string_view literals);
  static bool ask_for_a_whole_message(std::span<const Atom> atoms);
  // The socket whose address a receive showed.
  bool tell_sender(OperationId id, Name sender);
  // May the message that it took have been longer than its buffers, or not longer?
  bool was_cut(OperationId id, bool longer) const;
  // Items of a fifo that a step may take now, with that pointer where one is recorded.
  void candidates(Fifo fifo, const Value& pointer, std::vector<Item>& items) const;
  // Operations without a known end whose write a read of the cell may have seen; `known`: a write
  // with a known value that fits may have been seen too.
  void writers(Register cell, const Predicate& predicate, Position since, Position now,
               std::vector<OperationId>& operations, bool& known) const;
  // What is kept to have been written there, and by which rules.
  std::span<const Write> writes(Register cell) const { return registers_[index_of(cell)].writes; }
  // The ways in which a pended operation can have ended so that the predicate holds for its status,
  // and its count is `information` where given. Appended to `explanation` as endings; returns how
  // many.
  std::size_t endings(OperationId id, const Predicate& predicate,
                      std::optional<std::uint64_t> information, Position now, const Others& others,
                      Explanation& explanation) const;

  // Places of its stream that it took.
  std::uint64_t taken(OperationId id) const { return least_places(id); }
  bool is_counted(OperationId id) const {
    return operations_[index_of(id)].counted || operations_[index_of(id)].peeked > 0;
  }
  // The stream that an operation takes from or appends to; of an AcceptEx once it is known.
  Stream stream_of(OperationId id) const;
  // The connections that an AcceptEx without one may have been given.
  std::vector<Item> connections_for(OperationId id) const;
  // The connection that an AcceptEx was given; no_item: not known.
  Item accepted(OperationId id) const { return operations_[index_of(id)].accepted; }

 private:
  // With more operations than this unseen, ends are looked at only when they are seen, and at the
  // end.
  static constexpr std::size_t unseen_most = 64;

  struct Step {  // a step being committed
    Node node = no_node;
    OperationId operation = no_operation;
    Position now = 0;
    const Others* others = &nobody;
    Decisions* decisions = nullptr;
    const AlternativeInfo* info = nullptr;  // its alternative, where it has effects
  };

  bool assert_atom(const Atom& atom, const Step& step);
  bool assert_happened(Instant instant, const Step& step);
  bool assert_not_happened(Instant instant, const Step& step);
  bool assert_read(Register cell, const Predicate& predicate, const Step& step);
  bool is_engaged_before(Register engaged, const Step& step) const;
  bool constrain_read(Register cell, Node node, const Predicate& predicate);
  bool constrain_reads(const Horizon& horizon);
  bool assert_either(const Explanation& explanation, const PathStep& path, const Step& step);
  bool deny(const Atom& atom, const Step& step);
  bool follows_bytes(const Atom& atom, const Step& step);
  bool follows_put(const Atom& atom, const Step& step);
  bool assert_head(Fifo fifo, Item item, const Step& step);
  bool assert_empty(Fifo fifo, const Step& step);
  bool assert_not_empty(Fifo fifo, const Step& step);
  bool apply(const Effect& effect, const Step& step);
  bool mark(Instant instant, Node node);
  bool promise(Instant instant, const Step& step);
  void fulfill(Instant instant);
  Node promised(const Explanation& explanation, const PathStep& path) const;
  bool write(Register cell, const Write& written);
  bool push(Fifo fifo, Item item, Node in);
  bool pop(Fifo fifo, Item item, const Step& step);
  bool append(Stream stream, const Step& step);
  bool take(Stream stream, OperationId id, const Step& step);
  bool place_chunks(Stream stream);
  bool place_chunk(Stream stream, std::size_t index);
  std::vector<std::size_t> first_chunks(const StreamCell& cells) const;
  bool may_be_preceded(Stream stream, Node node) const;
  Truth need(Stream stream, OperationId id, std::uint64_t begin, std::uint64_t until,
             Decisions* decisions);
  bool fits(OperationId id, std::uint64_t begin, OperationId sent, std::uint64_t at) const;
  bool may_be_sent_elsewhere(Stream stream, const Run& run) const;
  bool note_seen(Seen seen);
  bool locate(OperationId id);
  bool agrees(Stream stream, std::uint64_t position, const Seen& seen) const;
  bool place_takes(Stream stream);
  bool place_filled(Stream stream);
  bool place_empty(Stream stream);
  bool has_no_room(OperationId id) const;
  bool found_and_left(OperationId id) const;
  bool saw_what_had_come(const StreamCell& cells, OperationId id, std::uint64_t position);
  bool found_a_byte(const StreamCell& cells, OperationId id, std::uint64_t position);
  std::optional<std::size_t> place_among(const StreamCell& cells, const OperationCell& own);
  void note_count(OperationId id, std::uint64_t information);
  bool waits_to_be_full(OperationId id) const;
  std::vector<Node> ends_ahead(OperationId id, Node here) const;
  bool ended_at(const StreamCell& cells, const OperationCell& own, std::uint64_t end);
  bool place_at(Stream stream, OperationId id, std::uint64_t position);
  Truth measure(Stream stream, OperationId id, std::uint64_t position);
  Truth measure_bytes(Stream stream, OperationId id, std::uint64_t position);
  bool takes_message(OperationId id) const;
  bool is_measured(OperationId id) const;
  std::uint64_t least_places(OperationId id) const;
  Truth next_is_longer(const Atom& atom, Position now) const;
  std::uint64_t frontier(const StreamCell& cells) const;
  std::uint64_t place_for(const StreamCell& cells, OperationId id, std::uint64_t next) const;
  void label(const StepLabel& label) {
    if (labels_) labels_->push_back(label);
  }
  void label_step(const Explanation& explanation, const PathStep& path, Node node, Position since);
  void label_end(const Explanation& explanation, const Ending& ending);
  bool pend(const Step& step);
  bool carry_on(OperationId id, Position since, Decisions* decisions);
  bool associate(Instant associated, const Step& step);
  bool end_operation(const Explanation& explanation, const Ending& ending, const Step& step);
  Truth owed_at_settle(OperationId id, Position now) const;
  void note_accepted(OperationId id, Fifo fifo, Item connection);
  Chain end_chain(OperationId id) const;
  void add_endings(const Chain& chain, const Predicate& predicate,
                   std::optional<std::uint64_t> information, Position now, const Others& others,
                   Explanation& explanation) const;
  OperationId maker_of(Item connection) const;
  OperationId connected_by(Instant instant) const;
  OperationId freed_by(Register engaged) const;
  bool is_freed_by(Register engaged, Position now, const Others& others) const;
  std::uint32_t carrier_of(Instant instant) const;
  OperationId dropped_by(Instant aborted) const;
  bool drop_connection(OperationId id, Instant aborted, const Step& step);
  std::uint64_t unseen_bytes(Stream stream) const;
  bool may_be_brought(Fifo backlog) const;
  bool hand_over(OperationId id, Item connection, const Step& step);
  bool end_unseen(OperationId id, Predicate::Kind how, const Step& step);
  bool settle_accept(OperationId id, const Step& step);
  bool is_unserved(OperationId id) const;
  bool may_have_served(Fifo backlog) const;
  bool may_have_been_served(OperationId id) const;
  bool complete_served(OperationId id, Position now, std::uint64_t& budget);
  Node last_node(OperationId id) const;
  // Does the attempt succeed? What it changed is taken back where it does not.
  template <class Attempt>
  bool holds(Attempt attempt);
  // Tries one possibility, by every way in which its decisions can fall. `attempt`: takes the
  // decisions, and goes on to the end.
  template <class Attempt>
  bool succeeds(std::uint64_t& budget, Attempt attempt);
  bool complete_unseen(Position now, std::uint64_t& budget);
  bool complete_open(Position now, std::uint64_t& budget);
  bool complete_takes(std::uint64_t& budget);
  bool complete_takes(Stream stream, std::uint64_t& budget);
  bool complete_empty(Stream stream, std::uint64_t& budget);
  std::vector<std::uint64_t> possible_counts(const StreamCell& cells, OperationId id,
                                             std::uint64_t position, std::uint64_t gap) const;
  std::optional<Literal> what_it_hangs_on(const Doubt& doubt) const;
  bool complete_doubts(std::uint64_t& budget);
  bool complete_fifos();
  bool leave_behind(const FifoCell& cells);
  bool complete_undecided(std::uint64_t& budget);
  std::uint64_t surely_put(const StreamCell& stream, Position since, Node before) const;
  std::uint64_t surely_taken(const StreamCell& stream, Position since, Node before) const;
  bool has_run_dry(std::uint32_t stream, Position since, Node before, const Others& others) const;
  Truth fits_in_pipe(const Atom& atom, Position since, Position now, Node before,
                     const Others& others) const;
  bool end_before_next(Stream stream, OperationId id);
  Node removal(const Explanation& explanation, const PathStep& path);
  Truth one_holds(const Undecided& undecided) const;
  bool holds_at_the_latest(const Undecided& undecided) const;
  std::optional<Literal> what_it_hangs_on(const Denial& denial) const;
  bool complete_denials(std::uint64_t& budget);
  bool end_was_seen(const StreamCell& stream, Position since) const;
  Truth refuted(const Denial& denial) const;
  bool may_be_refuted(const Denial& denial) const;
  std::uint64_t surely_arrived(const StreamCell& stream, std::uint64_t settled, Position since,
                               Node before = no_node) const;
  bool owed_before_settle(OperationId id, Node cause);
  bool bytes_suffice() const;
  void forget(StreamCell& cells, Position until);
  void forget(FifoCell& cells, const Horizon& horizon, std::uint32_t index);
  void forget(RegisterCell& cells, Position until);
  bool forget_questions(const Horizon& horizon);
  void forget(InstantCell& cell, Position until);
  void forget_settles(const Horizon& horizon);
  bool ends_are_possible(Position now, const Others& others) const;
  bool carry_owed(const Chain& chain, const Step& step, bool& changed);
  bool settle_network(const Step& step);
  bool settle_blocked(const Chain& chain, const Step& step);
  Truth settled_truth(const Atom& atom, Position now) const;
  Truth settled_stream(const Atom& atom, Position now) const;
  Truth match(const Write& written, const Predicate& predicate) const;
  Truth read_truth(Register cell, const Predicate& predicate, Position since, Position now) const;
  bool may_happen(Instant instant, const Others& others) const;
  bool may_bring_another(const Explanation& explanation, const Others& others) const;
  bool may_write(Register cell, Position now, const Others& others, OperationId taken) const;
  static constexpr std::uint64_t most_bytes = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t most_taken(Stream stream, Position now, std::uint64_t enough = most_bytes,
                           Node before = no_node) const;
  void wait(OperationId id);
  void wait_no_more(OperationId id);
  // Is there a receive of that stream, pended and not seen to end, for which it holds?
  template <class Holds>
  bool any_waiting(Stream stream, Holds holds) const;
  bool all_before_are_resolved(OperationId id) const;
  const Operation& known_operation(OperationId id) const { return known_->operation(id); }
  bool remove(Fifo fifo, Item item, Node node);
  bool will_leave(Fifo fifo, Place place);
  bool has_passed(Fifo fifo, const std::vector<Place>& others, Node in) const;
  void count_strays(FifoCell& cells) const;
  Truth is_empty(Fifo fifo, Position since, Position now, const Others& others) const;
  template <class Visit>
  void each_node(const Kept& kept, Visit visit);

  const Known* known_;
  Node start_ = no_node;
  std::uint32_t connections_ = 0;

  // How long lists are before forget() looks again.
  std::size_t denied_at_ = 0;
  std::size_t denials_at_ = 0;
  std::size_t trailing_at_ = 0;
  Position question_floor_ = unbounded;  // what is still undecided asks from here on

  bool lost_ = false;          // something that asked for a decision was dropped
  Position completed_at_ = 0;  // where complete() stands
};

template <class Holds>
bool OrderWorld::any_waiting(Stream stream, Holds holds) const {
  // An AcceptEx has its stream once it is known which connection it took.
  OperationId id = stream == no_stream ? no_operation : waiting_[index_of(stream)].first;
  while (id != no_operation) {
    const OperationId next = cell(id).behind;
    if (holds(id)) return true;
    id = next;
  }
  return std::ranges::any_of(engaging_, [&](OperationId other) {
    return stream_of(other) == stream && receives(known_operation(other).kind) && holds(other);
  });
}

template <class Attempt>
bool OrderWorld::holds(Attempt attempt) {
  mark();
  const bool good = attempt();
  if (good) {
    keep();
  } else {
    rollback();
  }
  return good;
}

template <class Attempt>
bool OrderWorld::succeeds(std::uint64_t& budget, Attempt attempt) {
  Decisions decisions;
  do {
    if (budget == 0) return false;
    --budget;
    decisions.start();
    if (holds([&] { return attempt(decisions); })) return true;
  } while (decisions.next());
  return false;
}

}  // namespace ioracle
