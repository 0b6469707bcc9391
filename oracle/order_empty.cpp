// Receives that leave what they find, because they peek or have no room: each waits for a byte, and
// lies between those that took what came before that byte and the one that took it.

#include <algorithm>

#include "oracle/order_world.h"

namespace ioracle {

bool OrderWorld::has_no_room(OperationId id) const {
  const Stream stream = stream_of(id);
  const Operation& operation = known_operation(id);
  return (operation.capacity == 0 || operation.peeks) && stream != no_stream &&
         !known_->carries_messages(stream);
}

bool OrderWorld::found_and_left(OperationId id) const { return cell(id).took && has_no_room(id); }

// It moved so many bytes, or saw them and left them.
void OrderWorld::note_count(OperationId id, std::uint64_t information) {
  OperationCell& own = cell(id);
  const bool peeks = known_operation(id).peeks && information > 0;
  own.counted = !peeks;
  own.information = peeks ? 0 : information;
  own.peeked = peeks ? information : 0;
}

// The bytes that it saw had been sent; no more than that had come.
bool OrderWorld::saw_what_had_come(const StreamCell& cells, OperationId id,
                                   std::uint64_t position) {
  const OperationCell& own = cell(id);
  const std::uint64_t until = position + own.peeked;
  const auto chunk =
      std::ranges::find_if(cells.chunks, [&](const StreamChunk& one) { return until <= one.end; });
  const auto index = static_cast<std::size_t>(chunk - cells.chunks.begin());
  if (chunk == cells.chunks.end() || !order_.precedes(cells.chunk_nodes[index], own.end)) {
    return false;
  }
  if (own.peeked == known_operation(id).capacity) return true;
  return may_arrive_until(*known_, stream_of(id), cells.chunks, until) &&
         until >= cells.settled_by(order_.low(own.end)).until;
}

// The byte that it found had been sent, and it was owed its end from then on.
bool OrderWorld::found_a_byte(const StreamCell& cells, OperationId id, std::uint64_t position) {
  if (position == cells.base && cells.base > 0) return true;
  if (cell(id).peeked > 0 && !saw_what_had_come(cells, id, position)) return false;
  const auto chunk = std::ranges::upper_bound(cells.chunks, position, {}, &StreamChunk::end);
  const auto index = static_cast<std::size_t>(chunk - cells.chunks.begin());
  return chunk != cells.chunks.end() && order_.precedes(cells.chunk_nodes[index], cell(id).end) &&
         owed_before_settle(id, cells.chunk_nodes[index]);
}

// Places those of which it is known whether each of the others took before them.
bool OrderWorld::place_empty(Stream stream) {
  const std::vector<OperationId> takes = streams_[index_of(stream)].takes;
  for (const OperationId id : takes) {
    if (cell(id).position || !found_and_left(id) || !all_before_are_resolved(id)) continue;
    std::uint64_t position = streams_[index_of(stream)].base;
    const bool open = std::ranges::any_of(takes, [&](OperationId other) {
      const OperationCell& taken = cell(other);
      if (other == id || found_and_left(other)) return false;
      const Truth before = order_.is_before(taken.end, cell(id).end);
      if (before == Truth::yes && taken.position) {
        position = std::max(position, *taken.position + taken.places);
      }
      return before == Truth::open || (before == Truth::yes && !taken.position);
    });
    if (open) continue;
    const Truth there = cell(id).peeked > 0
                            ? need(stream, id, position, position + cell(id).peeked, nullptr)
                            : Truth::yes;
    if (there == Truth::no || (there == Truth::yes && !place_at(stream, id, position)))
      return false;
  }
  return true;
}

// The others have their places: some place between them must do for each.
bool OrderWorld::complete_empty(Stream stream, std::uint64_t& budget) {
  const StreamCell& cells = streams_[index_of(stream)];
  const auto unplaced =
      std::ranges::find_if(cells.takes, [&](OperationId id) { return !cell(id).position; });
  const OperationId id = *unplaced;
  const std::uint64_t base = cells.base;
  std::vector<std::uint64_t> positions = {base};
  for (const OperationId other : cells.takes) {
    const OperationCell& taken = cell(other);
    if (taken.position && taken.places > 0) positions.push_back(*taken.position + taken.places);
  }
  for (const std::uint64_t position : positions) {
    const bool good = succeeds(budget, [&](Decisions& decisions) {
      const bool told = position > base || base == 0;
      const bool there = !told || need(stream, id, position,
                                       position + std::max<std::uint64_t>(cell(id).peeked, 1),
                                       &decisions) == Truth::yes;
      return there && place_at(stream, id, position) && complete_takes(budget);
    });
    if (good) return true;
  }
  return false;
}

}  // namespace ioracle
