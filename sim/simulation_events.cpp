// What the steps of a run do: the visible events, and what the program and the world make of them.

#include <algorithm>

#include "model/influence.h"
#include "sim/simulation.h"

namespace ioracle {

void Simulation::emit(Event& event) {
  event.seq = ++seq_;
  event.time_ns = time_ns_;
  (*sink_)(event);
}

void Simulation::issue(Name thread, const Action& action) {
  ThreadState& own = state(thread);
  Event call = action.event;
  call.kind = EventKind::call;
  call.thread = thread;
  call.id = next_id_++;
  call.last_error = own.last_error;
  call.within = own.entries.empty() ? 0 : own.entries.back().id;
  if (const Argument* pointer = call.find(Parameter::lpOverlapped);
      pointer && pointer->value.kind == ValueKind::name) {
    OverlappedWords& memory = words_of(pointer->value.name);
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
  issued_.resize(next_id_);
  ++own.calls;
  issued_[call.id] = {mix(own.hash + own.calls), thread, own.calls};
  emit(call);
  world_.set_time(time_ns_);
  if (!has_rule(world_.known(), call)) {
    result_.unsupported.emplace_back(info(call.function).name);
  }
  few_change_ = few_change_ && is_of_sockets(call.function);
  world_.begin_call(call);
  forget_after(call.function, call.within);
}

// The body of a routine is over. The interpreter has gone on to the interrupted call.
void Simulation::leave_routine(Name thread) {
  ThreadState& own = state(thread);
  own.routine_over = false;
  Event event;
  event.kind = EventKind::exited;
  event.thread = thread;
  event.id = own.entries.back().id;
  own.entries.pop_back();
  emit(event);
  world_.exit_routine(thread);
  enabled_moves_.forget_all();
}

void Simulation::act(Name thread) {
  if (state(thread).routine_over) return leave_routine(thread);
  const Action& action = interpreter_.next(thread);
  ++state(thread).acted[static_cast<std::size_t>(action.kind)];
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
      enabled_moves_.forget_all();
      interpreter_.thread_exited(thread);
      return;
    }
    default: {
      Event event = action.event;
      event.thread = thread;
      emit(event);
      const bool memory = event.kind == EventKind::memory;
      if (memory || event.kind == EventKind::environment) world_.declare(event);
      enabled_moves_.forget_all();
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
  const Event& call = world_.known().call(world_.active(thread)->call).event;
  const Function function = call.function;
  const std::uint64_t within = call.within;
  world_.finish_call(thread, returned);
  forget_after(function, within);
  interpreter_.finished(thread, returned);
}

void Simulation::enter(Name thread) {
  Event event;
  world_.show_enter(thread, event);
  event.id = next_id_++;
  emit(event);
  ThreadState& own = state(thread);
  own.entries.push_back({event.id, ++own.routines_entered});
  world_.enter_routine(thread);
  enabled_moves_.forget_all();
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

void Simulation::settle(Name thread) {
  Event event;
  event.kind = EventKind::settle;
  report_blocked(event);
  event.end_seq = seq_ + 1;
  emit(event);
  ++settles_;
  interpreter_.finished(thread);
}

void Simulation::jump_to_deadline() {
  time_ns_ = *world_.next_deadline_ns();
  world_.set_time(time_ns_);
  enabled_moves_.forget_all();
  ++jumps_;
}

}  // namespace ioracle
