#include "model/exact_world.h"

#include <algorithm>
#include <limits>

namespace ioracle {
namespace {

constexpr std::uint32_t no_slot = std::numeric_limits<std::uint32_t>::max();

// A scratch list per thread of execution: rules are asked at every step.
Alternatives& scratch() {
  thread_local Alternatives alternatives;
  return alternatives;
}

}  // namespace

template <class Change>
void ExactWorld::change_known(std::uint64_t hidden, Change change) {
  if (after_) {
    std::shared_ptr<Known>& after = (*after_)[{known_, hidden}];
    if (!after) {
      after = std::make_shared<Known>(*known_);
      change(*after);
    }
    known_ = after;
    return;
  }
  if (known_.use_count() > 1) known_ = std::make_shared<Known>(*known_);
  change(*known_);
}

void ExactWorld::grow() {
  instants_.resize(known_->instant_count(), 0);
  instants_[index_of(always_happened)] = 1;
  for (std::size_t index = registers_.size(); index < known_->initial_registers().size(); ++index) {
    registers_.push_back(known_->initial_registers()[index]);
  }
  fifos_.resize(known_->fifo_count());
  streams_.resize(known_->stream_count());
  operations_.resize(known_->operation_count());
  for (; delivered_connections_ < known_->connection_count(); ++delivered_connections_) {
    for (std::uint32_t side = 0; side < 2; ++side) {
      Chain chain;
      chain.kind = Chain::Kind::delivery;
      chain.step = MicroStep::carry;
      chain.connection = delivered_connections_;
      chain.side = side;
      new_chain(chain);
    }
  }
}

// Calls, then operations, then deliveries, each by what does not change while the chain lasts.
std::uint64_t ExactWorld::order_of(const Chain& chain) const {
  constexpr int kind_shift = 60;
  const std::uint64_t kind = static_cast<std::uint64_t>(chain.kind) << kind_shift;
  switch (chain.kind) {
    case Chain::Kind::call:
      return kind + known_->call(chain.call).event.id;
    case Chain::Kind::operation:
      return kind + index_of(chain.operation);
    case Chain::Kind::delivery:
      break;
  }
  return kind + static_cast<std::uint64_t>(chain.connection) * 2 + chain.side;
}

void ExactWorld::new_chain(const Chain& chain) {
  const std::uint64_t order = order_of(chain);
  const auto behind =
      std::ranges::find_if(chains_, [&](const Slot& slot) { return order_of(slot.chain) > order; });
  chains_.insert(behind, {chain, {}});
}

std::uint32_t ExactWorld::active_slot(Name thread) const {
  const ObjectReference object = known_->find(thread);
  if (object.kind != ObjectKind::thread) return no_slot;
  const std::vector<std::uint32_t>& calls = known_->thread(object.index).calls;
  if (calls.empty()) return no_slot;
  const auto found = std::ranges::find_if(chains_, [&](const Slot& slot) {
    return slot.chain.kind == Chain::Kind::call && slot.chain.call == calls.back();
  });
  return static_cast<std::uint32_t>(found - chains_.begin());
}

const Chain* ExactWorld::active(Name thread) const {
  const std::uint32_t slot = active_slot(thread);
  return slot == no_slot ? nullptr : &chains_[slot].chain;
}

void ExactWorld::start_thread(Name thread) {
  change_known(0, [&](Known& known) { known.start_thread(thread); });
  grow();
}

void ExactWorld::exit_thread(Name thread) {
  start_thread(thread);
  instants_[index_of(known_->thread(known_->find(thread).index).exited)] = 1;
}

void ExactWorld::begin_call(const Event& call) {
  change_known(0, [&](Known& known) { known.begin_call(call); });
  grow();
  const std::uint32_t call_slot = known_->thread(known_->find(call.thread).index).calls.back();
  Chain chain;
  chain.kind = Chain::Kind::call;
  chain.call = call_slot;
  chain.thread = known_->call(call_slot).thread;
  chain.operation = known_->call(call_slot).operation;
  chain.item = known_->call(call_slot).item;
  new_chain(chain);
}

void ExactWorld::declare(const Event& environment) {
  change_known(0, [&](Known& known) { known.declare(environment); });
  grow();
  const Instant happens = known_->declared();
  if (happens != no_instant) instants_[index_of(happens)] = 1;
}

bool ExactWorld::write_word(const Event& word) {
  const WordWrite write = judge_word(*known_, word);
  if (!write.allowed) return false;
  change_known(0, [&](Known& known) { known.write_word(word); });
  if (write.cell != no_register) registers_[index_of(write.cell)] = write.value;
  if (write.marks != no_instant) instants_[index_of(write.marks)] = 1;
  return true;
}

bool ExactWorld::can_return(Name thread) const {
  const Chain* chain = active(thread);
  return chain && chain->step == MicroStep::leave;
}

ConnectionNews ExactWorld::news_of(const Chain& chain, const Event& returned) const {
  const Call& call = known_->call(chain.call);
  ConnectionNews news;
  Item item = chain.item;
  const OperationId id = known_->shown_connection(call, returned, chain.item);
  if (id != no_operation) {
    const OperationState& shown = state(id);
    item = shown.accepted;
    const bool ended = shown.status != Status::pending;
    // Its own call shows nothing of an operation that pended.
    const bool own = call.operation == id;
    const bool pended = instants_[index_of(known_->operation(id).linked)] != 0;
    if (own ? is_shown_by_its_call(known_->operation(id), pended) : ended) news.operation = id;
    news.succeeded = ended && succeeded(shown.status);
  }
  if (item != no_item) news.connection = known_->item(item).connection;
  return news;
}

void ExactWorld::finish_call(Name thread, const Event& returned) {
  const std::uint32_t index = active_slot(thread);
  const std::uint32_t call = chains_[index].chain.call;
  const ConnectionNews news = news_of(chains_[index].chain, returned);
  chains_.erase(chains_.begin() + index);
  constexpr int operation_shift = 32;
  const std::uint64_t hidden = (index_of(news.operation) << operation_shift) + news.connection * 2 +
                               (news.succeeded ? 1 : 0);
  change_known(hidden, [&](Known& known) {
    known.end_call(call, returned, news);
    known.free_call(call);
  });
  grow();
}

bool ExactWorld::can_enter(Name thread) const {
  const Chain* chain = active(thread);
  return chain && chain->step == MicroStep::running && chain->item != no_item;
}

void ExactWorld::enter_routine(Name thread) {
  Chain& chain = chains_[active_slot(thread)].chain;
  const OperationId operation = known_->item(chain.item).operation;
  change_known(index_of(operation), [&](Known& known) { known.deliver(operation); });
  chain.item = no_item;
}

void ExactWorld::exit_routine(Name thread) {
  chains_[active_slot(thread)].chain.step = MicroStep::drain;
}

bool ExactWorld::allowed(const Alternatives& alternatives, const Alternative& alternative,
                         const Chain& chain) const {
  if (alternative.info->mutation() == Switch::dropped) return false;
  if (alternative.info->mutation() == Switch::widened) return true;
  return std::ranges::all_of(alternatives.atoms(alternative),
                             [&](const Atom& atom) { return holds(atom, chain) == atom.expected; });
}

void ExactWorld::enabled(std::vector<Move>& moves) const {
  moves.clear();
  for (std::uint32_t index = 0; index < chains_.size(); ++index) add_enabled(index, moves);
}

void ExactWorld::enabled(std::uint32_t chain, std::vector<Move>& moves) const {
  moves.clear();
  add_enabled(chain, moves);
}

void ExactWorld::add_enabled(std::uint32_t index, std::vector<Move>& moves) const {
  const Slot& slot = chains_[index];
  if (slot.chain.step == MicroStep::leave || slot.chain.step == MicroStep::running) return;
  Alternatives& alternatives = scratch();
  offer(*known_, slot.chain, alternatives);
  for (std::uint32_t number = 0; number < alternatives.size(); ++number) {
    const Alternative& alternative = alternatives[number];
    if (!allowed(alternatives, alternative, slot.chain)) continue;
    Move move{index, number, 0, alternative.info, alternative.variant};
    const auto effects = alternatives.effects(alternative);
    const auto arrives = std::ranges::find(effects, Effect::Kind::arrive, &Effect::kind);
    if (arrives == effects.end()) {
      moves.push_back(move);
      continue;
    }
    // One move for every amount that may arrive at once; the end of the stream comes alone.
    const StreamState& stream = streams_[arrives->cell];
    if (stream.arrived == stream.appended) moves.push_back(move);
    for (std::uint64_t until = stream.arrived + 1; until <= stream.appended; ++until) {
      if (!may_arrive_until(*known_, Stream{arrives->cell}, stream.chunks, until)) continue;
      move.amount = static_cast<std::uint32_t>(until - stream.arrived);
      moves.push_back(move);
    }
  }
}

bool ExactWorld::settled() const {
  if (known_->owes_words()) return false;
  Alternatives& alternatives = scratch();
  for (const Slot& slot : chains_) {
    if (slot.chain.step == MicroStep::leave) return false;
    if (slot.chain.step == MicroStep::running) {
      if (slot.chain.item != no_item) return false;  // about to enter
      continue;
    }
    offer(*known_, slot.chain, alternatives);
    for (const Alternative& alternative : alternatives) {
      if (alternative.info->fairness() == Fairness::owed &&
          allowed(alternatives, alternative, slot.chain)) {
        return false;
      }
    }
  }
  return true;
}

std::optional<std::uint64_t> ExactWorld::next_deadline_ns() const {
  std::optional<std::uint64_t> deadline;
  Alternatives& alternatives = scratch();
  for (const Slot& slot : chains_) {
    if (slot.chain.kind != Chain::Kind::call) continue;
    if (slot.chain.step == MicroStep::leave || slot.chain.step == MicroStep::running) continue;
    offer(*known_, slot.chain, alternatives);
    for (const Alternative& alternative : alternatives) {
      for (const Atom& atom : alternatives.atoms(alternative)) {
        if (atom.kind != Atom::Kind::elapsed) continue;
        const std::uint64_t due =
            known_->call(slot.chain.call).event.time_ns + atom.amount * nanoseconds_per_millisecond;
        if (due > time_ns_ && (!deadline || due < *deadline)) deadline = due;
      }
    }
  }
  return deadline;
}

void ExactWorld::perform(const Move& move) {
  Alternatives& alternatives = scratch();
  offer(*known_, chains_[move.chain].chain, alternatives);
  const Alternative& alternative = alternatives[move.alternative];
  for (const Effect& effect : alternatives.effects(alternative)) {
    apply(effect, chains_[move.chain], move);
  }
  Slot& slot = chains_[move.chain];
  const Shows& shows = alternative.shows;
  if (shows.result != Shown::any || shows.error != Shown::any || shows.output_count > 0) {
    slot.shows = shows;
  }
  go_to(*known_, alternative.next, slot.chain);
  if (alternative.next == MicroStep::done) chains_.erase(chains_.begin() + move.chain);
}

void ExactWorld::apply(const Effect& effect, Slot& slot, const Move& move) {
  Chain& chain = slot.chain;
  switch (effect.kind) {
    case Effect::Kind::mark:
      instants_[effect.cell] = 1;
      return;
    case Effect::Kind::write:
      registers_[effect.cell] = effect.amount;
      return;
    case Effect::Kind::write_status:
      registers_[effect.cell] = static_cast<std::uint32_t>(state(chain.operation).status);
      return;
    case Effect::Kind::write_information:
      registers_[effect.cell] = state(chain.operation).information;
      return;
    case Effect::Kind::push:
      fifos_[effect.cell].push_back(Item{effect.item});
      return;
    case Effect::Kind::remove:
      std::erase(fifos_[effect.cell], Item{effect.item});
      return;
    case Effect::Kind::pop:
      chain.item = fifos_[effect.cell].front();
      fifos_[effect.cell].erase(fifos_[effect.cell].begin());
      if (chain.operation != no_operation &&
          known_->operation(chain.operation).kind == OperationKind::accept) {
        state(chain.operation).accepted = chain.item;
      }
      return;
    case Effect::Kind::append:  // a write that is named was issued before what it belongs to
      return append(Stream{effect.cell}, std::min(OperationId{effect.item}, chain.operation));
    case Effect::Kind::finish:
      streams_[effect.cell].finish_sent = true;
      if (known_->is_of_pipe(Stream{effect.cell})) streams_[effect.cell].finish_arrived = true;
      return;
    case Effect::Kind::arrive: {
      StreamState& stream = streams_[effect.cell];
      if (stream.arrived < stream.appended) {
        stream.arrived += move.amount;
      } else {
        stream.finish_arrived = true;
      }
      return;
    }
    case Effect::Kind::take:
      return take(Stream{effect.cell}, chain.operation);
    case Effect::Kind::move:
      state(chain.operation).information = effect.amount;
      return;
    case Effect::Kind::end:
      state(chain.operation).status = static_cast<Status>(effect.amount);
      if (is_error(static_cast<Status>(effect.amount))) state(chain.operation).information = 0;
      instants_[index_of(known_->operation(chain.operation).ended)] = 1;
      return;
    case Effect::Kind::pend: {
      instants_[index_of(known_->operation(chain.operation).linked)] = 1;
      Chain rest;
      rest.kind = Chain::Kind::operation;
      rest.step = MicroStep::end;
      rest.operation = chain.operation;
      rest.thread = chain.thread;
      new_chain(rest);  // may move the slots: nothing of `slot` is used after it
      return;
    }
    case Effect::Kind::found:
    case Effect::Kind::advance:
      apply_to_chain(effect, chain);
      return;
    case Effect::Kind::load_status:
      chain.loaded_status = static_cast<Status>(registers_[effect.cell]);
      return;
    case Effect::Kind::load_information:
      chain.loaded_information = registers_[effect.cell];
      return;
  }
}

}  // namespace ioracle
