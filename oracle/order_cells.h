#pragma once
// What an order world keeps of each hidden cell: nodes of the order (oracle/order.h) in place of
// values.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/payload.h"
#include "model/status.h"
#include "oracle/explanation.h"
#include "oracle/fifo_entries.h"
#include "oracle/order.h"

namespace ioracle {

struct OrderCells {
  struct InstantCell {
    std::uint32_t saved = 0;  // at which mark
    bool touched = false;     // since forget() last looked
    bool promised = false;    // `node` is a step of a call that is still to be judged
    std::size_t tidy_at = 0;  // so many rows are looked through again
    Node node = no_node;
    std::uint32_t carrier = no_node;  // delivery chain that may mark it: connection * 2 + side
    Position floor = 0;               // it had not happened at that event
    std::vector<Node> denied;         // steps at which it had not happened
  };
  struct Write {
    Node node = no_node;
    OperationId operation = no_operation;  // value: its status or count
    bool information = false;
    std::uint64_t value = 0;
    const AlternativeInfo* info = nullptr;  // the rule that writes it, where one does
  };
  // A read that calls under way may still write for: what it asks of the order is told later.
  struct Read {
    Node node = no_node;
    Predicate predicate;
  };
  struct RegisterCell {
    std::uint32_t saved = 0;  // at which mark
    bool touched = false;     // since forget() last looked
    std::size_t tidy_at = 0;  // so many rows are looked through again
    std::vector<Write> writes;
    std::vector<Read> reads;
  };
  using Entry = FifoEntry;
  using Place = FifoEntries::Place;
  static constexpr Place nowhere = FifoEntries::nowhere;
  static std::uint32_t key_of(const Value& pointer);
  // The latest `in` among the entries forgotten that were taken before this position.
  struct Frontier {
    Position position = 0;
    Node in = no_node;
  };
  struct FifoCell {
    std::uint32_t saved = 0;  // at which mark
    bool touched = false;
    std::size_t tidy_at = 0;
    FifoEntries entries;
    std::size_t strays = 0;  // those not known to have come after the one before them
    std::vector<Node> found_empty;
    std::vector<Frontier> frontiers;  // by position
  };
  // The receives of a stream that pended and were not seen to end, in the order in which they
  // pended: a list through their cells. One whose stream is not known from the start is not among
  // them.
  struct WaitingCell {
    std::uint32_t saved = 0;  // at which mark
    OperationId first = no_operation;
    OperationId last = no_operation;
    bool in_order = true;  // each is known to have been queued after the one before it
  };
  // A send whose place among the others is not known yet.
  struct LooseChunk {
    OperationId operation = no_operation;
    Node node = no_node;
    std::uint64_t length = 0;
  };
  struct SettledStream {
    Position at = 0;
    std::uint64_t until = 0;  // bytes known to have arrived
    bool finished = false;    // and its end
  };
  struct StreamCell {
    std::uint32_t saved = 0;  // at which mark
    bool touched = false;
    std::size_t tidy_at = 0;
    std::vector<StreamChunk> chunks;
    std::vector<Node> chunk_nodes;  // when each was appended
    std::vector<LooseChunk> loose;
    std::uint64_t placed = 0;    // bytes of all sends whose place is known
    std::uint64_t appended = 0;  // bytes of all sends
    Node finish = no_node;
    std::uint64_t base = 0;              // what was taken before `takes`, and is settled
    std::vector<OperationId> takes;      // in order
    std::vector<SettledStream> settled;  // in order

    // What had arrived at the last settle up to `position`.
    SettledStream settled_by(Position position) const {
      for (std::size_t index = settled.size(); index-- > 0;) {
        if (settled[index].at <= position) return settled[index];
      }
      return {};
    }
  };
  struct OperationCell {
    std::uint32_t saved = 0;  // at which mark
    Node link = no_node;
    Node end = no_node;
    Node information_node = no_node;
    Node status_node = no_node;
    Node signal = no_node;
    Node notify = no_node;
    bool notifies = false;  // an APC or a packet
    Position called = 0;
    bool pended = false;
    bool resolved = false;  // how it ended is known
    bool counted = false;   // and how many bytes it moved
    bool took = false;
    bool saw_end = false;
    Status status = Status::pending;
    std::uint64_t information = 0;
    std::optional<std::uint64_t> position;  // in the stream, where it took
    std::uint64_t places = 0;               // that it took from there, where that is known
    Truth longer = Truth::open;             // was the message longer than its buffers?
    Node leave = no_node;                   // AcceptEx: when it was given its connection
    Item accepted = no_item;                // and which that is, once known
    bool shown = false;                     // some of seen_ are its bytes
    std::uint64_t peeked = 0;               // bytes that it saw and left
    OperationId before = no_operation;      // in the list of receives that wait
    OperationId behind = no_operation;
    bool waits = false;  // it is in that list
  };
  // Bytes that a receive showed before its place in the stream was known.
  struct Seen {
    OperationId operation = no_operation;
    std::uint64_t skip = 0;
    std::vector<Run> runs;
    std::string literals;
    Name sender;  // of the message, where that was shown and not bytes
  };
  // A pended operation of which a settle did not tell whether its end was owed.
  struct Doubt {
    OperationId operation = no_operation;
    Position settle = 0;
    Node here = no_node;
  };
  // Nothing moved any more at this event, and at this instant just before it.
  struct Settled {
    Position event = 0;
    Node here = no_node;
  };
  // At this instant the stream had not brought what the atom asks for.
  struct Denial {
    Atom atom;
    Node node = no_node;
    std::uint64_t settled_until = 0;  // bytes known by then to have arrived
    bool finish_settled = false;
  };
  // At this instant the atoms of one of the rivals held.
  struct Undecided {
    Node node = no_node;
    std::vector<std::vector<Atom>> rivals;
  };

  template <class Cell>
  struct Saved {
    std::uint32_t index;
    Cell cell;
  };
  // Writes are only added to it.
  struct SavedRegister {
    std::uint32_t index;
    std::uint32_t mark;
    std::size_t writes;
    std::vector<Read> reads;
  };
  struct SavedFifo {
    std::uint32_t index;
    std::uint32_t mark;
    std::size_t entries;
    std::size_t warm;
    std::size_t strays;
    std::size_t found_empty;
  };
  struct SavedEntry {
    std::uint32_t fifo;
    Place place;
    Entry entry;
  };
  // What there was at a mark.
  struct Mark {
    std::uint32_t before = 0;  // the mark before it
    std::size_t instants = 0;  // of what is saved
    std::size_t registers = 0;
    std::size_t streams = 0;
    std::size_t waiting = 0;
    std::size_t operations = 0;
    std::size_t fifos = 0;
    std::size_t entries = 0;
    std::size_t settles = 0;
    std::size_t labels = 0;
    std::vector<std::uint32_t> read;
    std::vector<std::uint32_t> promised;
    std::vector<std::shared_ptr<const Seen>> seen;
    std::vector<Doubt> doubts;
    std::vector<Denial> denials;
    std::vector<std::shared_ptr<const Undecided>> undecided;
  };
};

}  // namespace ioracle
