// Pipes in the order world: what is sent is there at once, so what a step found of it follows from
// the order of steps alone.

#include <algorithm>

#include "oracle/order_world.h"

namespace ioracle {

// Places of a pipe that were filled before `since`, or before `before`.
std::uint64_t OrderWorld::surely_put(const StreamCell& stream, Position since, Node before) const {
  const Stream cell{static_cast<std::uint32_t>(&stream - streams_.data())};
  if (!known_->is_of_pipe(cell)) return 0;
  const auto lies_before = [&](Node node) {
    return order_.high(node) <= since ||
           (before != no_node && order_.is_before(node, before) == Truth::yes);
  };
  std::uint64_t until = 0;
  for (std::size_t index = 0; index < stream.chunks.size(); ++index) {
    if (lies_before(stream.chunk_nodes[index])) until = stream.chunks[index].end;
  }
  std::uint64_t loose = 0;
  for (const LooseChunk& chunk : stream.loose) {
    if (lies_before(chunk.node)) loose += chunk.length;
  }
  return loose == 0 ? until : stream.placed + loose;
}

std::uint64_t OrderWorld::surely_taken(const StreamCell& stream, Position since,
                                       Node before) const {
  std::uint64_t taken = stream.base;
  for (const OperationId id : stream.takes) {
    const Node end = cell(id).end;
    const bool lies_before = order_.high(end) <= since ||
                             (before != no_node && order_.is_before(end, before) == Truth::yes);
    if (lies_before) taken += least_places(id);
  }
  return taken;
}

// Has the writer gone, and all it wrote been taken?
bool OrderWorld::has_run_dry(std::uint32_t stream, Position since, Node before,
                             const Others& others) const {
  const StreamCell& cells = streams_[stream];
  if (!known_->is_of_pipe(Stream{stream}) || cells.finish == no_node) return false;
  const bool gone = order_.high(cells.finish) <= since ||
                    (before != no_node && order_.is_before(cells.finish, before) == Truth::yes);
  return gone && !others.may_append(Stream{stream}) &&
         surely_taken(cells, since, before) >= cells.appended;
}

// How many bytes of what was written, up to the end of one write, were still in the pipe?
Truth OrderWorld::fits_in_pipe(const Atom& atom, Position since, Position now, Node before,
                               const Others& others) const {
  const Stream stream{atom.cell};
  const StreamCell& cells = streams_[atom.cell];
  const OperationId id{atom.item};
  const auto own = std::ranges::find(cells.chunks, id, &StreamChunk::operation);
  const bool placed = own != cells.chunks.end();
  const std::uint64_t until = placed ? own->end : cells.placed;
  std::uint64_t written = bytes_between(*known_, stream, cells.chunks, cells.base, until);
  if (!placed) written += known_operation(id).capacity;  // behind what is placed
  std::uint64_t between = 0;                             // others may have written before it
  if (!placed) {
    for (const LooseChunk& chunk : cells.loose) {
      if (chunk.operation != id) between += chunk.length;
    }
  }
  const auto may_take = [&](OperationId other) {
    const Node end = cell(other).end;
    const bool behind = before != no_node && end != no_node &&
                        (end == before || order_.is_before(before, end) == Truth::yes);
    return !behind && (end == no_node || order_.low(end) < now);
  };
  std::uint64_t most_gone = 0;
  std::uint64_t least_gone = 0;
  for (const OperationId other : cells.takes) {
    const OperationCell& take = cell(other);
    const bool counted = take.counted;
    if (may_take(other)) {
      most_gone += counted ? take.information : known_operation(other).capacity;
    }
    const bool gone = order_.high(take.end) <= since ||
                      (before != no_node && order_.is_before(take.end, before) == Truth::yes);
    if (gone && counted) least_gone += take.information;
  }
  bool more = others.may_append(stream);
  for (const OperationId other : unjudged_) {
    if (other == id || stream_of(other) != stream) continue;
    if (receives(known_operation(other).kind)) {
      if (may_take(other)) most_gone += known_operation(other).capacity;
    } else {
      more = true;
    }
  }
  any_waiting(stream, [&](OperationId other) {
    if (may_take(other)) most_gone += known_operation(other).capacity;
    return false;
  });
  if (written > atom.amount && written - atom.amount > most_gone) return Truth::no;
  const bool open = more && !placed;
  return !open && written + between <= atom.amount + least_gone ? Truth::yes : Truth::open;
}

// What takes less than it has room for took all there was: the next was written later.
bool OrderWorld::end_before_next(Stream stream, OperationId id) {
  const OperationCell& own = cell(id);
  if (!known_->is_of_pipe(stream) || takes_message(id) ||
      own.information >= known_operation(id).capacity) {
    return true;
  }
  const StreamCell& cells = streams_[index_of(stream)];
  const std::uint64_t position = *own.position + own.places;
  const auto next = std::ranges::find_if(
      cells.chunks, [&](const StreamChunk& chunk) { return chunk.end > position; });
  if (next == cells.chunks.end()) return true;
  const bool empty = next->end == next->begin + 1 && known_->carries_messages(stream);
  if (empty) return true;
  return next->begin >= position &&
         order_.precedes(own.end,
                         cells.chunk_nodes[static_cast<std::size_t>(next - cells.chunks.begin())]);
}

// Where a take goes: to the next place, but one that took nothing before others did, before them.
std::uint64_t OrderWorld::place_for(const StreamCell& cells, OperationId id,
                                    std::uint64_t next) const {
  const OperationCell& own = cell(id);
  if (!own.took) return next;
  const bool nothing =
      takes_message(id)
          ? own.longer == Truth::yes &&
                (known_operation(id).capacity == 0 || known_->keeps_whole(stream_of(id)))
          : own.counted && own.information == 0 &&
                (!known_->carries_messages(stream_of(id)) || known_operation(id).capacity == 0);
  if (!nothing) return next;
  std::uint64_t place = next;
  for (const OperationId other : cells.takes) {
    const OperationCell& taken = cell(other);
    if (other == id || !taken.position || taken.places == 0) continue;
    const bool later = order_.is_before(own.end, taken.end) == Truth::yes;
    if (later) place = std::min(place, *taken.position);
  }
  return place;
}

// The instant at which others found gone what this step removes out of its turn; no_node: nobody
// did.
Node OrderWorld::removal(const Explanation& explanation, const PathStep& path) {
  for (std::uint32_t index = 0; index < path.effect_count; ++index) {
    const Effect& effect = explanation.effects[path.first_effect + index];
    const Item item{effect.item};
    if (effect.kind != Effect::Kind::remove || known_->item(item).operation != no_operation) {
      continue;
    }
    const Fifo fifo{effect.cell};
    const Place place = place_of(fifo, item);
    if (place == nowhere) continue;
    const Entry& entry = entry_at(fifo, place);
    if (!entry.taken && !entry.removed && entry.out != no_node) return entry.out;
  }
  return no_node;
}

// Does it take one message, whatever its length?
bool OrderWorld::takes_message(OperationId id) const {
  const Stream stream = stream_of(id);
  return known_->carries_messages(stream) &&
         (!known_->is_of_pipe(stream) || known_operation(id).by_message);
}

// A read of bytes takes as many as it showed, and the ends of the messages that it emptied.
Truth OrderWorld::measure_bytes(Stream stream, OperationId id, std::uint64_t position) {
  OperationCell& own = cell(id);
  own.places = own.information;
  if (!known_->carries_messages(stream)) return Truth::yes;
  if (own.information == 0 && known_operation(id).capacity > 0) {
    // Nothing but a message of no bytes was there.
    const Truth there = need(stream, id, position, position + 1, nullptr);
    if (there != Truth::yes) return there;
    const auto& chunks = streams_[index_of(stream)].chunks;
    const auto empty = std::ranges::upper_bound(chunks, position, {}, &StreamChunk::end);
    if (empty->begin != position || empty->end != position + 1) return Truth::no;
    cell(id).places = 1;
    return Truth::yes;
  }
  for (;;) {
    const auto& chunks = streams_[index_of(stream)].chunks;
    const BytesTaken taken = take_bytes(chunks, position, own.information);
    cell(id).places = taken.until - position;
    if (taken.count == own.information) return Truth::yes;
    const Truth there = need(stream, id, position, streams_[index_of(stream)].placed + 1, nullptr);
    if (there != Truth::yes) return there;
  }
}

}  // namespace ioracle
