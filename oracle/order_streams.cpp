// Streams in the order world: what was sent, and where receives lie in it. Sends that overlap stay
// loose until a receive needs the bytes that lie next, and its bytes or the order of calls tell
// whose they are.

#include <algorithm>

#include "oracle/order_world.h"

namespace ioracle {

bool OrderWorld::append(Stream stream, const Step& step) {
  StreamCell& cells = stream_cell(static_cast<std::uint32_t>(stream));
  const std::uint64_t length = known_operation(step.operation).capacity;
  const std::uint64_t places = length + (known_->carries_messages(stream) ? 1 : 0);
  // What was placed was placed because nothing could come before it any more.
  if (!cells.chunk_nodes.empty() && !order_.precedes(cells.chunk_nodes.back(), step.node)) {
    return false;
  }
  cells.loose.push_back({step.operation, step.node, places});
  cells.appended += places;
  cell(step.operation).information = length;
  cell(step.operation).counted = true;
  return place_chunks(stream);
}

// A send whose call is not committed yet may still come before `node`.
bool OrderWorld::may_be_preceded(Stream stream, Node node) const {
  return std::ranges::any_of(unjudged_, [&](OperationId other) {
    return stream_of(other) == stream && sends(known_operation(other).kind) &&
           cell(other).called < order_.high(node);
  });
}

// Loose sends before which no other is known to lie.
std::vector<std::size_t> OrderWorld::first_chunks(const StreamCell& cells) const {
  std::vector<std::size_t> first;
  for (std::size_t index = 0; index < cells.loose.size(); ++index) {
    const bool behind = std::ranges::any_of(cells.loose, [&](const LooseChunk& other) {
      return order_.is_before(other.node, cells.loose[index].node) == Truth::yes;
    });
    if (!behind) first.push_back(index);
  }
  return first;
}

// Sends that are known to come before all others take their place.
bool OrderWorld::place_chunks(Stream stream) {
  for (;;) {
    StreamCell& cells = stream_cell(static_cast<std::uint32_t>(stream));
    if (cells.loose.empty()) return true;
    std::size_t only = 0;
    if (cells.loose.size() > 1) {
      const std::vector<std::size_t> first = first_chunks(cells);
      if (first.size() != 1) return true;
      only = first.front();
    }
    if (may_be_preceded(stream, cells.loose[only].node)) return true;
    if (!place_chunk(stream, only)) return false;
  }
}

bool OrderWorld::place_chunk(Stream stream, std::size_t index) {
  StreamCell& cells = stream_cell(static_cast<std::uint32_t>(stream));
  const LooseChunk chunk = cells.loose[index];
  cells.loose.erase(cells.loose.begin() + static_cast<std::ptrdiff_t>(index));
  for (const LooseChunk& other : cells.loose) {
    if (!order_.precedes(chunk.node, other.node)) return false;
  }
  cells.chunks.push_back({chunk.operation, cells.placed, cells.placed + chunk.length});
  cells.chunk_nodes.push_back(chunk.node);
  cells.placed += chunk.length;
  if (known_->is_of_pipe(stream)) {
    for (const OperationId id : std::vector<OperationId>(cells.takes)) {
      if (cell(id).position && !end_before_next(stream, id)) return false;
    }
  }
  if (seen_.empty()) return true;
  for (const OperationId id : std::vector<OperationId>(cells.takes)) {
    if (cell(id).shown && !cell(id).position && !locate(id)) return false;
  }
  return true;
}

// Could a send be what a receive that begins at `begin` got from `at` on, by the bytes it showed?
bool OrderWorld::fits(OperationId id, std::uint64_t begin, OperationId sent,
                      std::uint64_t at) const {
  const std::uint64_t length = known_operation(sent).capacity;
  const StreamChunk chunk{sent, 0, length};
  return std::ranges::all_of(seen_, [&](const std::shared_ptr<const Seen>& seen) {
    if (seen->operation != id) return true;
    if (seen->sender) {
      return begin != at || known_->file(known_operation(sent)).name == seen->sender;
    }
    std::uint64_t shown = 0;
    for (const Run& run : seen->runs) shown += run.length;
    const std::uint64_t from = std::max(begin + seen->skip, at);
    const std::uint64_t until = std::min(begin + seen->skip + shown, at + length);
    if (from >= until) return true;
    std::vector<Run> runs;
    std::string literals;
    const bool told =
        copy_payload(*known_, std::span(&chunk, 1), from - at, until - from, runs, literals);
    return !told || holds_at(seen->runs, seen->literals, from - begin - seen->skip, runs, literals,
                             known_->names());
  });
}

// Places sends until the stream is known up to `until`, for a receive that takes from `begin` on.
// open: which send comes next is not known.
Truth OrderWorld::need(Stream stream, OperationId id, std::uint64_t begin, std::uint64_t until,
                       Decisions* decisions) {
  for (;;) {
    const StreamCell& cells = streams_[index_of(stream)];
    if (cells.placed >= until) return Truth::yes;
    std::vector<std::size_t> first = first_chunks(cells);
    std::erase_if(first, [&](std::size_t index) {
      return !fits(id, begin, cells.loose[index].operation, cells.placed);
    });
    bool more = false;
    bool told = cell(id).shown;  // which send it is, by its bytes
    for (const OperationId other : unjudged_) {
      if (stream_of(other) != stream || !sends(known_operation(other).kind)) continue;
      more = true;
      told = told && !fits(id, begin, other, cells.placed);
    }
    if (first.empty()) return more ? Truth::open : Truth::no;
    if (first.size() > 1 && !decisions) return Truth::open;
    if (more && !told && may_be_preceded(stream, cells.loose[first.front()].node)) {
      return Truth::open;
    }
    const std::size_t chosen = first.size() == 1 ? 0 : decisions->choose(first.size());
    if (!place_chunk(stream, first[chosen])) return Truth::no;
  }
}

bool OrderWorld::all_before_are_resolved(OperationId id) const {
  const OperationCell& own = cell(id);
  for (const OperationId other : unjudged_) {
    const bool rival = other != id && stream_of(other) == stream_of(id) &&
                       receives(known_operation(other).kind) && !has_no_room(other) &&
                       cell(other).called < order_.high(own.end);
    if (rival) return false;
  }
  // A pended receive takes in the order of posting, one that ended in its call when it did.
  const Node mine = own.link == no_node ? own.end : own.link;
  const Stream stream = stream_of(id);
  const bool in_order = stream != no_stream && waiting_[index_of(stream)].in_order;
  bool resolved = true;
  any_waiting(stream, [&](OperationId other) {
    if (other == id || has_no_room(other)) return false;
    resolved = order_.is_before(mine, cell(other).link) == Truth::yes;
    // Those behind it came later still.
    return !resolved || (in_order && !engages(known_operation(other).kind));
  });
  return resolved;
}

// A receive that pends is the last of those that wait.
void OrderWorld::wait(OperationId id) {
  const Operation& operation = known_operation(id);
  if (operation.stream == no_stream || !receives(operation.kind) || engages(operation.kind)) return;
  WaitingCell& waiting = waiting_cell(operation.stream);
  OperationCell& own = cell(id);
  own.waits = true;
  own.before = waiting.last;
  if (waiting.last == no_operation) {
    waiting.first = id;
    waiting.in_order = true;
  } else {
    cell(waiting.last).behind = id;
    waiting.in_order =
        waiting.in_order && order_.is_before(cell(waiting.last).link, own.link) == Truth::yes;
  }
  waiting.last = id;
}

void OrderWorld::wait_no_more(OperationId id) {
  if (!std::as_const(*this).cell(id).waits) return;
  WaitingCell& waiting = waiting_cell(known_operation(id).stream);
  OperationCell& own = cell(id);
  (own.before == no_operation ? waiting.first : cell(own.before).behind) = own.behind;
  (own.behind == no_operation ? waiting.last : cell(own.behind).before) = own.before;
  own.waits = false;
}

bool OrderWorld::take(Stream stream, OperationId id, const Step& step) {
  StreamCell& cells = stream_cell(static_cast<std::uint32_t>(stream));
  OperationCell& own = cell(id);
  own.took = true;
  if (own.end == no_node) own.end = step.node;
  auto place = cells.takes.end();
  while (place != cells.takes.begin() &&
         order_.is_before(own.end, cell(*std::prev(place)).end) == Truth::yes) {
    --place;
  }
  cells.takes.insert(place, id);
  return place_takes(stream);
}

bool OrderWorld::tell(OperationId id, std::uint64_t skip, std::span<const Run> runs,
                      std::string_view literals) {
  if (runs.empty() || stream_of(id) == no_stream || !cell(id).took) return runs.empty();
  return note_seen({id, skip, {runs.begin(), runs.end()}, std::string(literals), {}});
}

// Are the bytes that a receive showed those that lie where it took?
bool OrderWorld::agrees(Stream stream, std::uint64_t position, const Seen& seen) const {
  const auto& chunks = streams_[index_of(stream)].chunks;
  std::uint64_t length = 0;
  for (const Run& run : seen.runs) length += run.length;
  if (chunks.empty()) return length == 0;
  if (position + seen.skip < chunks.front().begin) return true;  // forgotten
  if (seen.sender) return sender_at(*known_, chunks, position) == seen.sender;
  std::vector<Run> sent;
  std::string literals;
  const bool told = copy_payload(*known_, chunks, position + seen.skip, length, sent, literals);
  return !told || same_bytes(seen.runs, seen.literals, sent, literals, known_->names());
}

// Does a send bring these bytes whose place in the stream is not known yet?
bool OrderWorld::may_be_sent_elsewhere(Stream stream, const Run& run) const {
  const auto brings = [&](OperationId id) {
    return std::ranges::any_of(known_->payload(known_operation(id)), [&](const Run& sent) {
      return sent.pattern == run.pattern && sent.offset <= run.offset &&
             run.offset < sent.offset + sent.length;
    });
  };
  return std::ranges::any_of(streams_[index_of(stream)].loose, brings, &LooseChunk::operation) ||
         std::ranges::any_of(unjudged_, [&](OperationId id) {
           return stream_of(id) == stream && sends(known_operation(id).kind) && brings(id);
         });
}

// The bytes of a receive may lie in exactly one place of what was sent. False: they lie nowhere.
bool OrderWorld::locate(OperationId id) {
  const OperationCell& own = cell(id);
  const Stream stream = stream_of(id);
  const StreamCell& cells = streams_[index_of(stream)];
  for (const std::shared_ptr<const Seen>& seen : seen_) {
    if (seen->operation != id || seen->sender || !seen->runs.front().pattern) continue;
    const auto told = find_payload(*known_, cells.chunks, seen->runs.front());
    if (!told || may_be_sent_elsewhere(stream, seen->runs.front())) continue;
    if (*told < seen->skip) return false;
    const bool empty = own.counted && own.information == 0;
    return !is_measured(id) || empty || place_at(stream, id, *told - seen->skip);
  }
  return true;
}

// Is it known how much it takes, once it is known from where?
bool OrderWorld::is_measured(OperationId id) const {
  const OperationCell& own = cell(id);
  return own.counted || (own.took && takes_message(id));
}

// How many places of its stream it takes at least.
std::uint64_t OrderWorld::least_places(OperationId id) const {
  const OperationCell& own = cell(id);
  if (own.position) return own.places;
  const Stream stream = stream_of(id);
  const bool message = own.took && stream != no_stream && takes_message(id) &&
                       !known_->keeps_rest(stream) && !known_->keeps_whole(stream);
  return (own.counted ? own.information : 0) + (message ? 1 : 0);
}

// How much it takes from this place on: as many bytes as it showed, or the message that lies there.
Truth OrderWorld::measure(Stream stream, OperationId id, std::uint64_t position) {
  OperationCell& own = cell(id);
  own.places = 0;
  if (!own.took) return Truth::yes;
  if (has_no_room(id)) {
    // It found a byte. What was there at the begin of what is kept cannot be told any more.
    const std::uint64_t base = streams_[index_of(stream)].base;
    const bool told = position > base || base == 0;
    return told ? need(stream, id, position, position + 1, nullptr) : Truth::yes;
  }
  const bool messages = takes_message(id);
  const std::uint64_t until = position + (messages ? 1 : own.information);
  const Truth there = need(stream, id, position, until, nullptr);
  if (there != Truth::yes) return there;
  if (!messages) return measure_bytes(stream, id, position);
  const auto& chunks = streams_[index_of(stream)].chunks;
  const auto message = std::ranges::upper_bound(chunks, position, {}, &StreamChunk::end);
  if (message->begin != position && !known_->keeps_rest(stream)) return Truth::no;
  const std::uint64_t length = message->end - 1 - position;
  const std::uint64_t capacity = known_operation(id).capacity;
  const Truth longer = length > capacity ? Truth::yes : Truth::no;
  const std::uint64_t count = std::min(length, capacity);
  if (own.longer != Truth::open && own.longer != longer) return Truth::no;
  if (own.counted && own.information != count) return Truth::no;
  own.information = count;
  own.counted = true;
  const bool fits = length <= capacity;
  own.places = fits || !known_->keeps_rest(stream) ? length + 1 : capacity;
  if (!fits && known_->keeps_whole(stream)) own.places = 0;
  return Truth::yes;
}

// A pended operation whose cause was there at a settle had ended by then: it was owed.
bool OrderWorld::owed_before_settle(OperationId id, Node cause) {
  const OperationCell& own = cell(id);
  if (!own.pended) return true;
  const Position since = std::max(order_.high(own.link), order_.high(cause));
  for (auto settle = std::ranges::lower_bound(settles_, since, {}, &Settled::event);
       settle != settles_.end() && order_.is_before(own.end, settle->here) != Truth::yes;
       ++settle) {
    const std::vector<Node> ahead = ends_ahead(id, settle->here);
    if (ahead.empty()) return order_.precedes(own.end, settle->here);
    // It had ended, or one ahead of it was still there.
    std::vector<Literal> literals = {{own.end, settle->here}};
    for (const Node end : ahead) literals.push_back({settle->here, end});
    if (!order_.one_of(literals)) return false;
  }
  return true;
}

// Up to where the stream is taken without a gap.
std::uint64_t OrderWorld::frontier(const StreamCell& cells) const {
  std::uint64_t position = cells.base;
  for (bool moved = true; moved;) {
    moved = false;
    for (const OperationId id : cells.takes) {
      const OperationCell& own = cell(id);
      if (!own.position || *own.position != position || own.places == 0) continue;
      position += own.places;
      moved = true;
    }
  }
  return position;
}

// Gives receives their places in the stream, from its begin on, as far as their order is known.
bool OrderWorld::place_takes(Stream stream) {
  return place_chunks(stream) && place_filled(stream) && place_empty(stream);
}

bool OrderWorld::place_filled(Stream stream) {
  for (;;) {
    const StreamCell& cells = streams_[index_of(stream)];
    const std::uint64_t position = frontier(cells);
    bool later = false;
    OperationId next = no_operation;
    bool several = false;
    for (const OperationId id : cells.takes) {
      const OperationCell& own = cell(id);
      if (own.position) {
        later = later || *own.position > position;
        continue;
      }
      if (found_and_left(id)) continue;
      const bool behind = std::ranges::any_of(cells.takes, [&](OperationId other) {
        return other != id && !cell(other).position && !found_and_left(other) &&
               order_.is_before(cell(other).end, own.end) == Truth::yes;
      });
      if (behind) continue;
      several = several || next != no_operation;
      next = id;
    }
    if (next == no_operation || several) return true;
    // With a gap before others, and receives unseen, it may lie here or behind them.
    if (!is_measured(next) || !all_before_are_resolved(next) || (later && !unseen_.empty())) {
      return true;
    }
    if (!place_at(stream, next, place_for(cells, next, position))) return false;
    if (!cell(next).position) return true;
  }
}

}  // namespace ioracle
