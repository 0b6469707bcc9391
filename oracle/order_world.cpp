#include "oracle/order_world.h"

#include <algorithm>

#include "model/constants.h"

namespace ioracle {
namespace {

Truth inverted(Truth truth) {
  return truth == Truth::open ? Truth::open : truth == Truth::yes ? Truth::no : Truth::yes;
}

}  // namespace

OrderWorld::OrderWorld(const Known& known) : known_(&known), start_(order_.add(0, 1)) {}

void OrderWorld::grow(Position now) {
  instants_.resize(known_->instant_count());
  instants_[index_of(always_happened)].node = start_;
  for (std::size_t index = registers_.size(); index < known_->initial_registers().size(); ++index) {
    registers_.emplace_back();
    registers_.back().writes.push_back(
        {start_, no_operation, false, known_->initial_registers()[index]});
  }
  fifos_.resize(known_->fifo_count());
  streams_.resize(known_->stream_count());
  waiting_.resize(known_->stream_count());
  for (std::size_t index = operations_.size(); index < known_->operation_count(); ++index) {
    operations_.push_back({}).called = now;
    const auto id = OperationId{static_cast<std::uint32_t>(index)};
    if (stream_of(id) != no_stream) unjudged_.push_back(id);
  }
  for (; connections_ < known_->connection_count(); ++connections_) {
    const Connection& connection = known_->connection(connections_);
    for (std::uint32_t side = 0; side < 2; ++side) {
      // The chain that delivers what `side` sends marks the other side's reset, or answers with
      // one.
      instants_[index_of(connection.reset[1 - side])].carrier = connections_ * 2 + side;
      instants_[index_of(connection.aborted[1 - side])].carrier = connections_ * 2 + side;
    }
  }
}

// How far the stream had arrived at least: what had settled, what was taken, and the rest of a
// short send of which a part was.
std::uint64_t OrderWorld::surely_arrived(const StreamCell& stream, std::uint64_t settled,
                                         Position since, Node before) const {
  std::uint64_t until = std::max({settled, stream.base, surely_put(stream, since, before)});
  for (const OperationId id : stream.takes) {
    const OperationCell& own = cell(id);
    const auto lies_before = [&] {
      return order_.high(own.end) <= since ||
             (before != no_node && order_.is_before(own.end, before) == Truth::yes);
    };
    const std::uint64_t seen = own.places + own.peeked;
    if (own.position && seen > 0 && lies_before()) {
      until = std::max(until, *own.position + seen);
    }
  }
  const auto index = static_cast<std::uint32_t>(&stream - streams_.data());
  if (may_arrive_until(*known_, Stream{index}, stream.chunks, until)) return until;
  return std::ranges::lower_bound(stream.chunks, until, {}, &StreamChunk::end)->end;
}

// A receive that took nothing because the stream had ended.
bool OrderWorld::end_was_seen(const StreamCell& stream, Position since) const {
  return std::ranges::any_of(stream.takes, [&](OperationId id) {
    return cell(id).saw_end && order_.high(cell(id).end) <= since;
  });
}

bool OrderWorld::may_happen(Instant instant, const Others& others) const {
  const InstantCell& cell = instants_[index_of(instant)];
  if (cell.node != no_node || others.may_mark(*known_, instant)) return true;
  if (connected_by(instant) != no_operation || dropped_by(instant) != no_operation) return true;
  if (cell.carrier == no_node) return false;
  const std::uint32_t carrier = carrier_of(instant);
  const Connection& connection = known_->connection(carrier / 2);
  const std::uint32_t side = carrier % 2;
  if (instant == connection.reset[1 - side]) return may_happen(connection.aborted[side], others);
  const Stream stream = connection.stream[side];
  return may_happen(connection.closed[1 - side], others) &&
         (streams_[index_of(stream)].appended > 0 || others.may_append(stream));
}

Truth OrderWorld::evaluate(const Atom& atom, Position since, Position now,
                           const Others& others) const {
  Truth truth = Truth::open;
  switch (atom.kind) {
    case Atom::Kind::happened: {
      const Node node = instants_[atom.cell].node;
      if (node == no_node) {
        truth = may_happen(Instant{atom.cell}, others) ? Truth::open : Truth::no;
      } else if (order_.high(node) <= since) {
        truth = Truth::yes;
      } else if (order_.low(node) >= now) {
        truth = Truth::no;
      }
      break;
    }
    case Atom::Kind::empty:
      truth = is_empty(Fifo{atom.cell}, since, now, others);
      break;
    case Atom::Kind::reads: {
      const Register cell{atom.cell};
      if (others.may_write(*known_, cell)) break;
      Predicate predicate;
      predicate.kind = Predicate::Kind::equal;
      predicate.value = atom.amount;
      truth = read_truth(cell, predicate, since, now);
      if (truth != Truth::open && freed_by(cell) != no_operation) truth = Truth::open;
      break;
    }
    case Atom::Kind::longer: {
      // All that may be taken may be of one kind.
      const StreamCell& stream = streams_[atom.cell];
      if (others.may_append(Stream{atom.cell})) break;
      bool longer = false;
      bool fitting = false;
      const auto look = [&](OperationId sent) {
        (known_operation(sent).capacity > atom.amount ? longer : fitting) = true;
      };
      for (const StreamChunk& chunk : stream.chunks) {
        if (chunk.end > stream.base) look(chunk.operation);
      }
      for (const LooseChunk& chunk : stream.loose) look(chunk.operation);
      // Of a message only a part may be left.
      if (longer && known_->keeps_rest(Stream{atom.cell})) break;
      if (longer != fitting) truth = longer ? Truth::yes : Truth::no;
      break;
    }
    case Atom::Kind::fits:
      truth = fits_in_pipe(atom, since, now, no_node, others);
      break;
    case Atom::Kind::head:
      break;
    case Atom::Kind::arrived: {
      const StreamCell& stream = streams_[atom.cell];
      std::uint64_t taken = stream.base;
      for (const OperationId id : stream.takes) {
        if (order_.high(cell(id).end) <= since) taken += least_places(id);
      }
      std::uint64_t most = stream.placed;
      for (std::size_t index = stream.chunks.size(); index-- > 0;) {
        if (order_.low(stream.chunk_nodes[index]) < now) break;
        most = stream.chunks[index].begin;
      }
      for (const LooseChunk& chunk : stream.loose) {
        if (order_.low(chunk.node) < now) most += chunk.length;
      }
      most += unseen_bytes(Stream{atom.cell});
      if (most < taken + atom.amount) {
        truth = others.may_append(Stream{atom.cell}) ? Truth::open : Truth::no;
        break;
      }
      const std::uint64_t arrived = surely_arrived(stream, stream.settled_by(since).until, since);
      const bool suffices =
          arrived >= atom.amount &&
          most_taken(Stream{atom.cell}, now, arrived - atom.amount) <= arrived - atom.amount;
      if (suffices) truth = Truth::yes;
      break;
    }
    case Atom::Kind::in_flight: {
      const StreamCell& stream = streams_[atom.cell];
      if (atom.amount <= 1) break;
      std::uint64_t sent = stream.placed;
      for (std::size_t index = stream.chunks.size(); index-- > 0;) {
        if (order_.low(stream.chunk_nodes[index]) < now) break;
        sent = stream.chunks[index].begin;
      }
      for (const LooseChunk& chunk : stream.loose) {
        if (order_.low(chunk.node) < now) sent += chunk.length;
      }
      for (const OperationId id : unjudged_) {
        const Operation& operation = known_operation(id);
        if (operation.stream == Stream{atom.cell} && sends(operation.kind)) {
          sent += operation.capacity;
        }
      }
      const std::uint64_t settled = stream.settled_by(since).until;
      if (sent < surely_arrived(stream, settled, since) + atom.amount) truth = Truth::no;
      break;
    }
    case Atom::Kind::ended:
    case Atom::Kind::finished: {
      const Node finish = streams_[atom.cell].finish;
      const bool never =
          finish == no_node ? !others.may_finish(Stream{atom.cell}) : order_.low(finish) >= now;
      if (never) truth = Truth::no;
      const StreamCell& stream = streams_[atom.cell];
      if (end_was_seen(stream, since) || has_run_dry(atom.cell, since, no_node, others)) {
        truth = Truth::yes;
      }
      if (stream.settled_by(since).finished &&
          (atom.kind == Atom::Kind::ended || settled_stream(atom, since) == Truth::yes)) {
        truth = Truth::yes;
      }
      break;
    }
    default:
      break;
  }
  return atom.expected ? truth : inverted(truth);
}

bool OrderWorld::stays(const Atom& atom) const {
  if (atom.kind != Atom::Kind::happened) return false;
  const auto instant = Instant{atom.cell};
  const InstantCell& cell = instants_[atom.cell];
  return atom.expected ||
         (cell.node == no_node && cell.carrier == no_node &&
          connected_by(instant) == no_operation && dropped_by(instant) == no_operation);
}

// What a read between `since` and `now` finds, where every write that it may see says the same.
Truth OrderWorld::read_truth(Register register_cell, const Predicate& predicate, Position since,
                             Position now) const {
  const std::vector<Write>& writes = registers_[index_of(register_cell)].writes;
  bool yes = false;
  bool no = false;
  for (const Write& candidate : writes) {
    if (order_.low(candidate.node) >= now || order_.never(candidate.node)) continue;
    const bool overwritten = std::ranges::any_of(writes, [&](const Write& other) {
      return other.node != candidate.node && order_.high(other.node) <= since &&
             order_.is_before(candidate.node, other.node) == Truth::yes;
    });
    if (overwritten) continue;
    const Truth fits = match(candidate, predicate);
    yes = yes || fits != Truth::no;
    no = no || fits != Truth::yes;
  }
  return yes && no ? Truth::open : yes ? Truth::yes : Truth::no;
}

Truth OrderWorld::match(const Write& written, const Predicate& predicate) const {
  if (written.operation == no_operation) {
    return predicate.holds(written.value) ? Truth::yes : Truth::no;
  }
  const OperationCell& operation = cell(written.operation);
  if (!operation.resolved || (written.information && !operation.counted)) {
    // Whatever its end, it is not STATUS_PENDING any more.
    if (!written.information && predicate.kind == Predicate::Kind::equal &&
        predicate.value == constant::status_pending) {
      return Truth::no;
    }
    if (!written.information && predicate.kind == Predicate::Kind::not_equal &&
        predicate.value == constant::status_pending) {
      return Truth::yes;
    }
    return predicate.kind == Predicate::Kind::any ? Truth::yes : Truth::open;
  }
  const std::uint64_t value =
      written.information ? operation.information : static_cast<std::uint32_t>(operation.status);
  return predicate.holds(value) ? Truth::yes : Truth::no;
}

void OrderWorld::writers(Register register_cell, const Predicate& predicate, Position since,
                         Position now, std::vector<OperationId>& operations, bool& known) const {
  known = false;
  operations.clear();
  const std::vector<Write>& writes = registers_[index_of(register_cell)].writes;
  for (const Write& candidate : writes) {
    if (order_.low(candidate.node) >= now || order_.never(candidate.node)) continue;
    const Truth fits = match(candidate, predicate);
    if (fits == Truth::no) continue;
    const bool overwritten = std::ranges::any_of(writes, [&](const Write& other) {
      return other.node != candidate.node && order_.high(other.node) <= since &&
             order_.is_before(candidate.node, other.node) == Truth::yes;
    });
    if (overwritten) continue;
    const bool open = candidate.operation != no_operation &&
                      (!cell(candidate.operation).resolved ||
                       (candidate.information && !cell(candidate.operation).counted));
    if (open) {
      operations.push_back(candidate.operation);
    } else {
      known = true;
    }
  }
}

std::size_t OrderWorld::endings(OperationId id, const Predicate& predicate,
                                std::optional<std::uint64_t> information, Position now,
                                const Others& others, Explanation& explanation) const {
  const std::size_t before = explanation.endings.size();
  const Chain chain = end_chain(id);
  add_endings(chain, predicate, information, now, others, explanation);
  if (known_operation(id).kind == OperationKind::accept && chain.item == no_item) {
    for (const Item connection : connections_for(id)) {
      Chain given = chain;
      given.step = MicroStep::served;
      given.item = connection;
      add_endings(given, predicate, information, now, others, explanation);
    }
  }
  return explanation.endings.size() - before;
}

void OrderWorld::add_endings(const Chain& chain, const Predicate& predicate,
                             std::optional<std::uint64_t> information, Position now,
                             const Others& others, Explanation& explanation) const {
  const OperationId id = chain.operation;
  Alternatives alternatives;
  offer(*known_, chain, alternatives);
  // A blocking call sees its own operation pend and end on one path.
  const Node node = cell(id).end;
  const Position since = node == no_node ? cell(id).called : order_.low(node);
  const Position until = node == no_node ? now : std::min(now, order_.high(node));
  for (const Alternative& alternative : alternatives) {
    if (alternative.info->mutation() == Switch::dropped) continue;
    if (alternative.next == MicroStep::served) continue;  // no end yet
    Status ended = Status::success;
    bool takes = false;
    std::optional<std::uint64_t> told;
    for (const Effect& effect : alternatives.effects(alternative)) {
      if (effect.kind == Effect::Kind::move) told = effect.amount;
      if (effect.kind == Effect::Kind::end) ended = static_cast<Status>(effect.amount);
      takes = takes || effect.kind == Effect::Kind::take;
    }
    if (!predicate.holds(static_cast<std::uint32_t>(ended))) continue;
    const bool sends = ioracle::sends(known_operation(id).kind);
    takes = takes || known_operation(id).kind == OperationKind::read;
    const std::uint64_t most = known_operation(id).capacity;
    // A message that is cut fills the buffers. Of one that is whole control data may be cut.
    const auto atoms = alternatives.atoms(alternative);
    const bool whole = ask_for_a_whole_message(atoms);
    const bool fails = !succeeded(ended) && !whole;
    if (takes && ended == Status::buffer_overflow && fails) told = most;
    const bool messages =
        takes && stream_of(id) != no_stream && known_->carries_messages(stream_of(id));
    if (told) {
      if (information && *information != *told) continue;
    } else if (information) {
      if (fails || (!takes && !sends)) {
        if (*information != 0) continue;
      } else if (sends ? *information != most : *information > most) {
        continue;
      } else if (takes && !messages && *information == 0 && most > 0 &&
                 known_operation(id).kind != OperationKind::read) {
        continue;
      }
    }
    const bool impossible = alternative.info->mutation() != Switch::widened &&
                            std::ranges::any_of(atoms, [&](const Atom& atom) {
                              return evaluate(atom, since, until, others) == Truth::no;
                            });
    if (impossible) continue;
    Ending ending;
    ending.operation = id;
    ending.item = cell(id).accepted == no_item ? chain.item : no_item;
    ending.info = alternative.info;
    ending.first_atom = static_cast<std::uint32_t>(explanation.atoms.size());
    ending.atom_count = static_cast<std::uint32_t>(atoms.size());
    explanation.atoms.insert(explanation.atoms.end(), atoms.begin(), atoms.end());
    const auto effects = alternatives.effects(alternative);
    ending.first_effect = static_cast<std::uint32_t>(explanation.effects.size());
    ending.effect_count = static_cast<std::uint32_t>(effects.size());
    explanation.effects.insert(explanation.effects.end(), effects.begin(), effects.end());
    if (told) {
      ending.information = told;
    } else if (fails || (!takes && !sends)) {
      ending.information = 0;
    } else if (sends) {
      ending.information = most;
    } else {
      ending.information = most == 0 ? std::optional<std::uint64_t>(0) : information;
    }
    explanation.endings.push_back(ending);
  }
}

bool OrderWorld::mark(Instant instant, Node node) {
  InstantCell& target = this->instant(static_cast<std::uint32_t>(instant));
  if (target.node != no_node) {
    // It happens once; later marks change nothing. A step known to come earlier would be the mark.
    if (target.node == node) fulfill(instant);
    return target.node == node || order_.is_before(node, target.node) != Truth::yes;
  }
  target.node = node;
  if (!order_.after(node, target.floor)) return false;
  for (const Node denied : target.denied) {
    // What a step asks for lies before what it does.
    if (denied != node && !order_.precedes(denied, node)) return false;
  }
  target.denied.clear();
  return true;
}

}  // namespace ioracle
