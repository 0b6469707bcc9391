#include "sim/enabled_moves.h"

#include <algorithm>

namespace ioracle {
namespace {

using Touched = ExactWorld::Touched;

// A chain that has not moved for so many steps watches its cells; until then asking is cheaper.
constexpr std::uint8_t rests_from = 2;

// The cell that an atom asks about. Not of `elapsed`: time is no cell.
Touched cell_of(const Atom& atom) {
  switch (atom.kind) {
    case Atom::Kind::happened:
      return {Touched::Kind::instant, atom.cell};
    case Atom::Kind::reads:
      return {Touched::Kind::reg, atom.cell};
    case Atom::Kind::head:
    case Atom::Kind::empty:
      return {Touched::Kind::fifo, atom.cell};
    default:
      return {Touched::Kind::stream, atom.cell};
  }
}

}  // namespace

std::uint32_t& EnabledMoves::head(const Touched& cell) {
  std::vector<std::uint32_t>& heads = heads_[static_cast<std::size_t>(cell.kind)];
  if (heads.size() <= cell.index) heads.resize(cell.index + 1, nothing);
  return heads[cell.index];
}

void EnabledMoves::wake(std::uint32_t slot) {
  Entry& entry = entries_[slot];
  entry.is_stale = true;
  if (entry.is_live) return;
  entry.is_live = true;
  live_.push_back(slot);
}

void EnabledMoves::stop_watching(Entry& entry) {
  for (const std::uint32_t number : entry.watches) {
    const Watch& gone = watches_[number];
    (gone.before == nothing ? head(gone.cell) : watches_[gone.before].behind) = gone.behind;
    if (gone.behind != nothing) watches_[gone.behind].before = gone.before;
    free_watches_.push_back(number);
  }
  entry.watches.clear();
  entry.is_watching = false;
}

void EnabledMoves::watch(std::uint32_t slot, const Touched& cell) {
  Entry& entry = entries_[slot];
  const bool already = std::ranges::any_of(entry.watches, [&](std::uint32_t number) {
    return watches_[number].cell.kind == cell.kind && watches_[number].cell.index == cell.index;
  });
  if (already) return;
  auto number = static_cast<std::uint32_t>(watches_.size());
  if (free_watches_.empty()) {
    watches_.emplace_back();
  } else {
    number = free_watches_.back();
    free_watches_.pop_back();
  }
  std::uint32_t& first = head(cell);
  watches_[number] = {nothing, first, slot, cell};
  if (first != nothing) watches_[first].before = number;
  first = number;
  entry.watches.push_back(number);
}

void EnabledMoves::start_watching(const ExactWorld& world, std::uint32_t slot,
                                  std::uint32_t position) {
  entries_[slot].is_watching = true;
  const MicroStep step = world.chain(position).step;
  if (step == MicroStep::leave || step == MicroStep::running) return;  // no rule is asked there
  offer(world.known(), world.chain(position), offered_);
  for (const Alternative& alternative : offered_) {
    for (const Atom& atom : offered_.atoms(alternative)) {
      if (atom.kind != Atom::Kind::elapsed) watch(slot, cell_of(atom));
    }
    for (const Effect& effect : offered_.effects(alternative)) {
      // How much may arrive at once depends on what is under way.
      if (effect.kind == Effect::Kind::arrive) {
        watch(slot, {Touched::Kind::stream, effect.cell});
      }
    }
  }
}

void EnabledMoves::take_touched(ExactWorld& world) {
  world.take_touched(touched_);
  for (const Touched& cell : touched_) {
    if (cell.kind == Touched::Kind::slot) {
      if (entries_.size() <= cell.index) entries_.resize(cell.index + 1);
      Entry& entry = entries_[cell.index];
      stop_watching(entry);
      entry.rested = 0;
      entry.serial = world.serial(cell.index);
      entry.moves.clear();
      wake(cell.index);
      continue;
    }
    const auto& heads = heads_[static_cast<std::size_t>(cell.kind)];
    if (cell.index >= heads.size()) continue;
    for (std::uint32_t number = heads[cell.index]; number != nothing;) {
      wake(watches_[number].slot);
      number = watches_[number].behind;
    }
  }
}

void EnabledMoves::forget(const ExactWorld& world) {
  for (std::uint32_t position = 0; position < world.chain_count(); ++position) {
    const bool is_call = world.chain(position).kind == Chain::Kind::call;
    if (!is_call && !all_are_forgotten_) break;  // calls come first
    const std::uint32_t slot = world.slot(position);
    if (entries_.size() <= slot) entries_.resize(slot + 1);
    Entry& entry = entries_[slot];
    stop_watching(entry);
    entry.rested = std::min(entry.rested, rests_from);
    entry.serial = world.serial(slot);
    wake(slot);
  }
  all_are_forgotten_ = calls_are_forgotten_ = false;
}

const std::vector<EnabledMoves::OfSlot>& EnabledMoves::update(ExactWorld& world) {
  take_touched(world);
  if (all_are_forgotten_ || calls_are_forgotten_) forget(world);
  enabled_.clear();
  std::size_t kept = 0;
  for (const std::uint32_t slot : live_) {
    Entry& entry = entries_[slot];
    const bool changed = entry.is_stale || !entry.is_watching;
    if (changed) {
      const std::uint32_t position = entry.serial == 0 ? nothing : world.position(slot);
      if (position == nothing || position == world.chain_count()) {
        entry.is_live = false;
        continue;
      }
      world.enabled(position, entry.moves);
      for (Move& move : entry.moves) move.chain = slot;
      if (!entry.is_watching && entry.rested++ == rests_from) {
        start_watching(world, slot, position);
      }
      entry.is_stale = false;
    }
    if (entry.is_watching && entry.moves.empty()) {
      entry.is_live = false;
      continue;
    }
    live_[kept++] = slot;
    if (!entry.moves.empty()) enabled_.push_back({slot, entry.serial, &entry.moves, changed});
  }
  live_.resize(kept);
  return enabled_;
}

}  // namespace ioracle
