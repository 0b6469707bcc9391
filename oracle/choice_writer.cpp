// Choices of a walk as texts.

#include <algorithm>

#include "oracle/walk.h"

namespace ioracle {

ChoiceWriter::ThreadCounts& ChoiceWriter::counts(Name thread) {
  const auto found = std::ranges::find(threads_, thread, &ThreadCounts::thread);
  if (found != threads_.end()) return *found;
  threads_.push_back({});
  threads_.back().thread = thread;
  return threads_.back();
}

std::string ChoiceWriter::event_text(const Event& event) {
  ThreadCounts& own = counts(event.thread);
  const std::string_view thread = names_->text(event.thread);
  switch (event.kind) {
    case EventKind::call:
      calls_[event.id] = {event.thread, ++own.calls};
      return choice_text("call", thread, own.calls);
    case EventKind::returned:
    case EventKind::exception:
      return choice_text("return", thread, calls_[event.id].number);
    case EventKind::enter:
      own.entered.push_back(++own.routines);
      return choice_text("enter", thread, own.routines);
    case EventKind::exited: {
      const std::uint32_t number = own.entered.empty() ? 0 : own.entered.back();
      if (!own.entered.empty()) own.entered.pop_back();
      return choice_text("exit", thread, number);
    }
    case EventKind::observe:
      return choice_text("observe", thread, ++own.observes);
    case EventKind::memory:
      return choice_text("memory", thread, ++own.memories);
    case EventKind::environment:
      return choice_text("environment", thread, ++own.environments);
    case EventKind::thread_exit:
      return choice_text("thread_exit", thread);
    case EventKind::settle:
      return choice_text("settle", std::to_string(++settles_));
    default:
      return {};
  }
}

void ChoiceWriter::note_operations(const Known& known) {
  // Who started an operation is noted before the id of that call is used again.
  for (; noted_operations_ < known.operation_count(); ++noted_operations_) {
    const auto id = OperationId{static_cast<std::uint32_t>(noted_operations_)};
    operations_.push_back(calls_[known.operation(id).call_id]);
  }
}

std::string ChoiceWriter::step_text(const Walk& walk, const Choice& choice) {
  const ExactWorld& world = walk.world();
  const Known& known = world.known();
  note_operations(known);
  const auto slot = find_chain(world, choice.chain, choice.subject);
  if (!slot) return {};
  const Chain& chain = world.chain(*slot);
  IssuedCall issued;
  if (chain.kind == Chain::Kind::call) issued = calls_[known.call(chain.call).event.id];
  if (chain.kind == Chain::Kind::operation) issued = operations_[index_of(chain.operation)];
  return move_text(known, chain, *choice.info, choice.variant, choice.amount, issued);
}

std::string ChoiceWriter::text(const Walk& walk, const Choice& choice) {
  note_operations(walk.world().known());
  std::string key;
  switch (choice.kind) {
    case Choice::Kind::event:
      if (walk.at_end() || !walk.is_choice(walk.next_event())) return {};
      key = event_text(events_[walk.next_event()]);
      break;
    case Choice::Kind::step:
      key = step_text(walk, choice);
      break;
    case Choice::Kind::time:
      key = choice_text("time", std::to_string(++jumps_));
      break;
  }
  std::string text = numbers_.text(key);
  numbers_.performed(key);
  return text;
}

}  // namespace ioracle
