// Atoms in the order world: each becomes edges and clauses of the order.

#include <algorithm>

#include "oracle/order_world.h"

namespace ioracle {

bool OrderWorld::assert_happened(Instant instant, const Step& step) {
  InstantCell& target = this->instant(static_cast<std::uint32_t>(instant));
  if (target.node != no_node) return order_.precedes(target.node, step.node);
  if (const OperationId id = connected_by(instant); id != no_operation) {
    return end_unseen(id, Predicate::Kind::success, step) && target.node != no_node &&
           order_.precedes(target.node, step.node);
  }
  if (const OperationId id = dropped_by(instant); id != no_operation) {
    return drop_connection(id, instant, step) && order_.precedes(target.node, step.node);
  }
  if (!may_happen(instant, nobody)) return promise(instant, step);
  // A hidden step of the network: it happened some time before, by the rule that marks it.
  const Node node = order_.add(0, step.now);
  Chain chain;
  chain.kind = Chain::Kind::delivery;
  chain.step = MicroStep::carry;
  const std::uint32_t carrier = carrier_of(instant);
  chain.connection = carrier / 2;
  chain.side = carrier % 2;
  if (!mark(instant, node) || !order_.precedes(node, step.node)) return false;
  Alternatives alternatives;
  offer(*known_, chain, alternatives);
  for (const Alternative& alternative : alternatives) {
    const auto effects = alternatives.effects(alternative);
    const bool marks = std::ranges::any_of(effects, [&](const Effect& effect) {
      return effect.kind == Effect::Kind::mark && effect.cell == index_of(instant);
    });
    if (!marks) continue;
    label({Chain::Kind::delivery, carrier, MicroStep::carry, alternative.info, alternative.variant,
           no_operation, no_stream, no_stream, node, 0});
    const Step hidden{node, no_operation, step.now, step.others, step.decisions};
    for (const Atom& atom : alternatives.atoms(alternative)) {
      const bool own = atom.kind == Atom::Kind::happened && atom.cell == index_of(instant);
      if (!own && !assert_atom(atom, hidden)) return false;
    }
    return true;
  }
  return false;
}

bool OrderWorld::assert_not_happened(Instant instant, const Step& step) {
  InstantCell& target = this->instant(static_cast<std::uint32_t>(instant));
  // What a step asks for lies before what it does.
  if (target.node == step.node && step.node != no_node) return true;
  if (target.node != no_node) return order_.precedes(step.node, target.node);
  if (may_happen(instant, *step.others) || target.carrier != no_node) {
    if (target.denied.empty()) denied_.push_back(static_cast<std::uint32_t>(instant));
    target.denied.push_back(step.node);
    touch(target, static_cast<std::uint32_t>(instant), touched_instants_);
  }
  return true;
}

bool OrderWorld::assert_read(Register register_cell, const Predicate& predicate, const Step& step) {
  const std::vector<Write>& writes = registers_[index_of(register_cell)].writes;
  const bool shared = may_write(register_cell, step.now, *step.others, no_operation);
  const bool possible =
      shared || std::ranges::any_of(writes, [&](const Write& candidate) {
        const bool fits = match(candidate, predicate) == Truth::yes &&
                          order_.is_before(candidate.node, step.node) != Truth::no;
        return fits && std::ranges::none_of(writes, [&](const Write& later) {
                 return order_.is_before(candidate.node, later.node) == Truth::yes &&
                        order_.is_before(later.node, step.node) == Truth::yes;
               });
      });
  const OperationId freeing = freed_by(register_cell);
  // An operation that was not seen to end has freed the socket. Of calls that overlap it may.
  const bool may_have = possible && freeing != no_operation && predicate.holds(0) &&
                        is_engaged_before(register_cell, step);
  if (!possible || (may_have && step.decisions && step.decisions->choose(2) == 1)) {
    return freeing != no_operation && end_unseen(freeing, Predicate::Kind::any, step) &&
           assert_read(register_cell, predicate, step);
  }
  if (!shared && freeing == no_operation) {
    return constrain_read(register_cell, step.node, predicate);
  }
  const auto index = static_cast<std::uint32_t>(register_cell);
  RegisterCell& cells = this->register_cell(index);
  if (cells.reads.empty()) read_.push_back(index);
  cells.reads.push_back({step.node, predicate});
  return true;
}

// May the socket have been engaged already?
bool OrderWorld::is_engaged_before(Register engaged, const Step& step) const {
  return std::ranges::any_of(registers_[index_of(engaged)].writes, [&](const Write& write) {
    return write.value != 0 && order_.is_before(write.node, step.node) != Truth::no;
  });
}

// What was read is what the latest write before left: every write that left something else came
// later, or before one that left this.
bool OrderWorld::constrain_read(Register register_cell, Node node, const Predicate& predicate) {
  const std::vector<Write>& writes = registers_[index_of(register_cell)].writes;
  std::vector<Node> fitting;
  // An outcome that is still open is chosen by the explanation before it is read.
  for (const Write& candidate : writes) {
    const bool fits = match(candidate, predicate) == Truth::yes;
    if (fits && order_.is_before(candidate.node, node) != Truth::no) {
      fitting.push_back(candidate.node);
    }
  }
  std::vector<Literal> literals;
  for (const Node fit : fitting) literals.push_back({fit, node});
  if (!order_.one_of(literals)) return false;
  for (const Write& other : writes) {
    if (other.node == node || match(other, predicate) == Truth::yes) continue;
    literals.assign({{node, other.node}});
    for (const Node fit : fitting) literals.push_back({other.node, fit, node});
    if (!order_.one_of(literals)) return false;
  }
  return true;
}

// Reads that nobody can write for any more.
bool OrderWorld::constrain_reads(const Horizon& horizon) {
  for (std::size_t place = 0; place < read_.size();) {
    const auto cell = Register{read_[place]};
    RegisterCell& cells = register_cell(read_[place]);
    const Position until = horizon.of_written(read_[place]);
    for (std::size_t index = 0; index < cells.reads.size();) {
      const Read read = cells.reads[index];
      if (order_.high(read.node) > until) {
        ++index;
        continue;
      }
      cells.reads.erase(cells.reads.begin() + static_cast<std::ptrdiff_t>(index));
      if (!constrain_read(cell, read.node, read.predicate)) return false;
    }
    if (cells.reads.empty()) {
      read_.erase(read_.begin() + static_cast<std::ptrdiff_t>(place));
    } else {
      ++place;
    }
  }
  return true;
}

// An explanation that needs a call which has not been committed yet to have had its effect.
bool OrderWorld::lacks(const Explanation& explanation, Position since, Position now,
                       const Others& others) const {
  const auto unknown = [&](std::uint32_t first, std::uint32_t count) {
    return std::ranges::any_of(std::span(explanation.atoms).subspan(first, count),
                               [&](const Atom& atom) {
                                 return evaluate(atom, since, now, nobody) == Truth::no &&
                                        evaluate(atom, since, now, others) != Truth::no;
                               });
  };
  return std::ranges::any_of(explanation.steps, [&](const PathStep& step) {
    if (!step.weak) return unknown(step.first_atom, step.atom_count);
    // Which of several it was stays undecided: one that lacks nothing is enough.
    return std::ranges::all_of(
        step.rivals, [&](const auto& rival) { return unknown(rival.first, rival.second); });
  });
}

// A read of an explanation that another call may still write: which operation ended hangs on it.
// Others that only may bring a packet write what belongs to that packet: to an OVERLAPPED of which
// none is left to be taken they write nothing. `taken`: of this operation the packet is gone.
bool OrderWorld::may_write(Register cell, Position now, const Others& others,
                           OperationId taken) const {
  if (!others.may_write(*known_, cell)) return false;
  const OverlappedObject* const overlapped = known_->overlapped_of(cell);
  if (!overlapped || !others.may_write_by_packet_only(cell)) return true;
  const auto index = static_cast<std::uint32_t>(overlapped - known_->overlappeds().data());
  const auto may_be_taken = [&](OperationId id) {
    const Operation& operation = known_operation(id);
    return id != taken && operation.has_overlapped && operation.overlapped == index &&
           operations_[index_of(id)].called < now;
  };
  const Operation& last = known_operation(overlapped->last);
  const Fifo packets = known_->port(known_->file(last).port).packets;
  const Place own = place_of(packets, last.item);
  if (may_be_taken(overlapped->last) && (own == nowhere || !entry_at(packets, own).taken)) {
    return true;
  }
  bool some = false;
  const FifoEntries& entries = fifos_[index_of(packets)].entries;
  entries.each_with_key(key_of(known_->item(last.item).pointer), [&](Place place) {
    const Entry& entry = entries.at(place);
    const OperationId id = known_->item(entry.item).operation;
    some = some || (!entry.taken && id != no_operation && may_be_taken(id));
  });
  return some;
}

// Could one of the others have ended the operation that engages a socket?
bool OrderWorld::is_freed_by(Register engaged, Position now, const Others& others) const {
  const OperationId id = freed_by(engaged);
  if (id == no_operation) return false;
  Explanation ways;
  return endings(id, {}, std::nullopt, now, others, ways) !=
         endings(id, {}, std::nullopt, now, nobody, ways);
}

bool OrderWorld::awaits(const Explanation& explanation, Position now, const Others& others) const {
  OperationId taken = no_operation;
  for (const PathStep& step : explanation.steps) {
    if (step.item != no_item) taken = known_->item(step.item).operation;
  }
  const bool loads = std::ranges::any_of(explanation.effects, [&](const Effect& effect) {
    return (effect.kind == Effect::Kind::load_status ||
            effect.kind == Effect::Kind::load_information) &&
           may_write(Register{effect.cell}, now, others, taken);
  });
  return loads || may_bring_another(explanation, others) ||
         std::ranges::any_of(explanation.atoms, [&](const Atom& atom) {
           return atom.kind == Atom::Kind::reads && is_freed_by(Register{atom.cell}, now, others);
         });
}

// A packet that shows no more than the one an explanation takes, by a call that still runs?
bool OrderWorld::may_bring_another(const Explanation& explanation, const Others& others) const {
  if (others.none()) return false;
  return std::ranges::any_of(explanation.steps, [&](const PathStep& step) {
    const auto effects =
        std::span(explanation.effects).subspan(step.first_effect, step.effect_count);
    return std::ranges::any_of(effects, [&](const Effect& effect) {
      if (effect.kind != Effect::Kind::pop) return false;
      const Fifo fifo{effect.cell};
      return others.may_bring(fifo, [&](Item other) {
        const bool fits =
            !step.identified || known_->item(other).pointer == known_->item(step.item).pointer;
        return fits && other != step.item && place_of(fifo, other) == nowhere;
      });
    });
  });
}

bool OrderWorld::assert_atom(const Atom& atom, const Step& step) {
  switch (atom.kind) {
    case Atom::Kind::happened:
      return atom.expected ? assert_happened(Instant{atom.cell}, step)
                           : assert_not_happened(Instant{atom.cell}, step);
    case Atom::Kind::reads: {
      Predicate predicate;
      predicate.kind = atom.expected ? Predicate::Kind::equal : Predicate::Kind::not_equal;
      predicate.value = atom.amount;
      return assert_read(Register{atom.cell}, predicate, step);
    }
    case Atom::Kind::head:
      return assert_head(Fifo{atom.cell}, Item{atom.item}, step);
    case Atom::Kind::empty:
      return atom.expected ? assert_empty(Fifo{atom.cell}, step)
                           : assert_not_empty(Fifo{atom.cell}, step);
    case Atom::Kind::finished: {
      if (!atom.expected) return deny(atom, step);
      StreamCell& stream = stream_cell(atom.cell);
      if (stream.finish == no_node) return false;
      if (step.operation != no_operation) {
        cell(step.operation).saw_end = true;
        auto& takes = stream.takes;
        OperationCell& own = cell(step.operation);
        own.information = 0;
        own.counted = true;
        if (own.end == no_node) own.end = step.node;
        if (std::ranges::find(takes, step.operation) == takes.end()) {
          takes.push_back(step.operation);
        }
        if (!order_.precedes(stream.finish, step.node)) return false;
        // What did not see the end came before.
        const bool later = std::ranges::any_of(denials_, [&](const Denial& denial) {
          return denial.atom.kind == Atom::Kind::finished && denial.atom.cell == atom.cell &&
                 !order_.precedes(denial.node, step.node);
        });
        if (later) return false;
        return place_takes(Stream{atom.cell});
      }
      return order_.precedes(stream.finish, step.node);
    }
    case Atom::Kind::in_flight:
      return !atom.expected || follows_bytes(atom, step);
    case Atom::Kind::arrived:
      if (!atom.expected) return deny(atom, step);
      if (step.operation == no_operation && known_->is_of_pipe(Stream{atom.cell})) {
        return follows_put(atom, step);
      }
      // What a receive takes, or what runs dry in a pipe, tells of itself what had arrived.
      return step.operation != no_operation || known_->is_of_pipe(Stream{atom.cell}) ||
             std::ranges::any_of(streams_[atom.cell].takes,
                                 [&](OperationId id) { return cell(id).end == step.node; }) ||
             follows_bytes(atom, step);
    case Atom::Kind::fits:
      return deny(!atom, step);
    case Atom::Kind::longer:
      if (step.operation != no_operation) {
        cell(step.operation).longer = atom.expected ? Truth::yes : Truth::no;
      }
      return true;
    default:
      return true;
  }
}

// Bytes lay on their way, or had arrived, that nobody took: the first send that was not received
// whole is the weakest cause.
bool OrderWorld::follows_bytes(const Atom& atom, const Step& step) {
  const auto id = Stream{atom.cell};
  const StreamCell& stream = streams_[atom.cell];
  if (evaluate(atom, order_.low(step.node), order_.high(step.node), *step.others) == Truth::no) {
    return false;
  }
  const std::uint64_t position = frontier(stream);
  for (std::size_t index = 0; index < stream.chunks.size(); ++index) {
    if (stream.chunks[index].end <= position) continue;
    return order_.precedes(stream.chunk_nodes[index], step.node);
  }
  const std::vector<std::size_t> first = first_chunks(stream);
  if (!first.empty()) {
    const std::size_t chosen =
        first.size() > 1 && step.decisions ? step.decisions->choose(first.size()) : 0;
    return order_.precedes(stream.loose[first[chosen]].node, step.node);
  }
  if (atom.kind == Atom::Kind::in_flight && atom.amount == 0 && stream.finish != no_node) {
    return true;
  }
  if (unseen_bytes(id) > 0) return atom.kind == Atom::Kind::arrived;
  if (!step.others->may_append(id)) return false;
  // A call that still runs has sent them: complete() asks again.
  undecided_.push_back(std::make_shared<const Undecided>(Undecided{step.node, {{atom}}}));
  return true;
}

// So many bytes lay in a pipe: beyond what had surely been taken they had been put there.
bool OrderWorld::follows_put(const Atom& atom, const Step& step) {
  const StreamCell& stream = streams_[atom.cell];
  const Position since = order_.low(step.node);
  if (evaluate(atom, since, order_.high(step.node), *step.others) == Truth::no) return false;
  const std::uint64_t until = surely_taken(stream, since, step.node) + atom.amount;
  for (std::size_t index = 0; index < stream.chunks.size(); ++index) {
    if (stream.chunks[index].end < until) continue;
    return order_.precedes(stream.chunk_nodes[index], step.node);
  }
  return true;
}

// Nothing had arrived, or not the end: what is learned later may speak against it.
bool OrderWorld::deny(const Atom& atom, const Step& step) {
  Atom asked = atom;
  if (atom.kind != Atom::Kind::fits) asked.expected = true;
  const Truth truth = evaluate(asked, order_.low(step.node), order_.high(step.node), *step.others);
  if (truth == Truth::open) {
    const StreamCell& stream = streams_[atom.cell];
    const SettledStream settled = stream.settled_by(order_.low(step.node));
    if (atom.kind == Atom::Kind::finished) {
      const bool earlier = std::ranges::any_of(stream.takes, [&](OperationId id) {
        return cell(id).saw_end && !order_.precedes(step.node, cell(id).end);
      });
      if (earlier) return false;
    }
    denials_.push_back({asked, step.node, settled.until, settled.finished});
  }
  return truth != Truth::yes;
}

}  // namespace ioracle
