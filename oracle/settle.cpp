// What a settle says, and whether a history is left at the end of a trace.

#include <algorithm>

#include "oracle/order_world.h"

namespace ioracle {

// The most bytes that receives can have taken before `now`, and before that instant; any number
// above `enough` where they are more than that.
std::uint64_t OrderWorld::most_taken(Stream stream, Position now, std::uint64_t enough,
                                     Node before) const {
  const StreamCell& cells = streams_[index_of(stream)];
  const bool messages = known_->carries_messages(stream);
  std::uint64_t most = cells.base;
  const auto lies_behind = [&](OperationId id) {
    const Node end = cell(id).end;
    return before != no_node && end != no_node &&
           (end == before || order_.is_before(before, end) == Truth::yes);
  };
  for (const OperationId id : cells.takes) {
    if (order_.low(cell(id).end) >= now || lies_behind(id) || found_and_left(id)) continue;
    most += cell(id).position  ? cell(id).places
            : messages         ? cells.appended
            : cell(id).counted ? cell(id).information
                               : known_operation(id).capacity;
  }
  const auto exceeds = [&](OperationId id) {
    const Node end = cell(id).end;
    if (lies_behind(id) || has_no_room(id)) return false;
    if (end != no_node && order_.low(end) >= now) return false;
    most += messages ? cells.appended : known_operation(id).capacity;
    return most > enough;
  };
  for (const OperationId id : unjudged_) {
    if (stream_of(id) == stream && receives(known_operation(id).kind)) exceeds(id);
  }
  if (most <= enough) any_waiting(stream, exceeds);
  return most;
}

bool OrderWorld::count(OperationId id, std::uint64_t information) {
  OperationCell& own = cell(id);
  if (is_counted(id)) return this->information(id) == information;
  if (information > known_operation(id).capacity) return false;
  const Stream stream = stream_of(id);
  const bool messages = stream != no_stream && known_->carries_messages(stream);
  const bool some = own.took && !messages && known_operation(id).capacity > 0;
  if (some && information == 0) return false;
  note_count(id, information);
  return stream == no_stream || place_takes(stream);
}

Node OrderWorld::last_node(OperationId id) const {
  const OperationCell& own = cell(id);
  if (own.notifies) return own.notify;
  return own.signal != no_node ? own.signal : own.end;
}

// Has everything arrived and been taken, or is something left, when nothing moves any more?
Truth OrderWorld::settled_stream(const Atom& atom, Position now) const {
  const StreamCell& stream = streams_[atom.cell];
  std::uint64_t sent = stream.placed;
  for (std::size_t index = stream.chunks.size(); index-- > 0;) {
    if (order_.high(stream.chunk_nodes[index]) <= now) break;
    if (order_.low(stream.chunk_nodes[index]) < now) return Truth::open;
    sent = stream.chunks[index].begin;
  }
  for (const LooseChunk& chunk : stream.loose) {
    if (order_.low(chunk.node) >= now) continue;
    if (order_.high(chunk.node) > now) return Truth::open;
    sent += chunk.length;
  }
  const bool messages = known_->carries_messages(Stream{atom.cell});
  std::uint64_t taken = stream.base;
  for (const OperationId id : stream.takes) {
    if (order_.low(cell(id).end) >= now || found_and_left(id)) continue;
    const bool known = cell(id).position || (!messages && cell(id).counted);
    if (!known || order_.high(cell(id).end) > now) return Truth::open;
    taken += least_places(id);
  }
  const bool took = any_waiting(Stream{atom.cell}, [&](OperationId id) {
    return !has_no_room(id) && order_.high(cell(id).end) <= now;
  });
  if (took) return Truth::open;
  if (atom.kind == Atom::Kind::arrived) return sent >= taken + atom.amount ? Truth::yes : Truth::no;
  if (stream.finish == no_node || order_.low(stream.finish) >= now) return Truth::no;
  return order_.high(stream.finish) <= now && taken == sent ? Truth::yes : Truth::no;
}

// Is the next message longer, when nothing moves any more and all that took one are known?
Truth OrderWorld::next_is_longer(const Atom& atom, Position now) const {
  const StreamCell& stream = streams_[atom.cell];
  const bool open = std::ranges::any_of(stream.takes, [&](OperationId id) {
    return !cell(id).position || order_.high(cell(id).end) > now;
  });
  const std::uint64_t next = frontier(stream);
  const auto chunk = std::ranges::upper_bound(stream.chunks, next, {}, &StreamChunk::end);
  if (open || chunk == stream.chunks.end()) return Truth::open;
  return chunk->end - 1 - next > atom.amount ? Truth::yes : Truth::no;
}

// Does the atom surely hold when nothing moves any more at `now`?
Truth OrderWorld::settled_truth(const Atom& atom, Position now) const {
  switch (atom.kind) {
    case Atom::Kind::happened: {
      const InstantCell& target = instants_[atom.cell];
      Truth truth = Truth::no;
      if (target.node != no_node) {
        truth = order_.is_before_event(target.node, now);
      } else if (target.carrier != no_node) {
        // A reset that was sent has arrived by now.
        const std::uint32_t carrier = carrier_of(Instant{atom.cell});
        const Connection& connection = known_->connection(carrier / 2);
        const std::uint32_t side = carrier % 2;
        const Node sent = instants_[index_of(connection.aborted[side])].node;
        const bool reset = Instant{atom.cell} == connection.reset[1 - side];
        if (reset && sent != no_node) {
          truth = order_.is_before_event(sent, now);
        } else if (may_happen(Instant{atom.cell}, nobody)) {
          truth = Truth::open;
        }
      }
      if (atom.expected) return truth;
      return truth == Truth::yes ? Truth::no : truth == Truth::no ? Truth::yes : Truth::open;
    }
    case Atom::Kind::head: {
      const FifoEntries& entries = fifos_[atom.cell].entries;
      const Place own = entries.find(Item{atom.item});
      Truth truth = Truth::yes;
      for (const Entry& other : entries) {
        if (other.item == Item{atom.item} || order_.low(other.in) >= now) continue;
        if (other.out != no_node && order_.high(other.out) <= now) continue;
        // What a call that still waits has pushed is not here yet: it stands behind all others.
        const Truth behind =
            own == nowhere ? Truth::no : order_.is_before(entries.at(own).in, other.in);
        if (behind == Truth::yes) continue;
        const bool there = other.out == no_node || order_.low(other.out) >= now;
        if (behind == Truth::no && there) return Truth::no;
        truth = Truth::open;
      }
      return truth;
    }
    case Atom::Kind::arrived:
    case Atom::Kind::finished:
      return settled_stream(atom, now);
    case Atom::Kind::ended: {
      // Nothing is under way any more: an end that was sent has arrived.
      const Node finish = streams_[atom.cell].finish;
      return finish == no_node ? Truth::no : order_.is_before_event(finish, now);
    }
    case Atom::Kind::longer: {
      Truth truth = evaluate(atom, now - 1, now, nobody);
      if (truth == Truth::open) {
        truth = next_is_longer(atom, now);
        if (!atom.expected && truth != Truth::open) {
          truth = truth == Truth::yes ? Truth::no : Truth::yes;
        }
      }
      return truth;
    }
    case Atom::Kind::acknowledged:
      return Truth::yes;
    case Atom::Kind::in_flight: {
      // What was sent after the receiver closed never arrives.
      const Connection& connection = known_->connection(atom.cell / 2);
      const Node closed = instants_[index_of(connection.closed[1 - atom.cell % 2])].node;
      const StreamCell& stream = streams_[atom.cell];
      const auto in_flight = [&](Node sent) {
        return order_.high(sent) <= now && order_.is_before(closed, sent) == Truth::yes;
      };
      const bool any =
          closed != no_node && (std::ranges::any_of(stream.chunk_nodes, in_flight) ||
                                std::ranges::any_of(stream.loose, in_flight, &LooseChunk::node));
      return any ? Truth::yes : stream.appended == 0 ? Truth::no : Truth::open;
    }
    case Atom::Kind::elapsed:
      return Truth::no;
    default:
      return evaluate(atom, now, now, nobody);
  }
}

// Was the end of a pended operation owed when nothing moved any more at `now`?
Truth OrderWorld::owed_at_settle(OperationId id, Position now) const {
  Alternatives alternatives;
  Chain chain = end_chain(id);
  if (chain.step == MicroStep::served) {
    const Truth served = order_.is_before_event(cell(id).leave, now);
    if (served == Truth::open) return Truth::open;
    if (served == Truth::no) {
      chain.step = MicroStep::end;
      chain.item = no_item;
    }
  }
  offer(*known_, chain, alternatives);
  Truth owed = Truth::no;
  for (const Alternative& alternative : alternatives) {
    if (alternative.info->fairness() != Fairness::owed ||
        alternative.info->mutation() != Switch::normal) {
      continue;
    }
    Truth holds = Truth::yes;
    for (const Atom& atom : alternatives.atoms(alternative)) {
      const Truth truth = settled_truth(atom, now);
      if (truth == Truth::no) holds = Truth::no;
      if (truth == Truth::open && holds == Truth::yes) holds = Truth::open;
    }
    if (holds == Truth::yes) return Truth::yes;
    if (holds == Truth::open) owed = Truth::open;
  }
  return owed;
}

// Marks what one direction of the network owed and was not known to have done. `changed`:
// something.
bool OrderWorld::carry_owed(const Chain& chain, const Step& step, bool& changed) {
  Alternatives alternatives;
  offer(*known_, chain, alternatives);
  for (const Alternative& alternative : alternatives) {
    for (const Effect& effect : alternatives.effects(alternative)) {
      if (effect.kind != Effect::Kind::mark || instants_[effect.cell].node != no_node) continue;
      const bool owed = std::ranges::all_of(alternatives.atoms(alternative), [&](const Atom& atom) {
        // Either it has happened already, or it is owed.
        const bool own = atom.kind == Atom::Kind::happened && atom.cell == effect.cell;
        return own || settled_truth(atom, step.now) == Truth::yes;
      });
      if (!owed) continue;
      if (!assert_happened(Instant{effect.cell}, step)) return false;
      changed = true;
    }
  }
  return true;
}

// What the network owed has been carried: what one direction does may oblige the other.
bool OrderWorld::settle_network(const Step& step) {
  for (bool changed = true; changed;) {
    changed = false;
    for (std::uint32_t index = 0; index < streams_.size(); ++index) {
      Chain chain;
      chain.kind = Chain::Kind::delivery;
      chain.step = MicroStep::carry;
      chain.connection = index / 2;
      chain.side = index % 2;
      if (!carry_owed(chain, step, changed)) return false;
    }
  }
  return true;
}

bool OrderWorld::settle(Position now, std::span<const Chain> blocked, Decisions& decisions) {
  // What is owed has happened before the calls were found blocked.
  const Node here = order_.add(now - 1, now);
  settles_.push_back({now, here});
  const Step step{here, no_operation, now, &nobody, &decisions};
  for (bool changed = true; changed;) {
    changed = false;
    for (const OperationId id : std::vector<OperationId>(unseen_.begin(), unseen_.end())) {
      if (cell(id).resolved) continue;  // with the end of another: it brought what that took
      const OperationKind kind = known_operation(id).kind;
      const bool makes = kind == OperationKind::accept || kind == OperationKind::connect;
      const bool ended = order_.high(cell(id).end) <= now;
      // What it does to the listener's backlog decides what others are owed.
      if (makes && ended) {
        if (!end_unseen(id, Predicate::Kind::any, step)) return false;
        changed = true;
        continue;
      }
      if (ended || owed_at_settle(id, now) != Truth::yes) continue;
      if (makes) {
        const bool good = kind == OperationKind::accept
                              ? settle_accept(id, step)
                              : end_unseen(id, Predicate::Kind::any, step);
        if (!good) return false;
        changed = true;
        continue;
      }
      if (!order_.precedes(cell(id).end, here)) return false;
      changed = true;
    }
  }
  if (!settle_network(step)) return false;
  for (const OperationId id : unseen_) {
    if (order_.high(cell(id).end) <= now || owed_at_settle(id, now) == Truth::no) continue;
    doubts_.push_back({id, now, here});
  }
  for (const OperationId id : std::vector<OperationId>(trailing_.begin(), trailing_.end())) {
    const Node last = last_node(id);
    const Truth ended = order_.is_before_event(cell(id).end, now);
    if (ended == Truth::yes) {
      if (!order_.precedes(last, here)) return false;
      trailing_.erase(id);
      continue;
    }
    if (ended == Truth::open && last != cell(id).end &&
        !order_.either(here, cell(id).end, last, here)) {
      return false;
    }
  }
  for (std::uint32_t index = 0; index < streams_.size(); ++index) {
    StreamCell& stream = stream_cell(index);
    const Connection& connection = known_->connection(index / 2);
    const Node closed = instants_[index_of(connection.closed[1 - index % 2])].node;
    if (closed != no_node) continue;  // nobody is there for whom it could arrive
    stream.settled.push_back({now, stream.appended, stream.finish != no_node});
  }
  return std::ranges::all_of(blocked,
                             [&](const Chain& chain) { return settle_blocked(chain, step); });
}

// A call that is blocked at a settle: none of what would let it go on may hold.
bool OrderWorld::settle_blocked(const Chain& chain, const Step& step) {
  Alternatives alternatives;
  offer(*known_, chain, alternatives);
  for (const Alternative& alternative : alternatives) {
    if (alternative.info->fairness() != Fairness::owed ||
        alternative.info->mutation() != Switch::normal) {
      continue;
    }
    // What was denied for an earlier alternative is no condition of a later one: a wait for the
    // second event asks that the first is not signaled, and that was just found.
    std::vector<const Atom*> open;
    bool possible = true;
    for (const Atom& atom : alternatives.atoms(alternative)) {
      const bool denial = atom.kind == Atom::Kind::reads && atom.expected && atom.amount == 0;
      if (denial) continue;
      const Truth truth = settled_truth(atom, step.now);
      if (truth == Truth::no) possible = false;
      if (truth == Truth::open) open.push_back(&atom);
    }
    if (!possible) continue;
    if (open.empty()) return false;
    Atom denied = *open[open.size() == 1 ? 0 : step.decisions->choose(open.size())];
    denied.expected = !denied.expected;
    if (!assert_atom(denied, step)) return false;
  }
  return true;
}

}  // namespace ioracle
