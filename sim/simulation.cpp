#include "sim/simulation.h"

#include <algorithm>
#include <utility>

#include "model/influence.h"

namespace ioracle {

Simulation::Simulation(const Program& program, Names& names, Profile profile, std::uint64_t seed)
    : program_(&program),
      names_(&names),
      interpreter_(program, names),
      world_(profile, names),
      chooser_(seed) {
  for (const Name thread : interpreter_.threads()) {
    threads_.push_back({thread, hash_of(names.text(thread))});
  }
  for (const MemoryDeclaration& memory : program.memory) {
    if (memory.kind == MemoryDeclaration::Kind::overlapped) {
      words_of(memory.name) = memory.words;
    }
  }
}

Simulation::Simulation(const Program& program, Names& names, Profile profile, Choices choices)
    : Simulation(program, names, profile, std::uint64_t{0}) {
  result_.choices = ChoiceCounts{choices.texts().size(), 0, 0};
  followed_ = std::move(choices);
}

OverlappedWords& Simulation::words_of(Name overlapped) {
  if (words_.size() <= overlapped.index) words_.resize(overlapped.index + 1);
  return words_[overlapped.index];
}

Simulation::ThreadState& Simulation::state(Name thread) {
  return *std::ranges::find(threads_, thread, &ThreadState::name);
}

// The call of a chain, or that started the operation of a chain. REQUIRES: not a delivery.
const Simulation::Issued& Simulation::issued(const Chain& chain) const {
  const Known& known = world_.known();
  return chain.kind == Chain::Kind::call ? issued_[known.call(chain.call).event.id]
                                         : issued_[known.operation(chain.operation).call_id];
}

std::uint64_t Simulation::key_of(const Move& move, const Chain& chain) const {
  const std::uint64_t what = move.info->name_hash() + move.variant;
  switch (chain.kind) {
    case Chain::Kind::call:
      return mix(what ^ issued(chain).key);
    case Chain::Kind::operation:
      return mix(what ^ mix(issued(chain).key));
    case Chain::Kind::delivery:
      return mix(what ^ mix(chain.connection * 2 + chain.side) ^ mix(move.amount));
  }
  return what;
}

std::uint32_t Simulation::occurrence(const Candidate& candidate) const {
  if (candidate.kind == Candidate::Kind::move) {
    const std::uint32_t slot = world_.slot(candidate.move.chain);
    if (world_.chain(candidate.move.chain).kind == Chain::Kind::delivery) {
      const auto found = deliveries_.find(candidate.key);
      return found == deliveries_.end() ? 0 : found->second;
    }
    if (slot >= slot_counts_.size() || slot_counts_[slot].serial != world_.serial(slot)) return 0;
    const std::vector<Count>& counts = slot_counts_[slot].counts;
    const auto found = std::ranges::find(counts, candidate.key, &Count::key);
    return found == counts.end() ? 0 : found->times;
  }
  if (!candidate.thread) return 0;
  const auto& own = *std::ranges::find(threads_, candidate.thread, &ThreadState::name);
  const auto found = std::ranges::find(own.counts, candidate.key, &Count::key);
  return found == own.counts.end() ? 0 : found->times;
}

// Of a move: in this slot, which it may have left by now.
void Simulation::count(const Candidate& candidate, std::uint32_t slot, std::uint32_t serial) {
  if (candidate.kind == Candidate::Kind::move) {
    if (world_.serial(slot) != serial) return;  // the chain has ended
    if (slot_counts_.size() <= slot) slot_counts_.resize(slot + 1);
    SlotCounts& own = slot_counts_[slot];
    if (own.serial != serial) {
      own.serial = serial;
      own.counts.clear();
    }
    const auto found = std::ranges::find(own.counts, candidate.key, &Count::key);
    if (found != own.counts.end()) {
      ++found->times;
    } else {
      own.counts.push_back({candidate.key, 1});
    }
  } else if (candidate.thread) {
    std::array<Count, 3>& counts = state(candidate.thread).counts;
    const auto place =
        static_cast<std::size_t>(candidate.kind) - static_cast<std::size_t>(Candidate::Kind::leave);
    if (counts[place].key != candidate.key) counts[place] = {candidate.key, 0};
    ++counts[place].times;
  }
}

std::uint64_t Simulation::rank(const Candidate& candidate) const {
  return chooser_.rank(candidate.key, occurrence(candidate));
}

bool Simulation::collect_thread(ThreadState& own, std::vector<Candidate>& candidates) {
  const Chain* active = world_.active(own.name);
  const auto add = [&](Candidate::Kind kind, std::uint64_t what) {
    candidates.push_back({kind, mix(own.hash ^ what) + own.calls, {}, own.name});
    return true;
  };
  constexpr std::uint64_t leave = hash_of("leave");
  constexpr std::uint64_t enter = hash_of("enter");
  constexpr std::uint64_t act = hash_of("act");
  if (active && active->step == MicroStep::leave) return add(Candidate::Kind::leave, leave);
  if (active && active->step == MicroStep::running && active->item != no_item) {
    return add(Candidate::Kind::enter, enter);
  }
  if (active && active->step != MicroStep::running) return true;
  if (own.at_barrier) return true;
  if (own.routine_over) return add(Candidate::Kind::act, act);
  const Action& action = interpreter_.next(own.name);
  if (action.kind == Action::Kind::routine_end) own.routine_over = true;
  if (action.kind == Action::Kind::idle) return active != nullptr;
  if (action.kind == Action::Kind::settle) return true;
  return add(Candidate::Kind::act, act);
}

void Simulation::collect_threads(std::vector<Candidate>& candidates) {
  bool all_idle = true;
  for (ThreadState& thread : threads_) {
    if (collect_thread(thread, candidates)) all_idle = false;
  }
  if (all_idle && released_ < interpreter_.unit_count()) {
    candidates.push_back({Candidate::Kind::release, mix(released_), {}, {}});
  }
}

void Simulation::collect(std::vector<Candidate>& candidates) {
  candidates.clear();
  thread_local std::vector<Move> moves;
  world_.enabled(moves);
  for (const Move& move : moves) {
    candidates.push_back({Candidate::Kind::move, key_of(move, world_.chain(move.chain)), move, {}});
  }
  collect_threads(candidates);
}

bool Simulation::moves_what_is_owed(std::span<const Candidate> candidates) {
  return !std::ranges::all_of(candidates, [](const Candidate& candidate) {
    return candidate.kind == Candidate::Kind::move &&
           candidate.move.info->fairness() == Fairness::never_owed;
  });
}

// What goes on where nothing else moves, the first of them first: settle where the program asks for
// it, release what comes next, or let time pass.
void Simulation::collect_quiet(std::vector<Candidate>& candidates) {
  using Kind = Candidate::Kind;
  const bool blocked = !moves_what_is_owed(candidates);
  const auto settling = std::ranges::find_if(threads_, [&](const ThreadState& thread) {
    return !world_.active(thread.name) && !thread.at_barrier && !thread.routine_over &&
           interpreter_.next(thread.name).kind == Action::Kind::settle;
  });
  if (settling != threads_.end()) {
    if (world_.settled()) candidates.push_back({Kind::settle, 0, {}, settling->name});
  } else if (blocked && released_ < interpreter_.unit_count()) {
    candidates.push_back({Kind::overtake, 0, {}, {}});
  }
  if (world_.next_deadline_ns()) candidates.push_back({Kind::time, 0, {}, {}});
}

// REQUIRES: there are candidates.
const Simulation::Candidate& Simulation::best_ranked(std::span<const Candidate> candidates) const {
  const Candidate* best = &candidates.front();
  std::uint64_t best_rank = rank(*best);
  for (const Candidate& candidate : candidates.subspan(1)) {
    const std::uint64_t other = rank(candidate);
    if (other <= best_rank) continue;
    best = &candidate;
    best_rank = other;
  }
  return *best;
}

void Simulation::rank_slot(const EnabledMoves::OfSlot& enabled) {
  if (ranked_.size() <= enabled.slot) ranked_.resize(enabled.slot + 1);
  Ranked& best = ranked_[enabled.slot];
  const std::uint32_t position = world_.position(enabled.slot);
  bool first = true;
  for (const Move& of_slot : *enabled.moves) {
    Candidate candidate{
        Candidate::Kind::move, key_of(of_slot, world_.chain(position)), of_slot, {}};
    candidate.move.chain = position;
    const std::uint64_t other = rank(candidate);
    if (!first && other <= best.rank) continue;
    candidate.move.chain = enabled.slot;
    best = {candidate, other};
    first = false;
  }
}

// As choose(), by what is remembered from the step before. False: nothing will ever move again.
bool Simulation::choose_remembering(std::vector<Candidate>& candidates) {
  const std::vector<EnabledMoves::OfSlot>& enabled = enabled_moves_.update(world_);
  for (const EnabledMoves::OfSlot& of_slot : enabled) {
    if (of_slot.changed) rank_slot(of_slot);
  }
  const Ranked* best = nullptr;
  for (const EnabledMoves::OfSlot& of_slot : enabled) {
    const Ranked& own = ranked_[of_slot.slot];
    if (!best || own.rank > best->rank) best = &own;
  }
  candidates.clear();
  collect_threads(candidates);
  if (!candidates.empty()) {
    const Candidate& own = best_ranked(candidates);
    if (!best || rank(own) > best->rank) {
      perform(own);
      return true;
    }
  }
  if (best) {
    Candidate chosen = best->candidate;
    chosen.move.chain = world_.position(chosen.move.chain);
    perform(chosen);
    return true;
  }
  return choose(candidates);
}

// False: nothing will ever move again.
bool Simulation::choose(std::vector<Candidate>& candidates) {
  if (candidates.empty()) {
    collect_quiet(candidates);
    if (candidates.empty()) return false;
    perform(candidates.front());
  } else {
    perform(best_ranked(candidates));
  }
  return true;
}

void Simulation::perform(const Candidate& candidate) {
  if (recorded_ || followed_) note_performed(candidate);
  std::uint32_t slot = 0;
  std::uint32_t serial = 0;
  switch (candidate.kind) {
    case Candidate::Kind::settle:
      return settle(candidate.thread);
    case Candidate::Kind::overtake:
      overtaken_ = true;
      return interpreter_.release(released_++);
    case Candidate::Kind::time:
      return jump_to_deadline();
    case Candidate::Kind::move:
      if (watch_) watch_(*candidate.move.info);
      slot = world_.slot(candidate.move.chain);
      serial = world_.serial(slot);
      if (world_.chain(candidate.move.chain).kind == Chain::Kind::delivery) {
        serial = 0;  // counted by its key
        if (!stepped_) ++deliveries_[candidate.key];
      }
      world_.perform(candidate.move);
      break;
    case Candidate::Kind::leave:
      give_back(candidate.thread);
      break;
    case Candidate::Kind::enter:
      enter(candidate.thread);
      break;
    case Candidate::Kind::act:
      act(candidate.thread);
      break;
    case Candidate::Kind::release:
      interpreter_.release(released_++);
      break;
  }
  ++result_.steps;
  if (!stepped_) count(candidate, slot, serial);
}

void Simulation::start(const Sink& sink) {
  sink_ = &sink;
  stepped_ = true;
  begin();
}

void Simulation::begin() {
  for (const ThreadState& thread : threads_) {
    Event event;
    event.kind = EventKind::thread_start;
    event.thread = thread.name;
    emit(event);
    world_.start_thread(thread.name);
  }
  enabled_moves_.forget_all();
}

void Simulation::forget_after(Function function, std::uint64_t within) {
  if (stepped_ || !remembers_) return;
  const bool few = few_change_ && within == 0 && changes_little(function) &&
                   world_.known().structure() == structure_;
  structure_ = world_.known().structure();
  if (few) {
    enabled_moves_.forget_calls();
  } else {
    enabled_moves_.forget_all();
  }
}

void Simulation::candidates(std::vector<Candidate>& candidates) {
  collect(candidates);
  const std::size_t moving = candidates.size();
  if (moves_what_is_owed(candidates)) return;
  collect_quiet(candidates);
  if (candidates.size() > moving) candidates.resize(moving + 1);
}

std::uint32_t Simulation::busy_threads() {
  return static_cast<std::uint32_t>(std::ranges::count_if(threads_, [&](const ThreadState& own) {
    return world_.active(own.name) || own.at_barrier || own.routine_over ||
           interpreter_.next(own.name).kind != Action::Kind::idle;
  }));
}

bool Simulation::others_begin_nothing(Name thread) {
  return !overtaken_ && std::ranges::all_of(threads_, [&](const ThreadState& own) {
    if (own.name == thread) return true;
    if (own.at_barrier || own.routine_over) return false;
    if (world_.active(own.name)) return interpreter_.at_last_action(own.name);
    return interpreter_.next(own.name).kind == Action::Kind::idle;
  });
}

bool Simulation::next_is_call(Name thread) {
  return !state(thread).routine_over && interpreter_.next(thread).kind == Action::Kind::call;
}

void Simulation::append_key(std::string& out) const {
  out += static_cast<char>(released_ % 128);
  for (const ThreadState& own : threads_) {
    out += static_cast<char>((own.at_barrier ? 1 : 0) + (own.routine_over ? 2 : 0));
  }
}

SimulationResult Simulation::run(const Sink& sink) {
  sink_ = &sink;
  begin();
  std::vector<Candidate> candidates;
  for (;;) {
    if (remembers_ && !followed_) {
      if (!choose_remembering(candidates)) break;
      continue;
    }
    collect(candidates);
    if (!(followed_ ? follow(candidates) : choose(candidates))) break;
  }
  return finish();
}

SimulationResult Simulation::finish() {
  Event last;
  report_blocked(last);
  result_.hang = !last.values.empty();
  last.kind = EventKind::settle;
  last.end_seq = seq_ + 1;
  emit(last);
  if (result_.hang) {
    last.kind = EventKind::hang;
    last.end_seq = 0;
    emit(last);
  }
  last.clear();
  emit(last);
  return result_;
}

}  // namespace ioracle
