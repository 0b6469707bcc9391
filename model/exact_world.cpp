#include "model/exact_world.h"

#include <algorithm>
#include <limits>

namespace ioracle {
namespace {

constexpr std::uint32_t no_slot = std::numeric_limits<std::uint32_t>::max();

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
  std::uint32_t slot = static_cast<std::uint32_t>(slots_.size());
  if (free_slots_.empty()) {
    slots_.emplace_back();
  } else {
    slot = free_slots_.back();
    free_slots_.pop_back();
  }
  const std::uint64_t order = order_of(chain);
  slots_[slot] = {chain, {}, order, ++serials_};
  places_.insert(std::ranges::upper_bound(places_, order, {}, &Place::order), {order, slot});
  touch(Touched::Kind::slot, slot);
}

void ExactWorld::erase(std::uint32_t position) {
  const std::uint32_t slot = places_[position].slot;
  slots_[slot].serial = 0;
  free_slots_.push_back(slot);
  places_.erase(places_.begin() + position);
  touch(Touched::Kind::slot, slot);
}

std::uint32_t ExactWorld::position(std::uint32_t slot) const {
  if (slots_[slot].serial == 0) return chain_count();
  const auto first = std::ranges::lower_bound(places_, slots_[slot].order, {}, &Place::order);
  return static_cast<std::uint32_t>(std::ranges::find(first, places_.end(), slot, &Place::slot) -
                                    places_.begin());
}

void ExactWorld::take_touched(std::vector<Touched>& touched) {
  notes_touched_ = true;
  touched.swap(touched_);
  touched_.clear();
}

std::uint32_t ExactWorld::active_slot(Name thread) const {
  const ObjectReference object = known_->find(thread);
  if (object.kind != ObjectKind::thread) return no_slot;
  const std::vector<std::uint32_t>& calls = known_->thread(object.index).calls;
  if (calls.empty()) return no_slot;
  Chain call;
  call.kind = Chain::Kind::call;
  call.call = calls.back();
  const auto found = std::ranges::lower_bound(places_, order_of(call), {}, &Place::order);
  return static_cast<std::uint32_t>(found - places_.begin());
}

const Chain* ExactWorld::active(Name thread) const {
  const std::uint32_t slot = active_slot(thread);
  return slot == no_slot ? nullptr : &at(slot).chain;
}

void ExactWorld::start_thread(Name thread) {
  change_known(0, [&](Known& known) { known.start_thread(thread); });
  grow();
}

void ExactWorld::exit_thread(Name thread) {
  start_thread(thread);
  happen(known_->thread(known_->find(thread).index).exited);
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
  if (happens != no_instant) happen(happens);
}

bool ExactWorld::write_word(const Event& word) {
  const WordWrite write = judge_word(*known_, word);
  if (!write.allowed) return false;
  change_known(0, [&](Known& known) { known.write_word(word); });
  if (write.cell != no_register) {
    registers_[index_of(write.cell)] = write.value;
    touch(Touched::Kind::reg, index_of(write.cell));
  }
  if (write.marks != no_instant) happen(write.marks);
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
  const std::uint32_t call = chain(index).call;
  const ConnectionNews news = news_of(chain(index), returned);
  erase(index);
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
  const std::uint32_t position = active_slot(thread);
  Chain& chain = at(position).chain;
  const OperationId operation = known_->item(chain.item).operation;
  change_known(index_of(operation), [&](Known& known) { known.deliver(operation); });
  chain.item = no_item;
  touch(Touched::Kind::slot, slot(position));
}

void ExactWorld::exit_routine(Name thread) {
  const std::uint32_t position = active_slot(thread);
  at(position).chain.step = MicroStep::drain;
  touch(Touched::Kind::slot, slot(position));
}

}  // namespace ioracle
