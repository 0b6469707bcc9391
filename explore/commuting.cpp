#include "explore/commuting.h"

#include <algorithm>

#include "explore/reach.h"

namespace ioracle::explore {
namespace {

// Calls that may tell a program of operations it has started: then it looks at their buffers.
bool delivers(Function function) {
  switch (function) {
    case Function::GetQueuedCompletionStatus:
    case Function::GetQueuedCompletionStatusEx:
    case Function::NtRemoveIoCompletion:
    case Function::NtRemoveIoCompletionEx:
    case Function::GetOverlappedResult:
    case Function::GetOverlappedResultEx:
    case Function::WSAGetOverlappedResult:
    case Function::WSPGetOverlappedResult:
      return true;
    default:
      return false;
  }
}

bool is_overlapped(const Event& call) {
  return std::ranges::any_of(call.arguments, [](const Argument& argument) {
    return (argument.parameter == Parameter::lpOverlapped ||
            argument.parameter == Parameter::IoStatusBlock) &&
           argument.value.kind == ValueKind::name;
  });
}

// The names that get their values by the return of the call.
void add_bound(const Action& action, std::vector<Name>& names) {
  if (action.as) names.push_back(action.as);
  for (const Argument& argument : action.event.arguments) {
    const ParameterInfo* const parameter =
        find_parameter(info(action.event.function), argument.parameter);
    const bool out = parameter && parameter->direction != Direction::in;
    if (out && argument.value.kind == ValueKind::name) names.push_back(argument.value.name);
  }
}

// Does the program go on alike, whichever of two calls returns first?
bool returns_commute(const Action& left, const Action& right) {
  const bool told = delivers(left.event.function) || delivers(right.event.function);
  if (told && is_overlapped(left.event) && is_overlapped(right.event)) return false;
  std::vector<Name> of_left;
  std::vector<Name> of_right;
  add_bound(left, of_left);
  add_bound(right, of_right);
  return std::ranges::none_of(of_left,
                              [&](Name name) { return std::ranges::count(of_right, name) > 0; });
}

// They look at words of OVERLAPPEDs that they do not name.
bool looks_at_all(Function function) {
  return function == Function::GetQueuedCompletionStatusEx ||
         function == Function::NtRemoveIoCompletion || function == Function::NtRemoveIoCompletionEx;
}

// May the register be the subject of nothing but this alternative? Steps of the chain itself are
// no concern.
bool writes_only(const Alternatives& alternatives, const std::vector<bool>& unread) {
  using Kind = Effect::Kind;
  if (alternatives.size() != 1) return false;
  const Alternative& only = alternatives[0];
  return alternatives.atoms(only).empty() &&
         std::ranges::all_of(alternatives.effects(only), [&](const Effect& effect) {
           switch (effect.kind) {
             case Kind::write:
             case Kind::write_status:
             case Kind::write_information:
               return effect.cell < unread.size() && unread[effect.cell];
             case Kind::found:
             case Kind::advance:
               return true;
             default:
               return false;
           }
         });
}

}  // namespace

Commuting::Commuting(const Program& program, const Names& names) : names_(&names) {
  base_.resize(names.size() + 1);
  computed_.resize(names.size() + 1, false);
  std::vector<std::pair<std::string_view, Name>> by_text;
  for (std::uint32_t index = 1; index <= names.size(); ++index) {
    by_text.emplace_back(names.text(Name{index}), Name{index});
  }
  std::ranges::sort(by_text, {}, [](const auto& entry) { return entry.first; });
  for (std::uint32_t index = 1; index <= names.size(); ++index) {
    const std::string_view text = names.text(Name{index});
    const std::string_view begin = text.substr(0, text.find('#'));
    const auto found =
        std::ranges::lower_bound(by_text, begin, {}, [](const auto& entry) { return entry.first; });
    const bool there = found != by_text.end() && found->first == begin;
    base_[index] = there ? found->second : Name{index};
    if (find_parameter(text)) computed_[index] = true;  // an argument of a routine
  }
  const auto note_outputs = [&](const auto& self, const std::vector<Step>& steps) -> void {
    for (const Step& step : steps) {
      for (const Argument& argument : step.call.arguments) {
        const ParameterInfo* const parameter =
            step.kind == Step::Kind::call
                ? find_parameter(info(step.call.function), argument.parameter)
                : nullptr;
        const bool variable = parameter && parameter->type == Type::variable;
        const bool pointer = parameter && parameter->direction != Direction::in &&
                             parameter->type == Type::overlapped;
        if ((variable || pointer) && argument.value.kind == ValueKind::name) {
          computed_[argument.value.name.index] = true;
        }
      }
      self(self, step.body);
      self(self, step.otherwise);
    }
  };
  note_outputs(note_outputs, program.steps);
  for (const RoutineDeclaration& routine : program.routines) {
    note_outputs(note_outputs, routine.body);
  }
  Seen seen;
  seen.names.resize(names.size() + 1, false);
  for (const RoutineDeclaration& routine : program.routines) see(routine.body, seen);
  // Units from behind: what is released at once is a step, or all the steps of a race.
  later_.push_back(seen);
  for (std::size_t index = program.steps.size(); index-- > 0;) {
    const Step& step = program.steps[index];
    const bool same = index + 1 < program.steps.size() && step.race != 0 &&
                      program.steps[index + 1].race == step.race;
    see(std::vector<Step>{step}, seen);
    if (same) {
      later_.back() = seen;
    } else {
      later_.push_back(seen);
    }
  }
  std::ranges::reverse(later_);
}

void Commuting::see(const Value& object, Seen& seen) const {
  if (object.kind != ValueKind::name) return;
  if (computed_[object.name.index]) seen.everything = true;
  seen.names[base_[object.name.index].index] = true;
}

// Whatever a call names it may look at, except: starting an operation only writes, CancelIoEx never
// looks at an OVERLAPPED's words, and a socket's own signal is seen by waits alone.
void Commuting::see(const Event& call, Seen& seen) const {
  if (looks_at_all(call.function)) seen.everything = true;
  if (starts_transfer(call.function) || call.function == Function::CancelIoEx) return;
  for (const Argument& argument : call.arguments) {
    const bool socket = argument.parameter == socket_parameter(call.function);
    const Argument* const waits = call.find(Parameter::fWait);
    if (!socket || (waits && !waits->value.is(0))) see(argument.value, seen);
  }
  for (const Value& handle : call.values) see(handle, seen);
  see(call.words.event, seen);
}

void Commuting::see(const std::vector<Step>& steps, Seen& seen) const {
  for (const Step& step : steps) {
    if (step.kind == Step::Kind::call) see(step.call, seen);
    if (step.kind == Step::Kind::observe) see(Value::of(step.call.object), seen);
    see(step.body, seen);
    see(step.otherwise, seen);
  }
}

Commuting::Seen Commuting::seen_by(const Simulation& simulation) const {
  Seen seen = later_[simulation.first_open_unit()];
  const Known& known = simulation.world().known();
  for (const ThreadObject& thread : known.threads()) {
    for (const std::uint32_t call : thread.calls) see(known.call(call).event, seen);
  }
  return seen;
}

bool Commuting::is_seen(Name object, const Seen& seen) const {
  return seen.everything || seen.names[base_[object.index].index];
}

void Commuting::find_unread(const Simulation& simulation, std::vector<bool>& unread) const {
  const Known& known = simulation.world().known();
  unread.assign(known.initial_registers().size(), false);
  const Seen seen = seen_by(simulation);
  if (seen.everything) return;
  for (std::uint32_t number = 1; number <= names_->size(); ++number) {
    const ObjectReference object = known.find(Name{number});
    if (object.kind == ObjectKind::none || is_seen(Name{number}, seen)) continue;
    if (const OverlappedObject* overlapped = known.overlapped(Value::of(Name{number}))) {
      unread[index_of(overlapped->internal)] = true;
      unread[index_of(overlapped->internal_high)] = true;
    } else if (const EventObject* event = known.event(Value::of(Name{number}))) {
      unread[index_of(event->state)] = true;
    } else if (const FileObject* file = known.file(Value::of(Name{number}))) {
      unread[index_of(file->signal)] = true;
    }
  }
}

bool Commuting::commutes(const Simulation& simulation, const Move& move,
                         const std::vector<bool>& unread) const {
  const ExactWorld& world = simulation.world();
  switch (world.chain(move.chain).step) {
    case MicroStep::start:
    case MicroStep::clear:
    case MicroStep::information:
    case MicroStep::status:
    case MicroStep::signal:
      break;
    default:
      return false;
  }
  thread_local Alternatives alternatives;
  offer(world.known(), world.chain(move.chain), alternatives);
  return writes_only(alternatives, unread);
}

bool Commuting::touches_own_cells(Simulation& simulation, std::uint32_t own) const {
  const ExactWorld& world = simulation.world();
  const Known& known = world.known();
  const Chain& chain = world.chain(own);
  if (chain.kind != Chain::Kind::call) return false;
  const Name thread = known.call(chain.call).event.thread;
  if (!simulation.others_begin_nothing(thread)) return false;
  thread_local Alternatives offered;
  thread_local Reach step;
  thread_local Reach others;
  step.clear();
  offer(known, chain, offered);
  add_step(known, chain, offered, step);
  for (std::uint32_t index = 0; index < world.chain_count(); ++index) {
    if (index == own) continue;
    others.clear();
    add_future(known, world.chain(index), others);
    if (conflict(known, step, others)) return false;
  }
  return true;
}

bool Commuting::leaves_alone(Simulation& simulation, Name thread) {
  if (!simulation.others_begin_nothing(thread)) return false;
  for (const Name other : simulation.interpreter().threads()) {
    if (other == thread || !simulation.world().active(other)) continue;
    if (!returns_commute(simulation.action(thread), simulation.action(other))) return false;
  }
  return true;
}

std::optional<Commuting::Part> Commuting::part(
    Simulation& simulation, std::span<const Simulation::Candidate> candidates) const {
  using Kind = Simulation::Candidate::Kind;
  if (candidates.size() < 2) return std::nullopt;
  const bool one_thread = simulation.busy_threads() == 1;
  for (std::size_t index = 0; index < candidates.size(); ++index) {
    const Simulation::Candidate& candidate = candidates[index];
    const bool alone =
        candidate.kind == Kind::release ||
        (candidate.kind == Kind::leave && leaves_alone(simulation, candidate.thread)) ||
        (candidate.kind == Kind::act && one_thread && simulation.next_is_call(candidate.thread));
    if (alone) return Part{index, 1};
  }
  std::vector<bool> unread;
  find_unread(simulation, unread);
  for (std::size_t index = 0; index < candidates.size();) {
    if (candidates[index].kind != Kind::move) break;  // moves come first
    const std::uint32_t chain = candidates[index].move.chain;
    std::size_t end = index;
    bool owed = false;
    for (; end < candidates.size() && candidates[end].kind == Kind::move &&
           candidates[end].move.chain == chain;
         ++end) {
      owed = owed || candidates[end].move.info->fairness() != Fairness::never_owed;
    }
    if (end - index < candidates.size() && owed &&
        (commutes(simulation, candidates[index].move, unread) ||
         touches_own_cells(simulation, chain))) {
      return Part{index, end - index};
    }
    index = end;
  }
  return std::nullopt;
}

void Commuting::forget_unread(Simulation& simulation) const {
  std::vector<bool> unread;
  find_unread(simulation, unread);
  for (std::size_t index = 0; index < unread.size(); ++index) {
    if (unread[index]) simulation.forget(Register{static_cast<std::uint32_t>(index)});
  }
}

}  // namespace ioracle::explore
