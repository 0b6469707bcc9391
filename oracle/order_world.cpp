#include "oracle/order_world.h"

#include <algorithm>

#include "model/constants.h"

namespace ioracle {
namespace {

// Lists are tidied once they have grown to this many rows.
constexpr std::size_t rows_before_tidying = 8;

// With more operations than this unseen, ends are looked at only when they are seen, and at the end.
constexpr std::size_t unseen_most = 64;

constexpr std::size_t chunks_kept = 256;

Truth inverted(Truth truth) {
  return truth == Truth::open ? Truth::open : truth == Truth::yes ? Truth::no : Truth::yes;
}

}  // namespace

bool Predicate::holds(std::uint64_t seen) const {
  const auto status = static_cast<Status>(seen);
  switch (kind) {
    case Kind::any:
      return true;
    case Kind::equal:
      return seen == value;
    case Kind::not_equal:
      return seen != value;
    case Kind::success:
      return succeeded(status) && (pending_counts || status != Status::pending);
    case Kind::failure: return !succeeded(status);
    case Kind::win32_error:
      return !succeeded(status) && win32_error(status) == value;
    case Kind::winsock_error:
      return !succeeded(status) && winsock_error(status) == value;
  }
  return false;
}

std::size_t Decisions::choose(std::size_t count) {
  if (place_ == made_.size()) made_.push_back({0, count});
  return made_[place_++].chosen;
}

bool Decisions::next() {
  made_.resize(place_);  // what a failed attempt did not come to is not decided yet
  while (!made_.empty() && made_.back().chosen + 1 >= made_.back().count) made_.pop_back();
  if (made_.empty()) return false;
  ++made_.back().chosen;
  return true;
}

OrderWorld::OrderWorld(const Known& known) : known_(&known), start_(order_.add(0, 1)) {}

void OrderWorld::mark() {
  order_.mark();
  marked_ = true;
  ++mark_;
  marked_guess_ = guessed_;
  saved_instants_.clear();
  saved_registers_.clear();
  saved_streams_.clear();
  saved_operations_.clear();
  saved_fifos_.clear();
  saved_entries_.clear();
  saved_unjudged_ = unjudged_;
  saved_unseen_ = unseen_;
  saved_trailing_ = trailing_;
}

void OrderWorld::keep() {
  order_.keep();
  marked_ = false;
}

void OrderWorld::rollback() {
  order_.rollback();
  marked_ = false;
  guessed_ = marked_guess_;
  const auto restore = [](auto& cells, auto& saved) {
    for (auto& one : saved) cells[one.index] = std::move(one.cell);
  };
  restore(instants_, saved_instants_);
  restore(registers_, saved_registers_);
  restore(streams_, saved_streams_);
  restore(operations_, saved_operations_);
  for (std::size_t index = saved_entries_.size(); index-- > 0;) {
    const SavedEntry& saved = saved_entries_[index];
    fifos_[saved.fifo].entries[saved.index] = saved.entry;
  }
  for (const SavedFifo& saved : saved_fifos_) {
    fifos_[saved.index].entries.resize(saved.entries);
    fifos_[saved.index].found_empty.resize(saved.found_empty);
  }
  unjudged_ = saved_unjudged_;
  unseen_ = saved_unseen_;
  trailing_ = saved_trailing_;
}

OrderWorld::FifoCell& OrderWorld::fifo_cell(std::uint32_t index) {
  FifoCell& cell = fifos_[index];
  if (marked_ && cell.saved != mark_) {
    saved_fifos_.push_back({index, cell.entries.size(), cell.found_empty.size()});
    cell.saved = mark_;
  }
  return cell;
}

void OrderWorld::save_entry(std::uint32_t fifo, const Entry& entry) {
  if (!marked_) return;
  const auto index = static_cast<std::size_t>(&entry - fifos_[fifo].entries.data());
  saved_entries_.push_back({fifo, index, entry});
}

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
  for (std::size_t index = operations_.size(); index < known_->operation_count(); ++index) {
    operations_.emplace_back();
    operations_.back().called = now;
    const auto id = OperationId{static_cast<std::uint32_t>(index)};
    if (known_operation(id).kind == OperationKind::receive) unjudged_.push_back(id);
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

std::optional<std::uint64_t> OrderWorld::position(OperationId id) const {
  return cell(id).position;
}

bool OrderWorld::may_happen(Instant instant) const {
  const InstantCell& cell = instants_[index_of(instant)];
  if (cell.node != no_node) return true;
  if (cell.carrier == no_node) return false;
  const Connection& connection = known_->connection(cell.carrier / 2);
  const std::uint32_t side = cell.carrier % 2;
  if (instant == connection.reset[1 - side]) return may_happen(connection.aborted[side]);
  return instants_[index_of(connection.closed[1 - side])].node != no_node &&
         !streams_[index_of(connection.stream[side])].chunks.empty();
}

Truth OrderWorld::evaluate(const Atom& atom, Position since, Position now, bool alone) const {
  Truth truth = Truth::open;
  switch (atom.kind) {
    case Atom::Kind::happened: {
      const Node node = instants_[atom.cell].node;
      if (node == no_node) {
        truth = !alone || may_happen(Instant{atom.cell}) ? Truth::open : Truth::no;
      } else if (order_.high(node) <= since) {
        truth = Truth::yes;
      } else if (order_.low(node) >= now) {
        truth = Truth::no;
      }
      break;
    }
    case Atom::Kind::empty: {
      bool nothing = true;
      for (const Entry& entry : fifos_[atom.cell].entries) {
        const bool gone = entry.out != no_node && order_.high(entry.out) <= since;
        if (gone || order_.low(entry.in) >= now) continue;
        nothing = false;
        const bool there =
            order_.high(entry.in) <= since && entry.out != no_node && order_.low(entry.out) >= now;
        if (there) truth = Truth::no;
      }
      if (nothing && alone) truth = Truth::yes;
      break;
    }
    case Atom::Kind::head:
      break;
    case Atom::Kind::arrived: {
      const StreamCell& stream = streams_[atom.cell];
      std::uint64_t taken = stream.base;
      for (const OperationId id : stream.takes) {
        if (order_.high(cell(id).end) <= since) taken += cell(id).information;
      }
      std::uint64_t most = 0;
      for (std::size_t index = stream.chunks.size(); index-- > 0 && most == 0;) {
        if (order_.low(stream.chunk_nodes[index]) < now) most = stream.chunks[index].end;
      }
      if (most < taken + atom.amount) {
        truth = alone ? Truth::no : Truth::open;
      } else if (stream.settled_at != 0 && stream.settled_at <= since &&
                 stream.settled_until >= most_taken(Stream{atom.cell}) + atom.amount) {
        truth = Truth::yes;
      }
      break;
    }
    case Atom::Kind::finished: {
      const Node finish = streams_[atom.cell].finish;
      if (finish == no_node ? alone : order_.low(finish) >= now) truth = Truth::no;
      break;
    }
    default:
      break;
  }
  return atom.expected ? truth : inverted(truth);
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

void OrderWorld::candidates(Fifo fifo, const Value& pointer, std::vector<Item>& items) const {
  items.clear();
  for (const Entry& entry : fifos_[index_of(fifo)].entries) {
    const bool fits = !pointer.recorded() || known_->item(entry.item).pointer == pointer;
    if (!entry.taken && fits) items.push_back(entry.item);
  }
}

std::size_t OrderWorld::endings(OperationId id, const Predicate& predicate,
                                std::optional<std::uint64_t> information, Position now, bool alone,
                                Explanation& explanation) const {
  Chain chain;
  chain.kind = Chain::Kind::operation;
  chain.step = MicroStep::end;
  chain.operation = id;
  Alternatives alternatives;
  offer(*known_, chain, alternatives);
  const Position since = order_.low(cell(id).end);
  const Position until = std::min(now, order_.high(cell(id).end));
  std::size_t count = 0;
  for (const Alternative& alternative : alternatives) {
    if (alternative.info->mutation() == Switch::dropped) continue;
    Status ended = Status::success;
    bool takes = false;
    for (const Effect& effect : alternatives.effects(alternative)) {
      if (effect.kind == Effect::Kind::end) ended = static_cast<Status>(effect.amount);
      takes = takes || effect.kind == Effect::Kind::take;
    }
    if (!predicate.holds(static_cast<std::uint32_t>(ended))) continue;
    const bool sends = known_operation(id).kind == OperationKind::send;
    const std::uint64_t most = known_operation(id).capacity;
    if (information) {
      if (!succeeded(ended) || (!takes && !sends)) {
        if (*information != 0) continue;
      } else if (sends ? *information != most : *information > most) {
        continue;
      } else if (takes && *information == 0 && most > 0) {
        continue;
      }
    }
    const auto atoms = alternatives.atoms(alternative);
    const bool impossible = alternative.info->mutation() != Switch::widened &&
                            std::ranges::any_of(atoms, [&](const Atom& atom) {
                              return evaluate(atom, since, until, alone) == Truth::no;
                            });
    if (impossible) continue;
    Ending ending;
    ending.operation = id;
    ending.info = alternative.info;
    ending.first_atom = static_cast<std::uint32_t>(explanation.atoms.size());
    ending.atom_count = static_cast<std::uint32_t>(atoms.size());
    explanation.atoms.insert(explanation.atoms.end(), atoms.begin(), atoms.end());
    const auto effects = alternatives.effects(alternative);
    ending.first_effect = static_cast<std::uint32_t>(explanation.effects.size());
    ending.effect_count = static_cast<std::uint32_t>(effects.size());
    explanation.effects.insert(explanation.effects.end(), effects.begin(), effects.end());
    if (!succeeded(ended) || (!takes && !sends)) {
      ending.information = 0;
    } else if (sends) {
      ending.information = most;
    } else {
      ending.information = most == 0 ? std::optional<std::uint64_t>(0) : information;
    }
    explanation.endings.push_back(ending);
    ++count;
  }
  return count;
}

bool OrderWorld::assert_happened(Instant instant, const Step& step) {
  InstantCell& target = this->instant(static_cast<std::uint32_t>(instant));
  if (target.node != no_node) return order_.precedes(target.node, step.node);
  if (!may_happen(instant)) return false;
  // A hidden step of the network: it happened some time before, by the rule that marks it.
  const Node node = order_.add(0, step.now);
  Chain chain;
  chain.kind = Chain::Kind::delivery;
  chain.step = MicroStep::carry;
  chain.connection = target.carrier / 2;
  chain.side = target.carrier % 2;
  if (!mark(instant, node) || !order_.precedes(node, step.node)) return false;
  Alternatives alternatives;
  offer(*known_, chain, alternatives);
  for (const Alternative& alternative : alternatives) {
    const auto effects = alternatives.effects(alternative);
    const bool marks = std::ranges::any_of(effects, [&](const Effect& effect) {
      return effect.kind == Effect::Kind::mark && effect.cell == index_of(instant);
    });
    if (!marks) continue;
    const Step hidden{node, no_operation, step.now, step.alone};
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
  if (target.node != no_node) return order_.precedes(step.node, target.node);
  if (!step.alone || target.carrier != no_node) {
    if (target.denied.empty()) denied_.push_back(static_cast<std::uint32_t>(instant));
    target.denied.push_back(step.node);
  }
  return true;
}

bool OrderWorld::mark(Instant instant, Node node) {
  InstantCell& target = this->instant(static_cast<std::uint32_t>(instant));
  if (target.node != no_node) {
    // It happens once; later marks change nothing. A step known to come earlier would be the mark.
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

bool OrderWorld::assert_read(Register register_cell, const Predicate& predicate, const Step& step) {
  RegisterCell& cells = this->register_cell(static_cast<std::uint32_t>(register_cell));
  std::uint32_t free = no_node;
  std::vector<std::uint32_t> candidates;
  for (std::uint32_t index = 0; index < cells.writes.size(); ++index) {
    const Write& candidate = cells.writes[index];
    if (match(candidate, predicate) == Truth::no) continue;
    const Truth before = order_.is_before(candidate.node, step.node);
    if (before == Truth::no) continue;
    bool overwritten = false;
    bool undisturbed = before == Truth::yes;
    for (const Write& other : cells.writes) {
      if (&other == &candidate) continue;
      const Truth earlier = order_.is_before(other.node, candidate.node);
      if (earlier == Truth::yes) continue;
      const Truth later = order_.is_before(step.node, other.node);
      if (later == Truth::yes) continue;
      if (earlier == Truth::no && later == Truth::no) overwritten = true;
      if (match(other, predicate) != Truth::yes) undisturbed = false;
    }
    if (overwritten) continue;
    candidates.push_back(index);
    if (undisturbed) free = index;
  }
  if (candidates.empty()) return false;
  std::uint32_t best = candidates.front();
  if (step.alone && free != no_node) {
    best = free;  // nothing more is asked of history
  } else if (candidates.size() > 1 && step.decisions) {
    best = candidates[step.decisions->choose(candidates.size())];
  } else if (candidates.size() > 1) {
    guessed_ = true;
  }
  const Node witness = cells.writes[best].node;
  if (!order_.precedes(witness, step.node)) return false;
  for (std::uint32_t index = 0; index < cells.writes.size(); ++index) {
    if (index == best || match(cells.writes[index], predicate) == Truth::yes) continue;
    const Node other = cells.writes[index].node;
    if (!order_.either(other, witness, step.node, other)) return false;
  }
  if (!step.alone) cells.reads.push_back({step.node, witness, predicate});
  return true;
}

bool OrderWorld::write(Register register_cell, const Write& written) {
  RegisterCell& cells = this->register_cell(static_cast<std::uint32_t>(register_cell));
  for (const Read& read : cells.reads) {
    if (read.node == written.node || match(written, read.predicate) == Truth::yes) continue;
    if (!order_.either(written.node, read.witness, read.node, written.node)) return false;
  }
  cells.writes.push_back(written);
  return true;
}

OrderWorld::Entry* OrderWorld::find(Fifo fifo, Item item) {
  for (Entry& entry : fifos_[index_of(fifo)].entries) {
    if (entry.item == item) return &entry;
  }
  return nullptr;
}

bool OrderWorld::assert_head(Fifo fifo, Item item, const Step& step) {
  const Entry* own = find(fifo, item);
  if (!own) return false;
  const Node in = own->in;
  for (const Entry& other : fifos_[index_of(fifo)].entries) {
    if (other.item == item || other.out == no_node) continue;
    if (!order_.either(in, other.in, other.out, step.node)) return false;
  }
  return true;
}

bool OrderWorld::assert_empty(Fifo fifo, const Step& step) {
  FifoCell& cells = fifo_cell(static_cast<std::uint32_t>(fifo));
  for (Entry& entry : cells.entries) {
    if (entry.out == no_node && step.alone) {
      if (!order_.precedes(step.node, entry.in)) return false;
      continue;
    }
    if (entry.out == no_node) {
      save_entry(static_cast<std::uint32_t>(fifo), entry);
      entry.out = order_.add(order_.low(entry.in), unbounded);
      if (!order_.precedes(entry.in, entry.out)) return false;
    }
    if (!order_.either(step.node, entry.in, entry.out, step.node)) return false;
  }
  if (!step.alone) cells.found_empty.push_back(step.node);
  return true;
}

bool OrderWorld::push(Fifo fifo, Item item, Node in) {
  FifoCell& cells = fifo_cell(static_cast<std::uint32_t>(fifo));
  for (const Node empty : cells.found_empty) {
    if (empty != in && !order_.precedes(empty, in)) return false;
  }
  cells.entries.push_back({item, in, no_node, false});
  return true;
}

// First in, first out, against every other entry: in both directions for those taken.
bool OrderWorld::pop(Fifo fifo, Item item, const Step& step) {
  Entry* own = find(fifo, item);
  if (!own || own->taken) return false;
  const Node in = own->in;
  FifoCell& cells = fifo_cell(static_cast<std::uint32_t>(fifo));
  save_entry(static_cast<std::uint32_t>(fifo), *own);
  own->out = step.node;
  own->taken = true;
  if (!order_.precedes(in, step.node)) return false;
  if (cells.frontier != no_node && !order_.precedes(cells.frontier, in)) return false;
  for (Entry& other : cells.entries) {
    if (other.item == item) continue;
    if (other.taken) {
      if (!order_.either(in, other.in, other.out, step.node) ||
          !order_.either(other.in, in, step.node, other.out)) {
        return false;
      }
      continue;
    }
    if (other.out == no_node) {
      if (step.alone) {
        if (!order_.precedes(in, other.in)) return false;
        continue;
      }
      save_entry(static_cast<std::uint32_t>(fifo), other);
      other.out = order_.add(order_.low(other.in), unbounded);
      if (!order_.precedes(other.in, other.out)) return false;
    }
    if (!order_.either(in, other.in, other.out, step.node)) return false;
  }
  return true;
}

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

// An explanation that needs a call which has not been committed yet to have had its effect.
bool OrderWorld::lacks(const Explanation& explanation, Position since, Position now) const {
  const auto unknown = [&](const Atom& atom) {
    return evaluate(atom, since, now, true) == Truth::no &&
           evaluate(atom, since, now, false) != Truth::no;
  };
  return std::ranges::any_of(explanation.steps, [&](const PathStep& step) {
    const auto atoms = std::span(explanation.atoms).subspan(step.first_atom, step.atom_count);
    return !step.weak && std::ranges::any_of(atoms, unknown);
  });
}

bool OrderWorld::pend(const Step& step) {
  OperationCell& own = cell(step.operation);
  const Operation& operation = known_operation(step.operation);
  own.pended = true;
  own.link = step.node;
  own.end = order_.add(order_.low(step.node), unbounded);
  if (!order_.precedes(own.link, own.end)) return false;
  if (!mark(operation.linked, own.link) || !mark(operation.ended, own.end)) return false;
  const SocketObject& socket = known_->socket(operation.socket);
  for (const Fifo fifo : {socket.receives, socket.sends}) {
    if (Entry* entry = find(fifo, operation.item)) {
      save_entry(static_cast<std::uint32_t>(fifo), *entry);
      entry->out = own.end;
    }
  }
  unseen_.push_back(step.operation);
  trailing_.push_back(step.operation);
  return carry_on(step.operation, order_.low(step.node));
}

// Lays out what follows the end of a pended operation, up to its notification.
bool OrderWorld::carry_on(OperationId id, Position since) {
  Chain chain;
  chain.kind = Chain::Kind::operation;
  chain.operation = id;
  chain.step = first_after_end(known_operation(id), true);
  Alternatives alternatives;
  Node previous = cell(id).end;
  while (chain.step != MicroStep::done) {
    offer(*known_, chain, alternatives);
    const Alternative* chosen = nullptr;
    for (const Alternative& alternative : alternatives) {
      const bool impossible = std::ranges::any_of(
          alternatives.atoms(alternative),
          [&](const Atom& atom) { return evaluate(atom, since, unbounded, true) == Truth::no; });
      if (!impossible && alternative.info->mutation() != Switch::dropped) {
        chosen = &alternative;
        break;
      }
    }
    if (!chosen) return true;
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
        own.notify = chosen->effect_count > 0 ? node : no_node;
        break;
    }
    const Step step{node, id, unbounded, true};
    for (const Effect& effect : alternatives.effects(*chosen)) {
      if (!apply(effect, step)) return false;
    }
    previous = node;
    chain.step = chosen->next;
  }
  return true;
}

bool OrderWorld::end_operation(const Explanation& explanation, const Ending& ending,
                               const Step& step) {
  OperationCell& own = cell(ending.operation);
  const Step end{own.end, ending.operation, step.now, step.alone};
  own.resolved = true;
  own.counted = ending.information.has_value();
  own.information = ending.information.value_or(0);
  std::erase(unseen_, ending.operation);
  if (ending.info->mutation() != Switch::widened) {
    for (std::uint32_t index = 0; index < ending.atom_count; ++index) {
      if (!assert_atom(explanation.atoms[ending.first_atom + index], end)) return false;
    }
  }
  for (std::uint32_t index = 0; index < ending.effect_count; ++index) {
    if (!apply(explanation.effects[ending.first_effect + index], end)) return false;
  }
  if (own.took && !own.position && step.alone) {
    // Wherever its bytes lie, they were sent by now.
    const StreamCell& cells = streams_[index_of(known_operation(ending.operation).stream)];
    if (cells.chunks.empty()) return false;
    if (!owed_before_settle(ending.operation, cells.chunk_nodes.back())) return false;
  }
  // Receives behind it may have waited for its count.
  const Stream stream = known_operation(ending.operation).stream;
  return stream == no_stream || place_takes(stream);
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
      // "Not empty" is asserted by what is taken, or left open.
      return !atom.expected || assert_empty(Fifo{atom.cell}, step);
    case Atom::Kind::finished: {
      if (!atom.expected) return true;
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
        return place_takes(Stream{atom.cell});
      }
      return order_.precedes(stream.finish, step.node);
    }
    case Atom::Kind::in_flight: {
      const StreamCell& stream = streams_[atom.cell];
      if (!atom.expected) return true;
      if (stream.chunks.empty()) return atom.amount == 0 && stream.finish != no_node;
      return order_.precedes(stream.chunk_nodes.back(), step.node);
    }
    default:
      return true;
  }
}

bool OrderWorld::apply(const Effect& effect, const Step& step) {
  switch (effect.kind) {
    case Effect::Kind::mark:
      return mark(Instant{effect.cell}, step.node);
    case Effect::Kind::write:
      return write(Register{effect.cell}, {step.node, no_operation, false, effect.amount});
    case Effect::Kind::write_status:
      return write(Register{effect.cell}, {step.node, step.operation, false, 0});
    case Effect::Kind::write_information:
      return write(Register{effect.cell}, {step.node, step.operation, true, 0});
    case Effect::Kind::push:
      return push(Fifo{effect.cell}, Item{effect.item}, step.node);
    case Effect::Kind::remove:
      return true;  // its entry leaves at the operation's end
    case Effect::Kind::append:
      return append(Stream{effect.cell}, step);
    case Effect::Kind::finish:
      if (streams_[effect.cell].finish == no_node) {
        stream_cell(effect.cell).finish = step.node;
      }
      return true;
    case Effect::Kind::take:
      return take(Stream{effect.cell}, step.operation, step);
    case Effect::Kind::end: {
      OperationCell& own = cell(step.operation);
      own.status = static_cast<Status>(effect.amount);
      own.resolved = true;
      if (!succeeded(own.status)) {
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

bool OrderWorld::commit(const Explanation& explanation, Position since, Position now, bool alone,
                        Decisions& decisions) {
  const Step context{no_node, no_operation, now, alone, &decisions};
  for (const Ending& ending : explanation.endings) {
    // What was seen had ended before.
    if (!order_.before(cell(ending.operation).end, now)) return false;
    if (!end_operation(explanation, ending, context)) return false;
  }
  if (explanation.information && explanation.chain.operation != no_operation) {
    cell(explanation.chain.operation).information = *explanation.information;
    cell(explanation.chain.operation).counted = true;
    cell(explanation.chain.operation).position = explanation.position;
  }
  for (const auto& [id, information] : explanation.counts) {
    if (!count(id, information)) return false;
  }
  const OperationId started = explanation.chain.operation;
  std::erase(unjudged_, started);
  Node previous = no_node;
  for (const PathStep& path : explanation.steps) {
    if (path.atom_count == 0 && path.effect_count == 0) continue;
    Node node = no_node;
    if (path.item != no_item) {
      for (std::uint32_t index = 0; index < path.effect_count; ++index) {
        const Effect& effect = explanation.effects[path.first_effect + index];
        if (effect.kind != Effect::Kind::pop) continue;
        if (const Entry* entry = find(Fifo{effect.cell}, path.item)) node = entry->out;
      }
    }
    if (node == no_node) {
      node = order_.add(since, now);
    } else if (!order_.after(node, since) || !order_.before(node, now)) {
      return false;
    }
    if (previous != no_node && !order_.precedes(previous, node)) return false;
    previous = node;
    const Step step{node, explanation.chain.operation, now, alone, &decisions};
    if (path.weak && !assert_either(explanation, path, step)) return false;
    for (std::uint32_t index = 0; index < path.atom_count && !path.weak; ++index) {
      if (!assert_atom(explanation.atoms[path.first_atom + index], step)) return false;
    }
    for (std::uint32_t index = 0; index < path.effect_count; ++index) {
      const Effect& effect = explanation.effects[path.first_effect + index];
      const bool loads =
          effect.kind == Effect::Kind::load_status || effect.kind == Effect::Kind::load_information;
      const bool good = loads ? assert_read(Register{effect.cell}, path.loaded, step)
                        : effect.kind == Effect::Kind::pop ? pop(Fifo{effect.cell}, path.item, step)
                                                           : apply(effect, step);
      if (!good) return false;
    }
  }
  // Receives of others may have waited to hear what this one took.
  const Stream stream = started == no_operation ? no_stream : known_operation(started).stream;
  if (stream != no_stream && !place_takes(stream)) return false;
  return !alone || unseen_.size() > unseen_most || ends_are_possible(now);
}

// Operations that have ended, as others show, must have a way to have ended.
bool OrderWorld::ends_are_possible(Position now) const {
  return std::ranges::all_of(unseen_, [&](OperationId id) {
    if (order_.high(cell(id).end) > now) return true;
    Explanation ways;
    return endings(id, {}, std::nullopt, now, true, ways) > 0;
  });
}

bool OrderWorld::exit_thread(Instant exited, Position now) {
  return mark(exited, order_.add(now, now + 1));
}

bool OrderWorld::observe(Register register_cell, const Predicate& predicate, Position since,
                         Position now, bool alone, Decisions& decisions) {
  const Node node = order_.add(since, now);
  return assert_read(register_cell, predicate, {node, no_operation, now, alone, &decisions});
}

// Several alternatives do the same: one of them must hold. Where two remain, each with one open
// question about an instant, that is a clause; otherwise it is left open.
bool OrderWorld::assert_either(const Explanation& explanation, const PathStep& path,
                               const Step& step) {
  if (path.widened) return true;
  struct Literal {
    Node first;
    Node second;
  };
  std::vector<Literal> literals;
  for (const auto& [first, count] : path.rivals) {
    std::uint32_t open = 0;
    bool possible = true;
    bool expressible = true;
    Literal literal{no_node, no_node};
    for (std::uint32_t index = 0; index < count; ++index) {
      const Atom& atom = explanation.atoms[first + index];
      const Truth truth = evaluate(atom, order_.low(step.node), order_.high(step.node), step.alone);
      if (truth == Truth::no) possible = false;
      if (truth != Truth::open) continue;
      ++open;
      const Node node = atom.kind == Atom::Kind::happened ? instants_[atom.cell].node : no_node;
      if (node == no_node) expressible = false;
      literal = atom.expected ? Literal{node, step.node} : Literal{step.node, node};
    }
    if (!possible) continue;
    if (open != 1 || !expressible) return true;
    literals.push_back(literal);
  }
  if (literals.size() == 1) return order_.precedes(literals[0].first, literals[0].second);
  if (literals.size() != 2) return !literals.empty();
  return order_.either(literals[0].first, literals[0].second, literals[1].first,
                       literals[1].second);
}

// Receives at the begin of the stream that nothing can change any more, and the sends they emptied. Some of
// these are kept: what a program reads of its buffers later is still compared.
void OrderWorld::forget(StreamCell& cells, Position horizon) {
  if (cells.takes.size() < rows_before_tidying) return;
  std::size_t settled = 0;
  while (settled < cells.takes.size()) {
    const OperationCell& own = cell(cells.takes[settled]);
    const bool next = own.position && *own.position == cells.base && own.information > 0;
    if (!next || order_.high(own.end) > horizon) break;
    cells.base += own.information;
    ++settled;
  }
  cells.takes.erase(cells.takes.begin(), cells.takes.begin() + static_cast<std::ptrdiff_t>(settled));
  std::size_t emptied = 0;
  while (emptied < cells.chunks.size() && cells.chunks[emptied].end <= cells.base) ++emptied;
  if (emptied < 2 * chunks_kept) return;
  const auto gone = static_cast<std::ptrdiff_t>(emptied - chunks_kept);
  cells.chunks.erase(cells.chunks.begin(), cells.chunks.begin() + gone);
  cells.chunk_nodes.erase(cells.chunk_nodes.begin(), cells.chunk_nodes.begin() + gone);
}

bool OrderWorld::forget(Position horizon) {
  for (FifoCell& fifo : fifos_) {
    if (fifo.entries.size() < rows_before_tidying) continue;
    for (const Entry& entry : fifo.entries) {
      const bool gone = entry.out != no_node && order_.high(entry.out) <= horizon;
      if (gone && entry.taken) fifo.frontier = entry.in;
    }
    std::erase_if(fifo.entries, [&](const Entry& entry) {
      return entry.out != no_node && order_.high(entry.out) <= horizon;
    });
    std::erase_if(fifo.found_empty, [&](Node node) { return order_.high(node) <= horizon; });
  }
  for (const std::uint32_t index : denied_) {
    InstantCell& target = instants_[index];
    if (target.denied.size() < rows_before_tidying && target.node == no_node) continue;
    std::erase_if(target.denied, [&](Node node) {
      if (order_.high(node) > horizon) return false;
      target.floor = std::max(target.floor, order_.low(node));
      return true;
    });
  }
  std::erase_if(denied_, [&](std::uint32_t index) { return instants_[index].denied.empty(); });
  for (StreamCell& cells : streams_) forget(cells, horizon);
  std::erase_if(trailing_, [&](OperationId id) {
    return cell(id).resolved && order_.high(last_node(id)) <= horizon;
  });
  for (RegisterCell& cells : registers_) {
    std::erase_if(cells.reads, [&](const Read& read) { return order_.high(read.node) <= horizon; });
    if (cells.writes.size() < rows_before_tidying) continue;
    std::vector<Write> kept;
    for (const Write& old : cells.writes) {
      const bool overwritten = std::ranges::any_of(cells.writes, [&](const Write& later) {
        return later.node != old.node && order_.high(later.node) <= horizon &&
               order_.is_before(old.node, later.node) == Truth::yes;
      });
      if (!overwritten) kept.push_back(old);
    }
    cells.writes = std::move(kept);
  }
  return true;
}

}  // namespace ioracle
