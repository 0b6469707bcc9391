#include "sim/simulation.h"

#include <algorithm>
#include <utility>

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
      words_[memory.name.index] = memory.words;
    }
  }
}

Simulation::Simulation(const Program& program, Names& names, Profile profile, Choices choices)
    : Simulation(program, names, profile, std::uint64_t{0}) {
  result_.choices = ChoiceCounts{choices.texts().size(), 0, 0};
  followed_ = std::move(choices);
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

std::uint64_t Simulation::key_of(const Move& move) const {
  const Chain& chain = world_.chain(move.chain);
  const std::uint64_t what = hash_of(move.info->name()) + move.variant;
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

std::uint32_t Simulation::occurrence(std::uint64_t key) const {
  const auto found = occurrences_.find(key);
  return found == occurrences_.end() ? 0 : found->second;
}

void Simulation::collect_thread(Name thread, std::vector<Candidate>& candidates) {
  const ThreadState& own = state(thread);
  const Chain* active = world_.active(thread);
  const auto add = [&](Candidate::Kind kind, std::string_view what) {
    candidates.push_back({kind, mix(own.hash ^ hash_of(what)) + own.calls, {}, thread});
  };
  if (active && active->step == MicroStep::leave) return add(Candidate::Kind::leave, "leave");
  if (world_.can_enter(thread)) return add(Candidate::Kind::enter, "enter");
  if (active && active->step != MicroStep::running) return;
  if (own.at_barrier) return;
  if (own.routine_over) return add(Candidate::Kind::act, "act");
  const Action& action = interpreter_.next(thread);
  if (action.kind == Action::Kind::routine_end) state(thread).routine_over = true;
  if (action.kind == Action::Kind::idle || action.kind == Action::Kind::settle) return;
  add(Candidate::Kind::act, "act");
}

void Simulation::collect(std::vector<Candidate>& candidates) {
  candidates.clear();
  world_.enabled(moves_);
  for (const Move& move : moves_) {
    candidates.push_back({Candidate::Kind::move, key_of(move), move, {}});
  }
  bool all_idle = true;
  for (const ThreadState& thread : threads_) {
    collect_thread(thread.name, candidates);
    all_idle = all_idle && !world_.active(thread.name) &&
               interpreter_.next(thread.name).kind == Action::Kind::idle;
  }
  if (all_idle && released_ < interpreter_.unit_count()) {
    candidates.push_back({Candidate::Kind::release, mix(released_), {}, {}});
  }
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
  const auto rank = [this](const Candidate& candidate) {
    return chooser_.rank(candidate.key, occurrence(candidate.key));
  };
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
  if (!stepped_) ++occurrences_[candidate.key];
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
