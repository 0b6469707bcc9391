// Streams in the order world: what was sent, and where receives lie in it.

#include <algorithm>

#include "oracle/order_world.h"

namespace ioracle {

bool OrderWorld::append(Stream stream, const Step& step) {
  StreamCell& cells = stream_cell(static_cast<std::uint32_t>(stream));
  const std::uint64_t length = known_operation(step.operation).capacity;
  if (!cells.chunks.empty() &&
      order_.is_before(cells.chunk_nodes.back(), step.node) != Truth::yes) {
    guessed_ = true;  // two sends at once: which came first is not known
  }
  cells.chunks.push_back({step.operation, cells.appended, cells.appended + length});
  cells.chunk_nodes.push_back(step.node);
  cells.appended += length;
  cell(step.operation).information = length;
  cell(step.operation).counted = true;
  return true;
}

bool OrderWorld::all_before_are_resolved(OperationId id) const {
  const OperationCell& own = cell(id);
  for (const OperationId other : unjudged_) {
    const bool rival = other != id && known_operation(other).stream == known_operation(id).stream &&
                       cell(other).called < order_.high(own.end);
    if (rival) return false;
  }
  for (const OperationId other : unseen_) {
    if (other == id || known_operation(other).stream != known_operation(id).stream ||
        known_operation(other).kind != OperationKind::receive) {
      continue;
    }
    // A pended receive takes in the order of posting, one that ended in its call when it did.
    const Node mine = own.link == no_node ? own.end : own.link;
    if (order_.is_before(mine, cell(other).link) != Truth::yes) return false;
  }
  return true;
}

bool OrderWorld::take(Stream stream, OperationId id, const Step& step) {
  StreamCell& cells = stream_cell(static_cast<std::uint32_t>(stream));
  OperationCell& own = cell(id);
  own.took = true;
  if (own.end == no_node) own.end = step.node;
  if (own.position) return place_at(stream, id, *own.position);
  auto place = cells.takes.end();
  while (place != cells.takes.begin() &&
         order_.is_before(own.end, cell(*std::prev(place)).end) == Truth::yes) {
    --place;
  }
  cells.takes.insert(place, id);
  return place_takes(stream);
}

bool OrderWorld::place(OperationId id, std::uint64_t position) {
  OperationCell& own = cell(id);
  if (own.position) return *own.position == position;
  if (!own.took || !own.counted || own.information == 0) return true;
  own.position = position;
  const Stream stream = known_operation(id).stream;
  std::erase(stream_cell(static_cast<std::uint32_t>(stream)).takes, id);
  return place_at(stream, id, position);
}

// A receive whose position is known orders those before and behind it, and needs its bytes to be
// sent.
bool OrderWorld::place_at(Stream stream, OperationId id, std::uint64_t position) {
  StreamCell& cells = stream_cell(static_cast<std::uint32_t>(stream));
  OperationCell& own = cell(id);
  own.position = position;
  auto place = cells.takes.begin();
  for (auto other = cells.takes.begin(); other != cells.takes.end(); ++other) {
    const OperationCell& taken = cell(*other);
    if (*other == id || !taken.position) {
      const bool earlier = order_.is_before(taken.end, own.end) == Truth::yes;
      if (*other != id && earlier) place = std::next(other);
      continue;
    }
    // Receives of no bytes at one place have no order among them; they lie before those that took
    // some.
    const bool here = *taken.position == position;
    if (here && taken.information == 0 && own.information == 0) {
      place = std::next(other);
      continue;
    }
    const bool before = *taken.position < position || (here && taken.information == 0);
    const bool apart = before ? *taken.position + taken.information <= position
                              : position + own.information <= *taken.position;
    if (!apart && own.counted && taken.counted) return false;
    if (before ? !order_.precedes(taken.end, own.end) : !order_.precedes(own.end, taken.end)) {
      return false;
    }
    if (before) place = std::next(other);
  }
  if (std::ranges::find(cells.takes, id) == cells.takes.end()) cells.takes.insert(place, id);
  if (own.took && own.information > 0) {
    const std::uint64_t last = position + own.information - 1;
    const auto chunk =
        std::ranges::find_if(cells.chunks, [&](const StreamChunk& one) { return last < one.end; });
    if (chunk == cells.chunks.end()) return false;
    const auto index = static_cast<std::size_t>(chunk - cells.chunks.begin());
    if (!order_.precedes(cells.chunk_nodes[index], own.end)) return false;
    if (own.information < known_operation(id).capacity &&
        !may_arrive_until(known_->profile(), cells.chunks, last + 1)) {
      return false;
    }
    // What had settled before it was there for it to take.
    const bool settled = cells.settled_at != 0 && order_.low(own.end) >= cells.settled_at;
    if (own.information < known_operation(id).capacity && settled &&
        last + 1 < cells.settled_until) {
      return false;
    }
  }
  if (own.took && own.information > 0) {
    const auto first = std::ranges::upper_bound(cells.chunks, position, {}, &StreamChunk::end);
    const auto index = static_cast<std::size_t>(first - cells.chunks.begin());
    if (!owed_before_settle(id, cells.chunk_nodes[index])) return false;
  }
  if (!own.saw_end) return true;
  return position == cells.appended && owed_before_settle(id, cells.finish);
}

// A pended operation whose cause was there at a settle had ended by then: it was owed.
bool OrderWorld::owed_before_settle(OperationId id, Node cause) {
  const OperationCell& own = cell(id);
  if (!own.pended) return true;
  const Position since = std::max(order_.high(own.link), order_.high(cause));
  const auto settle = std::ranges::lower_bound(settles_, since);
  return settle == settles_.end() || order_.before(own.end, *settle);
}

// Have as many bytes been sent as receives took? An end without a count took one at least.
bool OrderWorld::bytes_suffice() const {
  return std::ranges::all_of(streams_, [&](const StreamCell& stream) {
    std::uint64_t taken = stream.base;
    for (const OperationId id : stream.takes) {
      const OperationCell& own = cell(id);
      taken += own.counted ? own.information : own.took && known_operation(id).capacity > 0;
    }
    return taken <= stream.appended;
  });
}

// Gives receives their places in the stream, from its begin on, as far as their order is known.
bool OrderWorld::place_takes(Stream stream) {
  StreamCell& cells = stream_cell(static_cast<std::uint32_t>(stream));
  std::uint64_t position = cells.base;
  for (;;) {
    // Those that lie here already; then the one of the others that must come next.
    bool moved = false;
    bool later = false;
    OperationId next = no_operation;
    bool several = false;
    for (const OperationId id : cells.takes) {
      const OperationCell& own = cell(id);
      if (own.position) {
        if (*own.position == position && own.information > 0) {
          position += own.information;
          moved = true;
        }
        later = later || *own.position > position;
        continue;
      }
      const bool behind = std::ranges::any_of(cells.takes, [&](OperationId other) {
        return other != id && !cell(other).position &&
               order_.is_before(cell(other).end, own.end) == Truth::yes;
      });
      if (behind) continue;
      several = several || next != no_operation;
      next = id;
    }
    if (moved) continue;
    if (next == no_operation || several) return true;
    const OperationCell& own = cell(next);
    // With a gap before others, and receives unseen, it may lie here or behind them.
    if (!own.counted || !all_before_are_resolved(next) || (later && !unseen_.empty())) return true;
    if (!place_at(stream, next, position)) return false;
    position += own.information;
  }
}

}  // namespace ioracle
