// Receives find their places in the stream, and by them their order.

#include <algorithm>
#include <limits>
#include <optional>

#include "oracle/order_world.h"

namespace ioracle {

// Where in the list of takes one belongs that has its position; nothing: there is no room for it.
// Those that have theirs are in order already, so its neighbours speak for the others.
std::optional<std::size_t> OrderWorld::place_among(const StreamCell& cells,
                                                   const OperationCell& own) {
  const std::uint64_t position = *own.position;
  // Receives of no bytes at one place have no order among them; they lie before those that took
  // some.
  const auto are_level = [&](const OperationCell& taken) {
    return *taken.position == position && taken.places == 0 && own.places == 0;
  };
  const auto is_earlier = [&](const OperationCell& taken) {
    return *taken.position < position || (*taken.position == position && taken.places == 0);
  };
  std::size_t place = 0;
  std::uint64_t room_begins = 0;
  std::uint64_t room_ends = std::numeric_limits<std::uint64_t>::max();
  for (std::size_t index = 0; index < cells.takes.size(); ++index) {
    const OperationCell& taken = cell(cells.takes[index]);
    if (!taken.position) {
      if (order_.is_before(taken.end, own.end) == Truth::yes) place = index + 1;
      continue;
    }
    const bool earlier = is_earlier(taken);
    if (earlier) place = index + 1;
    if (earlier && taken.places > 0) {
      room_begins = std::max(room_begins, *taken.position + taken.places);
    }
    if (!earlier && taken.places > 0) room_ends = std::min(room_ends, *taken.position);
  }
  if (position < room_begins || position + own.places > room_ends) return std::nullopt;
  for (const OperationId other : cells.takes) {
    const OperationCell& taken = cell(other);
    if (!taken.position || are_level(taken)) continue;
    const bool earlier = is_earlier(taken);
    const bool is_neighbour =
        earlier ? *taken.position + taken.places >= room_begins : *taken.position <= room_ends;
    if (!is_neighbour) continue;
    if (!earlier && position + own.places > *taken.position) return std::nullopt;
    if (earlier ? !order_.precedes(taken.end, own.end) : !order_.precedes(own.end, taken.end)) {
      return std::nullopt;
    }
  }
  return place;
}

// Is the end of a receive owed once its room is full, not by any byte? That of one that waits for
// all, and of all where data that carry no PUSH may be held.
bool OrderWorld::waits_to_be_full(OperationId id) const {
  const Operation& operation = known_operation(id);
  if (operation.kind != OperationKind::receive) return false;
  const bool held = known_->socket(operation).faults.holds_unpushed_data && !operation.pushes;
  return operation.waits_for_all || held;
}

// When those ahead of it ended that may still have been there at a settle though bytes had come:
// all others take the first byte that comes.
std::vector<Node> OrderWorld::ends_ahead(OperationId id, Node here) const {
  std::vector<Node> ends;
  const Fifo queue = known_->queue(known_operation(id));
  if (queue == no_fifo) return ends;
  for (const Entry& other : fifos_[index_of(queue)].entries) {
    const OperationId ahead = known_->item(other.item).operation;
    if (ahead == id || ahead == no_operation || !waits_to_be_full(ahead)) continue;
    const bool may_be_there = other.out != no_node &&
                              order_.is_before(cell(id).link, other.in) != Truth::yes &&
                              order_.is_before(other.out, here) != Truth::yes;
    if (may_be_there) ends.push_back(other.out);
  }
  return ends;
}

// Of a receive that waits for all: it took less because the end of the stream was there, behind
// what it took.
bool OrderWorld::ended_at(const StreamCell& cells, const OperationCell& own, std::uint64_t end) {
  return cells.finish != no_node && end == cells.appended && order_.precedes(cells.finish, own.end);
}

// A receive whose position is known orders those before and behind it, and needs its bytes to be
// sent.
bool OrderWorld::place_at(Stream stream, OperationId id, std::uint64_t position) {
  const Truth there = measure(stream, id, position);
  if (there == Truth::no) return false;
  // Which send the last bytes came from is told later: by complete() at the latest.
  if (there == Truth::open) return true;
  StreamCell& cells = stream_cell(static_cast<std::uint32_t>(stream));
  OperationCell& own = cell(id);
  own.position = position;
  std::erase(cells.takes, id);
  const std::optional<std::size_t> place = place_among(cells, own);
  if (!place) return false;
  cells.takes.insert(cells.takes.begin() + static_cast<std::ptrdiff_t>(*place), id);
  if (own.places > 0) {
    const std::uint64_t last = position + own.places - 1;
    const auto chunk =
        std::ranges::find_if(cells.chunks, [&](const StreamChunk& one) { return last < one.end; });
    const auto index = static_cast<std::size_t>(chunk - cells.chunks.begin());
    if (!order_.precedes(cells.chunk_nodes[index], own.end)) return false;
    if (!end_before_next(stream, id)) return false;
    const bool is_short =
        !known_->carries_messages(stream) && own.information < known_operation(id).capacity;
    if (is_short && !may_arrive_until(*known_, stream, cells.chunks, last + 1)) return false;
    // What had settled before it was there for it to take.
    const bool settled = cells.settled_at != 0 && order_.low(own.end) >= cells.settled_at;
    if (is_short && settled && last + 1 < cells.settled_until) return false;
    const auto first = std::ranges::upper_bound(cells.chunks, position, {}, &StreamChunk::end);
    const auto first_index = static_cast<std::size_t>(first - cells.chunks.begin());
    const bool for_all = known_operation(id).waits_for_all;
    if (for_all && is_short && !ended_at(cells, own, last + 1)) return false;
    // Not filled, it was owed its end by the end of the stream, where there is one.
    const Node cause = !waits_to_be_full(id) ? cells.chunk_nodes[first_index]
                       : is_short            ? cells.finish
                                             : cells.chunk_nodes[index];
    if (cause != no_node && !owed_before_settle(id, cause)) return false;
  }
  if (own.took && has_no_room(id) && !found_a_byte(cells, id, position)) return false;
  if (own.shown) {
    const bool good = std::ranges::all_of(seen_, [&](const std::shared_ptr<const Seen>& seen) {
      return seen->operation != id || agrees(stream, position, *seen);
    });
    if (!good) return false;
    std::erase_if(seen_, [&](const auto& seen) { return seen->operation == id; });
    own.shown = false;
  }
  if (!own.saw_end) return true;
  return position == cells.appended && owed_before_settle(id, cells.finish);
}

}  // namespace ioracle
