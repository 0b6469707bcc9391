#include "program/interpreter.h"

#include <algorithm>

#include "program/evaluate.h"

namespace ioracle {
namespace {

void add_thread(std::vector<Name>& threads, Name thread) {
  if (thread && std::ranges::count(threads, thread) == 0) threads.push_back(thread);
}

// The threads that name a barrier anywhere in the program.
void barrier_threads(const std::vector<Step>& steps, Name barrier, std::vector<Name>& threads) {
  for (const Step& step : steps) {
    if (step.kind == Step::Kind::barrier && step.barrier == barrier) {
      add_thread(threads, step.thread);
    }
    barrier_threads(step.body, barrier, threads);
    barrier_threads(step.otherwise, barrier, threads);
  }
}

void made_handles(const std::vector<Step>& steps, std::vector<Name>& names) {
  for (const Step& step : steps) {
    if (step.kind == Step::Kind::call && makes_handle(info(step.call.function))) {
      names.push_back(step.as);
    }
    made_handles(step.body, names);
    made_handles(step.otherwise, names);
  }
}

void append(std::string& out, std::uint64_t number) {
  out += std::to_string(number);
  out += ' ';
}

void append(std::string& out, const Bindings& bindings) {
  for (const Binding& binding : bindings.all()) {
    append(out, binding.name.index);
    append(out, static_cast<std::uint64_t>(binding.value.kind));
    append(out, binding.value.name.index);
    append(out, static_cast<std::uint64_t>(binding.value.number));
    append(out, binding.last_error);
    append(out, static_cast<std::uint64_t>(binding.outcome));
  }
  out += ';';
}

}  // namespace

Interpreter::Interpreter(const Program& program, Names& names)
    : program_(&program), names_(&names) {
  const auto layout = std::make_shared<Layout>();
  add_thread(layout->threads, names.intern("main"));
  for (const ThreadDeclaration& declared : program.threads) {
    add_thread(layout->threads, declared.name);
  }
  std::uint32_t race = 0;
  for (const Step& step : program.steps) {
    if (step.race == 0 || step.race != race) layout->units.emplace_back();
    race = step.race;
    layout->units.back().steps.push_back(&step);
    add_thread(layout->units.back().threads, step.thread);
    add_thread(layout->threads, step.thread);
  }
  made_handles(program.steps, layout->made_handles);
  for (const RoutineDeclaration& routine : program.routines) {
    made_handles(routine.body, layout->made_handles);
  }
  std::ranges::sort(layout->made_handles);
  layout_ = layout;
  threads_.resize(layout->threads.size());
  for (Thread& each : threads_) each.invocations.emplace_back();
}

Interpreter::Thread* Interpreter::find_thread(Name name) {
  const auto found = std::ranges::find(layout_->threads, name);
  if (found == layout_->threads.end()) return nullptr;
  return &threads_[static_cast<std::size_t>(found - layout_->threads.begin())];
}

void Interpreter::release(std::size_t unit) {
  for (const Step* const step : layout_->units[unit].steps) {
    find_thread(step->thread)->queue.push_back(step);
  }
}

const Step* Interpreter::advance(Thread& thread, Invocation& invocation) {
  for (;;) {
    if (invocation.frames.empty()) {
      if (invocation.routine || thread.position == thread.queue.size()) return nullptr;
      return thread.queue[thread.position++];
    }
    Frame& frame = invocation.frames.back();
    if (frame.index < frame.steps->size()) return &(*frame.steps)[frame.index++];
    const Step* const loop = frame.loop;
    if (loop != nullptr && ++frame.passes < loop->max &&
        ioracle::evaluate(loop->condition, bindings_, &invocation.locals) == 0) {
      frame.index = 0;
    } else {
      invocation.frames.pop_back();
    }
  }
}

const Action& Interpreter::next(Name name) {
  static const Action idle;
  Thread* const found = find_thread(name);
  if (found == nullptr || found->exited) return idle;
  Invocation& invocation = found->invocations.back();
  if (invocation.outstanding) return invocation.action;
  if (!invocation.observations.empty()) {
    invocation.action = std::move(invocation.observations.front());
    invocation.observations.erase(invocation.observations.begin());
    invocation.action.event.thread = name;
    invocation.outstanding = true;
    return invocation.action;
  }
  for (;;) {
    const Step* const step = advance(*found, invocation);
    if (step == nullptr) {
      if (!invocation.routine) return idle;
      found->last_of_routine = {};
      found->last_of_routine.kind = Action::Kind::routine_end;
      found->invocations.pop_back();
      return found->last_of_routine;
    }
    switch (step->kind) {
      case Step::Kind::branch: {
        const bool holds = ioracle::evaluate(step->condition, bindings_, &invocation.locals) != 0;
        invocation.frames.push_back({holds ? &step->body : &step->otherwise, nullptr, 0, 0});
        continue;
      }
      case Step::Kind::repeat:
        invocation.frames.push_back({&step->body, step, 0, 0});
        continue;
      default:
        prepare(name, invocation, *step);
        return invocation.action;
    }
  }
}

void Interpreter::prepare(Name thread, Invocation& invocation, const Step& step) {
  Action& action = invocation.action;
  action = {};
  action.line = step.line;
  action.busy = step.busy;
  action.event = step.call;
  invocation.outstanding = true;
  switch (step.kind) {
    case Step::Kind::call:
      prepare_call(invocation, step);
      break;
    case Step::Kind::observe:
    case Step::Kind::memory:
    case Step::Kind::environment: {
      action.kind = step.kind == Step::Kind::observe  ? Action::Kind::observe
                    : step.kind == Step::Kind::memory ? Action::Kind::memory
                                                      : Action::Kind::environment;
      const bool handle = step.kind == Step::Kind::environment || action.event.action == "handle";
      if (action.event.object && handle) {
        const Value object = resolve(invocation, Value::of(action.event.object));
        if (object.kind == ValueKind::name) action.event.object = object.name;
      }
      break;
    }
    case Step::Kind::barrier: {
      action.kind = Action::Kind::barrier;
      action.barrier = step.barrier;
      std::vector<Name> threads;
      barrier_threads(program_->steps, step.barrier, threads);
      action.barrier_size = static_cast<std::uint32_t>(threads.size());
      break;
    }
    case Step::Kind::settle:
      action.kind = Action::Kind::settle;
      break;
    default:
      action.kind = Action::Kind::exit_thread;
      break;
  }
  action.event.thread = thread;
}

void Interpreter::finished(Name name) {
  Thread* const found = find_thread(name);
  if (found == nullptr) return;
  Invocation& invocation = found->invocations.back();
  invocation.outstanding = false;
  if (invocation.action.kind == Action::Kind::exit_thread) thread_exited(name);
}

void Interpreter::thread_exited(Name name) {
  Thread* const found = find_thread(name);
  if (found == nullptr) return;
  found->exited = true;
  found->invocations.resize(1);
  found->invocations[0] = {};
}

bool Interpreter::has_exited(Name name) const {
  const auto found = std::ranges::find(layout_->threads, name);
  return found != layout_->threads.end() &&
         threads_[static_cast<std::size_t>(found - layout_->threads.begin())].exited;
}

bool Interpreter::at_last_action(Name name) const {
  const auto found = std::ranges::find(layout_->threads, name);
  if (found == layout_->threads.end()) return true;
  const Thread& thread = threads_[static_cast<std::size_t>(found - layout_->threads.begin())];
  return thread.position == thread.queue.size() && thread.invocations.size() == 1 &&
         thread.invocations[0].frames.empty() && thread.invocations[0].observations.empty();
}

std::int64_t Interpreter::evaluate(const Expression& expression) const {
  return ioracle::evaluate(expression, bindings_);
}

void Interpreter::append_key(std::string& out) const {
  for (const Thread& each : threads_) {
    append(out, each.exited ? 1 : 0);
    append(out, each.position);
    append(out, each.queue.size());
    for (const Invocation& invocation : each.invocations) {
      append(out, invocation.outstanding ? 1 : 0);
      append(out, invocation.observations.size());
      for (const Frame& frame : invocation.frames) {
        append(out, frame.index);
        append(out, frame.passes);
        // Which branch was taken is told by the list that is performed.
        append(out, frame.steps->empty() ? 0 : (*frame.steps)[0].line);
        append(out, frame.steps->size());
      }
      if (invocation.outstanding) append(out, invocation.action.line);
      append(out, invocation.locals);
    }
    out += '|';
  }
  append(out, bindings_);
  for (const Posted& posted : posted_) {
    append(out, posted.overlapped.index);
    for (const Name place : posted.places) append(out, place.index);
    for (const BufferValue& buffer : posted.buffers) {
      append(out, buffer.memory.index);
      append(out, buffer.offset);
      append(out, buffer.length);
    }
  }
  out += ';';
  for (const auto& [name, uses] : handle_uses_) {
    append(out, name.index);
    append(out, uses);
  }
}

}  // namespace ioracle
