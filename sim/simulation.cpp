#include "sim/simulation.h"

#include <algorithm>

namespace ioracle {

Simulation::Simulation(const Program& program, Names& names, Profile profile, std::uint64_t seed)
    : program_(&program),
      names_(&names),
      interpreter_(program, names),
      world_(profile, names),
      chooser_(seed) {
  for (const Name thread : interpreter_.threads()) {
    threads_.push_back({thread, hash_of(names.text(thread)), 0, 0, false, false, {}});
  }
  for (const MemoryDeclaration& memory : program.memory) {
    if (memory.kind == MemoryDeclaration::Kind::overlapped) {
      words_[memory.name.index] = memory.words;
    }
  }
}

Simulation::ThreadState& Simulation::state(Name thread) {
  return *std::ranges::find(threads_, thread, &ThreadState::name);
}

void Simulation::emit(Event& event) {
  event.seq = ++seq_;
  event.time_ns = time_ns_;
  (*sink_)(event);
}

std::uint64_t Simulation::key_of(const Move& move) const {
  const Chain& chain = world_.chain(move.chain);
  const std::uint64_t what = hash_of(move.info->name()) + move.variant;
  switch (chain.kind) {
    case Chain::Kind::call:
      return mix(what ^ call_keys_[world_.known().call(chain.call).event.id]);
    case Chain::Kind::operation:
      return mix(what ^ mix(call_keys_[world_.known().operation(chain.operation).call_id]));
    case Chain::Kind::delivery:
      return mix(what ^ mix(chain.connection * 2 + chain.side) ^ mix(move.amount));
  }
  return what;
}

std::uint32_t Simulation::occurrence(std::uint64_t key) {
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

bool Simulation::choose(std::vector<Candidate>& candidates) {
  if (candidates.empty()) return false;
  Candidate* best = nullptr;
  std::uint64_t best_rank = 0;
  for (Candidate& candidate : candidates) {
    const std::uint64_t rank = chooser_.rank(candidate.key, occurrence(candidate.key));
    if (!best || rank > best_rank) {
      best = &candidate;
      best_rank = rank;
    }
  }
  ++result_.steps;
  perform(*best);
  return true;
}

void Simulation::perform(Candidate& candidate) {
  std::uint32_t& times = occurrences_[candidate.key];
  switch (candidate.kind) {
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
  ++times;
}

void Simulation::issue(Name thread, const Action& action) {
  ThreadState& own = state(thread);
  Event call = action.event;
  call.kind = EventKind::call;
  call.thread = thread;
  call.id = next_id_++;
  call.last_error = own.last_error;
  call.within = own.entries.empty() ? 0 : own.entries.back();
  if (const Argument* pointer = call.find(Parameter::lpOverlapped);
      pointer && pointer->value.kind == ValueKind::name) {
    OverlappedWords& memory = words_[pointer->value.name.index];
    if (call.words.event.recorded()) {
      memory.event = call.words.event;
      memory.event_tagged = call.words.event_tagged;
    } else if (!memory.event.recorded()) {
      memory.event = Value::null();
    }
    call.words.event = memory.event;
    call.words.event_tagged = memory.event_tagged;
    if (call.words.offset) memory.offset = call.words.offset;
    if (call.words.offset_high) memory.offset_high = call.words.offset_high;
    call.words.offset = memory.offset.value_or(0);
    call.words.offset_high = memory.offset_high.value_or(0);
  }
  call_keys_.resize(next_id_, 0);
  call_keys_[call.id] = mix(own.hash + ++own.calls);
  emit(call);
  world_.set_time(time_ns_);
  world_.begin_call(call);
  if (!has_rule(world_.known(), call)) {
    result_.unsupported.emplace_back(info(call.function).name);
  }
}

// The body of a routine is over. The interpreter has gone on to the interrupted call.
void Simulation::leave_routine(Name thread) {
  ThreadState& own = state(thread);
  own.routine_over = false;
  Event event;
  event.kind = EventKind::exited;
  event.thread = thread;
  event.id = own.entries.back();
  own.entries.pop_back();
  emit(event);
  world_.exit_routine(thread);
}

void Simulation::act(Name thread) {
  if (state(thread).routine_over) return leave_routine(thread);
  const Action& action = interpreter_.next(thread);
  switch (action.kind) {
    case Action::Kind::call:
      issue(thread, action);
      return;
    case Action::Kind::observe: {
      Event event = action.event;
      event.kind = EventKind::observe;
      event.thread = thread;
      world_.show_observe(event);
      event.end_seq = seq_ + 1;
      emit(event);
      interpreter_.finished(thread, event);
      return;
    }
    case Action::Kind::barrier: {
      ThreadState& own = state(thread);
      own.at_barrier = true;
      const Name barrier = action.barrier;
      std::vector<Name> standing;
      for (const ThreadState& other : threads_) {
        if (other.at_barrier && interpreter_.next(other.name).barrier == barrier) {
          standing.push_back(other.name);
        }
      }
      if (standing.size() < action.barrier_size) return;
      for (const Name name : standing) {
        state(name).at_barrier = false;
        interpreter_.finished(name);
      }
      return;
    }
    case Action::Kind::exit_thread: {
      Event event;
      event.kind = EventKind::thread_exit;
      event.thread = thread;
      emit(event);
      world_.exit_thread(thread);
      interpreter_.thread_exited(thread);
      return;
    }
    default: {
      Event event = action.event;
      event.thread = thread;
      emit(event);
      interpreter_.finished(thread);
      return;
    }
  }
}

void Simulation::give_back(Name thread) {
  Event returned;
  world_.show_return(thread, returned);
  if (!returned.result.recorded() && returned.kind == EventKind::returned) {
    const Name handle = interpreter_.next(thread).handle;
    returned.result = handle ? Value::of(handle) : Value::integer(0);
  }
  if (returned.last_error) state(thread).last_error = *returned.last_error;
  emit(returned);
  world_.finish_call(thread, returned);
  interpreter_.finished(thread, returned);
}

void Simulation::enter(Name thread) {
  Event event;
  world_.show_enter(thread, event);
  event.id = next_id_++;
  call_keys_.resize(next_id_, 0);
  emit(event);
  state(thread).entries.push_back(event.id);
  world_.enter_routine(thread);
  interpreter_.enter_routine(thread, event);
}

void Simulation::report_blocked(Event& event) const {
  for (const ThreadState& thread : threads_) {
    if (const Chain* chain = world_.active(thread.name)) {
      event.values.push_back(Value::of(thread.name));
      event.values.push_back(
          Value::integer(static_cast<std::int64_t>(world_.known().call(chain->call).event.id)));
    }
  }
}

// Nothing moves: settle where the program asks for it, release what comes next, or let time pass.
bool Simulation::pass_time() {
  for (const ThreadState& thread : threads_) {
    if (world_.active(thread.name) || thread.at_barrier) continue;
    if (interpreter_.next(thread.name).kind != Action::Kind::settle) continue;
    Event settle;
    settle.kind = EventKind::settle;
    report_blocked(settle);
    settle.end_seq = seq_ + 1;
    emit(settle);
    interpreter_.finished(thread.name);
    return true;
  }
  if (released_ < interpreter_.unit_count()) {
    interpreter_.release(released_++);
    return true;
  }
  if (const auto deadline = world_.next_deadline_ns()) {
    time_ns_ = *deadline;
    world_.set_time(time_ns_);
    return true;
  }
  return false;
}

SimulationResult Simulation::run(const Sink& sink) {
  sink_ = &sink;
  for (const ThreadState& thread : threads_) {
    Event event;
    event.kind = EventKind::thread_start;
    event.thread = thread.name;
    emit(event);
    world_.start_thread(thread.name);
  }
  std::vector<Candidate> candidates;
  for (;;) {
    collect(candidates);
    if (choose(candidates)) continue;
    if (!pass_time()) break;
  }
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
