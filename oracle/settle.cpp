// What a settle says, and whether a history is left at the end of a trace.

#include <algorithm>

#include "oracle/order_world.h"

namespace ioracle {

// The most bytes that receives can have taken so far.
std::uint64_t OrderWorld::most_taken(Stream stream) const {
  const StreamCell& cells = streams_[index_of(stream)];
  std::uint64_t most = cells.base;
  for (const OperationId id : cells.takes) {
    most += cell(id).counted ? cell(id).information : known_operation(id).capacity;
  }
  for (const OperationId id : unseen_) {
    const Operation& operation = known_operation(id);
    if (operation.stream == stream && operation.kind == OperationKind::receive) {
      most += operation.capacity;
    }
  }
  return most;
}

bool OrderWorld::count(OperationId id, std::uint64_t information) {
  OperationCell& own = cell(id);
  if (own.counted) return own.information == information;
  if (information > known_operation(id).capacity) return false;
  if (own.took && information == 0 && known_operation(id).capacity > 0) return false;
  own.information = information;
  own.counted = true;
  return place_takes(known_operation(id).stream);
}

Node OrderWorld::last_node(OperationId id) const {
  const OperationCell& own = cell(id);
  if (own.notify != no_node) return own.notify;
  return own.signal != no_node ? own.signal : own.end;
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
        const Connection& connection = known_->connection(target.carrier / 2);
        const std::uint32_t side = target.carrier % 2;
        const Node sent = instants_[index_of(connection.aborted[side])].node;
        const bool reset = Instant{atom.cell} == connection.reset[1 - side];
        if (reset && sent != no_node) {
          truth = order_.is_before_event(sent, now);
        } else if (may_happen(Instant{atom.cell})) {
          truth = Truth::open;
        }
      }
      if (atom.expected) return truth;
      return truth == Truth::yes ? Truth::no : truth == Truth::no ? Truth::yes : Truth::open;
    }
    case Atom::Kind::head: {
      const std::vector<Entry>& entries = fifos_[atom.cell].entries;
      const auto own = std::ranges::find(entries, Item{atom.item}, &Entry::item);
      // What a call that still waits has pushed is not here yet: it stands behind all others.
      for (const Entry& other : entries) {
        if (other.item == Item{atom.item}) continue;
        const bool known = own != entries.end();
        if (known && order_.is_before(own->in, other.in) == Truth::yes) continue;
        if (other.out == no_node || order_.high(other.out) > now) return Truth::open;
      }
      return Truth::yes;
    }
    case Atom::Kind::arrived:
    case Atom::Kind::finished: {
      const StreamCell& stream = streams_[atom.cell];
      std::uint64_t taken = stream.base;
      for (const OperationId id : stream.takes) {
        if (!cell(id).counted) return Truth::open;
        taken += cell(id).information;
      }
      for (const OperationId id : unseen_) {
        const bool took = known_operation(id).stream == Stream{atom.cell} &&
                          known_operation(id).kind == OperationKind::receive &&
                          order_.high(cell(id).end) <= now;
        if (took) return Truth::open;
      }
      if (atom.kind == Atom::Kind::arrived) {
        return stream.appended >= taken + atom.amount ? Truth::yes : Truth::no;
      }
      const bool finished = stream.finish != no_node && order_.high(stream.finish) <= now;
      return finished && taken == stream.appended ? Truth::yes : Truth::no;
    }
    case Atom::Kind::acknowledged:
      return Truth::yes;
    case Atom::Kind::elapsed:
      return Truth::no;
    default:
      return evaluate(atom, now, now, true);
  }
}

bool OrderWorld::owed_at_settle(OperationId id, Position now) const {
  Chain chain;
  chain.kind = Chain::Kind::operation;
  chain.step = MicroStep::end;
  chain.operation = id;
  Alternatives alternatives;
  offer(*known_, chain, alternatives);
  return std::ranges::any_of(alternatives, [&](const Alternative& alternative) {
    if (alternative.info->fairness() != Fairness::owed ||
        alternative.info->mutation() != Switch::normal) {
      return false;
    }
    return std::ranges::all_of(alternatives.atoms(alternative), [&](const Atom& atom) {
      return settled_truth(atom, now) == Truth::yes;
    });
  });
}

bool OrderWorld::settle(Position now, std::span<const Chain> blocked) {
  settles_.push_back(now);
  // What is owed has happened before the calls were found blocked.
  const Node here = order_.add(now - 1, now);
  const Step step{here, no_operation, now, true};
  for (bool changed = true; changed;) {
    changed = false;
    for (const OperationId id : unseen_) {
      if (order_.high(cell(id).end) <= now || !owed_at_settle(id, now)) continue;
      if (!order_.precedes(cell(id).end, here)) return false;
      changed = true;
    }
  }
  std::vector<OperationId> trailing;
  for (const OperationId id : trailing_) {
    const Node last = last_node(id);
    const Truth ended = order_.is_before_event(cell(id).end, now);
    if (ended == Truth::yes) {
      if (!order_.precedes(last, here)) return false;
      continue;
    }
    trailing.push_back(id);
    if (ended == Truth::open && last != cell(id).end &&
        !order_.either(here, cell(id).end, last, here)) {
      return false;
    }
  }
  trailing_ = std::move(trailing);
  for (std::uint32_t index = 0; index < streams_.size(); ++index) {
    StreamCell& stream = streams_[index];
    const Connection& connection = known_->connection(index / 2);
    const Node closed = instants_[index_of(connection.closed[1 - index % 2])].node;
    if (closed != no_node) continue;  // nobody is there for whom it could arrive
    stream.settled_until = stream.appended;
    stream.settled_at = now;
    stream.finish_settled = stream.finish != no_node;
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
    const Atom* open = nullptr;
    bool possible = true;
    for (const Atom& atom : alternatives.atoms(alternative)) {
      const bool denial = atom.kind == Atom::Kind::reads && atom.expected && atom.amount == 0;
      if (denial) continue;
      const Truth truth = settled_truth(atom, step.now);
      if (truth == Truth::no) possible = false;
      if (truth == Truth::open) open = &atom;
    }
    if (!possible) continue;
    if (!open) return false;
    Atom denied = *open;
    denied.expected = !denied.expected;
    if (!assert_atom(denied, step)) return false;
  }
  return true;
}

// Receives that took bytes whose place is not known yet: some order of them must fit.
bool OrderWorld::complete_takes() {
  for (std::uint32_t index = 0; index < streams_.size(); ++index) {
    const Stream stream{index};
    std::uint64_t position = streams_[index].base;
    std::vector<OperationId> open;
    bool behind = false;
    for (bool moved = true; moved;) {
      moved = false;
      open.clear();
      behind = false;
      for (const OperationId id : streams_[index].takes) {
        const OperationCell& own = cell(id);
        if (!own.position) {
          open.push_back(id);
        } else if (*own.position == position && own.information > 0) {
          position += own.information;
          moved = true;
        } else {
          behind = behind || *own.position > position;
        }
      }
    }
    if (open.empty()) {
      if (behind) return false;  // bytes that nobody took lie before others
      continue;
    }
    const std::uint64_t left = streams_[index].appended - position;
    for (const OperationId id : open) {
      const OperationCell& own = cell(id);
      const std::uint64_t most = std::min(known_operation(id).capacity, left);
      const std::uint64_t first = own.counted ? own.information : std::min<std::uint64_t>(1, most);
      const std::uint64_t last = own.counted ? own.information : most;
      for (std::uint64_t count = first; count <= last; ++count) {
        OrderWorld copy = *this;
        copy.cell(id).information = count;
        copy.cell(id).counted = true;
        if (copy.place_at(stream, id, position) && copy.complete_takes()) return true;
      }
    }
    return false;
  }
  return order_.complete();
}

// Ends that happened but were not seen: each must have a way to have come about.
bool OrderWorld::complete_unseen(Position now) {
  const auto unexplained = std::ranges::find_if(
      unseen_, [&](OperationId id) { return order_.high(cell(id).end) <= now; });
  if (unexplained == unseen_.end()) return bytes_suffice() && complete_takes();
  const OperationId id = *unexplained;
  Explanation explanation;
  endings(id, Predicate{}, std::nullopt, now, true, explanation);
  const std::uint64_t capacity = known_operation(id).capacity;
  for (const Ending& found : explanation.endings) {
    std::vector<std::uint64_t> counts = {found.information.value_or(1)};
    if (!found.information) {
      const StreamCell& stream = streams_[index_of(known_operation(id).stream)];
      const std::uint64_t left = std::min<std::uint64_t>(capacity, stream.appended);
      for (std::uint64_t count = 2; count <= left && count <= 8; ++count) counts.push_back(count);
      if (left > 8) counts.push_back(left);
    }
    for (const std::uint64_t count : counts) {
      Ending ending = found;
      ending.information = capacity == 0 ? 0 : count;
      OrderWorld copy = *this;
      if (copy.end_operation(explanation, ending, {no_node, no_operation, now, false}) &&
          copy.complete_unseen(now)) {
        return true;
      }
    }
  }
  return false;
}

bool OrderWorld::complete(Position now) { return complete_unseen(now); }

}  // namespace ioracle
