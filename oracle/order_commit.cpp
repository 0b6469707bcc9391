// Effects in the order world, and explanations as they are committed.

#include <algorithm>

#include "oracle/order_world.h"

namespace ioracle {

bool OrderWorld::write(Register register_cell, const Write& written) {
  RegisterCell& cells = this->register_cell(static_cast<std::uint32_t>(register_cell));
  cells.writes.push_back(written);
  return true;
}

bool OrderWorld::pend(const Step& step) {
  OperationCell& own = cell(step.operation);
  const Operation& operation = known_operation(step.operation);
  own.pended = true;
  own.link = step.node;
  // It leaves the list of requests with its end.
  const Fifo queue = known_->queue(operation);
  const Place queued = place_of(queue, operation.item);
  if (queued != nowhere) own.end = entry_at(queue, queued).out;
  if (own.end == no_node) own.end = order_.add(order_.low(step.node), unbounded);
  if (!order_.precedes(own.link, own.end)) return false;
  if (!mark(operation.linked, own.link) || !mark(operation.ended, own.end)) return false;
  if (queued != nowhere) leave(queue, queued, own.end);
  const Fifo accepts =
      operation.kind == OperationKind::accept ? known_->socket(operation).accepts : no_fifo;
  if (const Place place = place_of(accepts, operation.item); place != nowhere) {
    own.leave = order_.add(order_.low(step.node), unbounded);
    if (!order_.precedes(own.link, own.leave) || !order_.precedes(own.leave, own.end)) return false;
    leave(accepts, place, own.leave);
  }
  unseen_.push_back(step.operation);
  if (engages(operation.kind)) engaging_.push_back(step.operation);
  trailing_.push_back(step.operation);
  wait(step.operation);
  return carry_on(step.operation, order_.low(step.node), step.decisions);
}

// Lays out what follows the end of a pended operation, up to its notification.
bool OrderWorld::carry_on(OperationId id, Position since, Decisions* decisions) {
  Chain chain;
  chain.kind = Chain::Kind::operation;
  chain.operation = id;
  chain.step = first_after_end(known_operation(id), true);
  Alternatives alternatives;
  Node previous = cell(id).end;
  while (chain.step != MicroStep::done) {
    offer(*known_, chain, alternatives);
    std::vector<const Alternative*> possible;
    for (const Alternative& alternative : alternatives) {
      const bool impossible = std::ranges::any_of(
          alternatives.atoms(alternative),
          [&](const Atom& atom) { return evaluate(atom, since, unbounded, nobody) == Truth::no; });
      if (!impossible && alternative.info->mutation() != Switch::dropped) {
        possible.push_back(&alternative);
      }
    }
    if (possible.empty()) return true;
    const bool open = possible.size() > 1 && decisions != nullptr;
    const Alternative* chosen = possible[open ? decisions->choose(possible.size()) : 0];
    const Node node = order_.add(since, unbounded);
    if (!order_.precedes(previous, node)) return false;
    OperationCell& own = cell(id);
    switch (chain.step) {
      case MicroStep::information:
        own.information_node = node;
        break;
      case MicroStep::status:
        own.status_node = node;
        break;
      case MicroStep::signal:
        own.signal = node;
        break;
      default:
        own.notify = node;
        own.notifies = chosen->effect_count > 0;
        break;
    }
    label({Chain::Kind::operation, index_of(id), chain.step, chosen->info, chosen->variant, id,
           no_stream, no_stream, node, since});
    const Step step{node, id, unbounded, &nobody, decisions, chosen->info};
    const auto atoms = alternatives.atoms(*chosen);
    if (open &&
        !std::ranges::all_of(atoms, [&](const Atom& atom) { return assert_atom(atom, step); })) {
      return false;
    }
    for (const Effect& effect : alternatives.effects(*chosen)) {
      if (!apply(effect, step)) return false;
    }
    previous = node;
    chain.step = chosen->next;
  }
  return true;
}

// A port that a file is associated with is found by the operations on it that are notified later,
// also by those that pended before (C6).
bool OrderWorld::associate(Instant associated, const Step& step) {
  const FileObject* file = known_->associated_by(associated);
  if (!file || !file->port_named) return true;
  for (const OperationId id : std::vector<OperationId>(trailing_.begin(), trailing_.end())) {
    const Operation& operation = known_operation(id);
    const Node notified = cell(id).notify;
    if (&known_->file(operation) != file || !operation.context || operation.routine ||
        notified == no_node) {
      continue;
    }
    const Fifo packets = known_->port(file->port).packets;
    if (place_of(packets, operation.item) != nowhere) continue;
    Truth before = order_.is_before(notified, step.node);
    if (before == Truth::open) {
      before = step.decisions && step.decisions->choose(2) == 0 ? Truth::yes : Truth::no;
      const bool good = before == Truth::yes ? order_.precedes(notified, step.node)
                                             : order_.precedes(step.node, notified);
      if (!good) return false;
    }
    if (before != Truth::no) continue;
    cell(id).notifies = true;
    if (!push(packets, operation.item, notified)) return false;
  }
  return true;
}

bool OrderWorld::end_operation(const Explanation& explanation, const Ending& ending,
                               const Step& step) {
  OperationCell& own = cell(ending.operation);
  if (ending.item != no_item && !hand_over(ending.operation, ending.item, step)) return false;
  const Step end{own.end, ending.operation, step.now, step.others, step.decisions, ending.info};
  label_end(explanation, ending);
  own.resolved = true;
  own.counted = false;
  own.information = 0;
  if (ending.information) note_count(ending.operation, *ending.information);
  unseen_.erase(ending.operation);
  engaging_.erase(ending.operation);
  wait_no_more(ending.operation);
  if (ending.info->mutation() != Switch::widened) {
    // An AcceptEx that was given nothing leaves the listener with its end, for the same reason.
    const Step left{own.leave,   ending.operation, step.now,
                    step.others, step.decisions,   ending.info};
    const bool leaves = is_unserved(ending.operation);
    for (std::uint32_t index = 0; index < ending.atom_count; ++index) {
      const Atom& atom = explanation.atoms[ending.first_atom + index];
      if (!assert_atom(atom, end) || (leaves && !assert_atom(atom, left))) return false;
    }
  }
  for (std::uint32_t index = 0; index < ending.effect_count; ++index) {
    if (!apply(explanation.effects[ending.first_effect + index], end)) return false;
  }
  const Stream taken_from = stream_of(ending.operation);
  const bool is_full = own.counted && own.information >= known_operation(ending.operation).capacity;
  if (own.took && !own.position && (is_full || !waits_to_be_full(ending.operation)) &&
      !step.others->may_append(taken_from)) {
    // Wherever its bytes lie, they were sent by now.
    const StreamCell& cells = streams_[index_of(taken_from)];
    if (cells.appended == 0) return false;
    Node latest = cells.chunk_nodes.empty() ? no_node : cells.chunk_nodes.back();
    for (const LooseChunk& chunk : cells.loose) {
      if (latest == no_node || order_.high(chunk.node) > order_.high(latest)) latest = chunk.node;
    }
    if (!owed_before_settle(ending.operation, latest)) return false;
  }
  // Receives behind it may have waited for its count.
  return taken_from == no_stream || place_takes(taken_from);
}

bool OrderWorld::apply(const Effect& effect, const Step& step) {
  switch (effect.kind) {
    case Effect::Kind::mark:
      return mark(Instant{effect.cell}, step.node) && associate(Instant{effect.cell}, step);
    case Effect::Kind::write:
      return write(Register{effect.cell},
                   {step.node, no_operation, false, effect.amount, step.info});
    case Effect::Kind::write_status:
      return write(Register{effect.cell}, {step.node, step.operation, false, 0, step.info});
    case Effect::Kind::write_information:
      return write(Register{effect.cell}, {step.node, step.operation, true, 0, step.info});
    case Effect::Kind::push:
      return push(Fifo{effect.cell}, Item{effect.item}, step.node);
    case Effect::Kind::remove:
      // The entry of a pended operation leaves at its end, of an AcceptEx with its connection, that
      // of a call which waits for it here.
      return remove(Fifo{effect.cell}, Item{effect.item}, step.node);
    case Effect::Kind::append: {
      Step sender = step;
      if (OperationId{effect.item} != no_operation) sender.operation = OperationId{effect.item};
      return append(Stream{effect.cell}, sender);
    }
    case Effect::Kind::finish:
      if (streams_[effect.cell].finish == no_node) {
        stream_cell(effect.cell).finish = step.node;
      }
      return true;
    case Effect::Kind::take:
      return take(Stream{effect.cell}, step.operation, step);
    case Effect::Kind::move:
      return count(step.operation, effect.amount);
    case Effect::Kind::end: {
      OperationCell& own = cell(step.operation);
      own.status = static_cast<Status>(effect.amount);
      own.resolved = true;
      if (is_error(own.status)) {
        own.information = 0;
        own.counted = true;
      }
      if (own.end == no_node) own.end = step.node;
      return mark(known_operation(step.operation).ended, own.end);
    }
    case Effect::Kind::pend:
      return pend(step);
    default:
      return true;
  }
}

bool OrderWorld::commit(const Explanation& explanation, Position since, Position now,
                        const Others& others, Decisions& decisions) {
  const Step context{no_node, no_operation, now, &others, &decisions};
  // What was seen had ended before.
  const auto end_seen = [&](const Ending& ending) {
    return order_.before(cell(ending.operation).end, now) &&
           end_operation(explanation, ending, context);
  };
  for (const Ending& ending : explanation.endings) {
    if (cell(ending.operation).end != no_node && !end_seen(ending)) return false;
  }
  if (explanation.information && explanation.chain.operation != no_operation) {
    note_count(explanation.chain.operation, *explanation.information);
  }
  for (const auto& [id, information] : explanation.counts) {
    if (!count(id, information)) return false;
  }
  const OperationId started = explanation.chain.operation;
  unjudged_.erase(started);
  if (started != no_operation) unjudged_.erase(known_operation(started).writes_first);
  Node previous = no_node;
  for (const PathStep& path : explanation.steps) {
    if (path.atom_count == 0 && path.effect_count == 0) {
      label_step(explanation, path, no_node, since);
      continue;
    }
    Node node = no_node;
    if (path.item != no_item) {
      for (std::uint32_t index = 0; index < path.effect_count; ++index) {
        const Effect& effect = explanation.effects[path.first_effect + index];
        if (effect.kind != Effect::Kind::pop) continue;
        const Fifo fifo{effect.cell};
        const Place place = place_of(fifo, path.item);
        if (place != nowhere) node = entry_at(fifo, place).out;
      }
    }
    if (node == no_node) node = removal(explanation, path);
    if (node == no_node) node = promised(explanation, path);
    if (node == no_node) {
      node = order_.add(since, now);
    } else if (!order_.after(node, since) || !order_.before(node, now)) {
      return false;
    }
    if (previous != no_node && !order_.precedes(previous, node)) return false;
    previous = node;
    label_step(explanation, path, node, since);
    const Step step{node, path.operation, now, &others, &decisions, path.info};
    if (path.weak && !assert_either(explanation, path, step)) return false;
    for (std::uint32_t index = 0; index < path.atom_count && !path.weak; ++index) {
      const Atom& atom = explanation.atoms[path.first_atom + index];
      // What is taken from a fifo was there.
      const bool taken = path.item != no_item && atom.kind == Atom::Kind::empty && !atom.expected;
      if (!taken && !assert_atom(atom, step)) return false;
    }
    for (std::uint32_t index = 0; index < path.effect_count; ++index) {
      const Effect& effect = explanation.effects[path.first_effect + index];
      const bool loads =
          effect.kind == Effect::Kind::load_status || effect.kind == Effect::Kind::load_information;
      const bool good = loads ? assert_read(Register{effect.cell}, path.loaded, step)
                        : effect.kind == Effect::Kind::pop ? pop(Fifo{effect.cell}, path.item, step)
                                                           : apply(effect, step);
      if (!good) return false;
      if (effect.kind == Effect::Kind::pop) note_accepted(started, Fifo{effect.cell}, path.item);
      if (effect.kind != Effect::Kind::pend) continue;
      for (const Ending& ending : explanation.endings) {
        if (ending.operation == step.operation && !end_seen(ending)) return false;
      }
    }
  }
  // Receives of others may have waited to hear what this one took.
  const Stream stream = started == no_operation ? no_stream : stream_of(started);
  if (stream != no_stream && !place_takes(stream)) return false;
  return unseen_.size() > unseen_most || ends_are_possible(now, others);
}

// Operations that have ended, as others show, must have a way to have ended.
bool OrderWorld::ends_are_possible(Position now, const Others& others) const {
  return std::ranges::all_of(unseen_, [&](OperationId id) {
    const bool was_served = is_unserved(id) && order_.high(cell(id).leave) <= now;
    if (was_served && may_have_been_served(id)) return true;
    if (!was_served && order_.high(cell(id).end) > now) return true;
    Explanation ways;
    return endings(id, {}, std::nullopt, now, others, ways) > 0;
  });
}

}  // namespace ioracle
