// The hidden micro-steps of an exact world: which are enabled, and what they do.

#include <algorithm>

#include "model/exact_world.h"

namespace ioracle {
namespace {

// A scratch list per thread of execution: rules are asked at every step.
Alternatives& scratch() {
  thread_local Alternatives alternatives;
  return alternatives;
}

}  // namespace

bool ExactWorld::allowed(const Alternatives& alternatives, const Alternative& alternative,
                         const Chain& chain) const {
  if (alternative.info->mutation() == Switch::dropped) return false;
  if (alternative.info->mutation() == Switch::widened) return true;
  return std::ranges::all_of(alternatives.atoms(alternative),
                             [&](const Atom& atom) { return holds(atom, chain) == atom.expected; });
}

void ExactWorld::enabled(std::vector<Move>& moves) const {
  moves.clear();
  for (std::uint32_t index = 0; index < chain_count(); ++index) add_enabled(index, moves);
}

void ExactWorld::enabled(std::uint32_t chain, std::vector<Move>& moves) const {
  moves.clear();
  add_enabled(chain, moves);
}

void ExactWorld::add_enabled(std::uint32_t index, std::vector<Move>& moves) const {
  const Slot& slot = at(index);
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
  for (std::uint32_t position = 0; position < chain_count(); ++position) {
    const Slot& slot = at(position);
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
  for (std::uint32_t position = 0; position < chain_count(); ++position) {
    const Slot& slot = at(position);
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
  const std::uint32_t own = slot(move.chain);
  offer(*known_, slots_[own].chain, alternatives);
  const Alternative& alternative = alternatives[move.alternative];
  for (const Effect& effect : alternatives.effects(alternative)) {
    apply(effect, slots_[own], move);  // may move the slots: a chain of its own begins
  }
  Slot& slot = slots_[own];
  const Shows& shows = alternative.shows;
  if (shows.result != Shown::any || shows.error != Shown::any || shows.output_count > 0) {
    slot.shows = shows;
  }
  go_to(*known_, alternative.next, slot.chain);
  touch(Touched::Kind::slot, own);
  if (alternative.next == MicroStep::done) erase(position(own));
}

void ExactWorld::apply(const Effect& effect, Slot& slot, const Move& move) {
  Chain& chain = slot.chain;
  switch (effect.kind) {
    case Effect::Kind::mark:
      return happen(Instant{effect.cell});
    case Effect::Kind::write:
      registers_[effect.cell] = effect.amount;
      return touch(Touched::Kind::reg, effect.cell);
    case Effect::Kind::write_status:
      registers_[effect.cell] = static_cast<std::uint32_t>(state(chain.operation).status);
      return touch(Touched::Kind::reg, effect.cell);
    case Effect::Kind::write_information:
      registers_[effect.cell] = state(chain.operation).information;
      return touch(Touched::Kind::reg, effect.cell);
    case Effect::Kind::push:
      fifos_[effect.cell].push_back(Item{effect.item});
      return touch(Touched::Kind::fifo, effect.cell);
    case Effect::Kind::remove:
      std::erase(fifos_[effect.cell], Item{effect.item});
      return touch(Touched::Kind::fifo, effect.cell);
    case Effect::Kind::pop:
      touch(Touched::Kind::fifo, effect.cell);
      chain.item = fifos_[effect.cell].front();
      fifos_[effect.cell].erase(fifos_[effect.cell].begin());
      if (chain.operation != no_operation &&
          known_->operation(chain.operation).kind == OperationKind::accept) {
        state(chain.operation).accepted = chain.item;
      }
      return;
    case Effect::Kind::append:
      touch(Touched::Kind::stream, effect.cell);
      // A write that is named was issued before what it belongs to.
      return append(Stream{effect.cell}, std::min(OperationId{effect.item}, chain.operation));
    case Effect::Kind::finish:
      touch(Touched::Kind::stream, effect.cell);
      streams_[effect.cell].finish_sent = true;
      if (known_->is_of_pipe(Stream{effect.cell})) streams_[effect.cell].finish_arrived = true;
      return;
    case Effect::Kind::arrive: {
      touch(Touched::Kind::stream, effect.cell);
      StreamState& stream = streams_[effect.cell];
      if (stream.arrived < stream.appended) {
        stream.arrived += move.amount;
      } else {
        stream.finish_arrived = true;
      }
      return;
    }
    case Effect::Kind::take:
      touch(Touched::Kind::stream, effect.cell);
      return take(Stream{effect.cell}, chain.operation);
    case Effect::Kind::move:
      state(chain.operation).information = effect.amount;
      return;
    case Effect::Kind::end:
      state(chain.operation).status = static_cast<Status>(effect.amount);
      if (is_error(static_cast<Status>(effect.amount))) state(chain.operation).information = 0;
      return happen(known_->operation(chain.operation).ended);
    case Effect::Kind::pend: {
      happen(known_->operation(chain.operation).linked);
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
