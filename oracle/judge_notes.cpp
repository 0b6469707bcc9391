// What a rejection rests on: the alternatives that the specification allowed, or that an
// observation speaks against, with their clauses.

#include <algorithm>

#include "oracle/describe.h"
#include "oracle/judge.h"

namespace ioracle {
namespace {

void add_clauses(const AlternativeInfo& info, std::vector<ClauseId>& clauses) {
  for (const ClauseId clause : info.cites()) {
    if (std::ranges::find(clauses, clause) == clauses.end()) clauses.push_back(clause);
  }
}

// "the operation on ov1 ended with ERROR_CONNECTION_ABORTED (1236), 0 bytes (rule ...)".
std::string describe_ending(const Known& known, const PathFinder::RejectedEnding& ending,
                            Function function) {
  const Operation& operation = known.operation(ending.operation);
  std::string text = "the operation";
  if (operation.has_overlapped) {
    text += " on ";
    text += known.names().text(known.overlapped(operation.overlapped).name);
  }
  const bool winsock = is_winsock(function);
  const std::uint32_t code = winsock ? winsock_error(ending.status) : win32_error(ending.status);
  text += succeeded(ending.status) ? " succeeded" : " failed with " + describe_error(code);
  if (ending.information) {
    text += " and " + std::to_string(*ending.information) + " bytes";
  } else {
    text += " and some bytes";
  }
  if (ending.info) text += " (rule " + std::string(ending.info->name()) + ")";
  return text;
}

}  // namespace

void Judge::note_rejected(const Event& event) {
  for (const PathFinder::Rejected& other : finder_.rejected()) {
    add_clauses(*other.info, clauses_);
    const bool returns = event.kind == EventKind::returned;
    allowed_.push_back(describe(other.info->name(), other.shows,
                                returns ? std::optional(event.function) : std::nullopt));
  }
  for (const AlternativeInfo* unmet : finder_.unmet()) add_clauses(*unmet, clauses_);
  for (const AlternativeInfo* refuted : finder_.refuted()) add_clauses(*refuted, clauses_);
  note_endings(event);
}

void Judge::note_endings(const Event& event) {
  for (const PathFinder::RejectedEnding& ending : finder_.rejected_endings()) {
    if (ending.info) add_clauses(*ending.info, clauses_);
    allowed_.push_back(describe_ending(known_, ending, event.function));
  }
}

// An explanation that contradicts the rest: what it would have meant, and how else its operations
// can have ended.
void Judge::note_failed(const Explanation& explanation, const Event& event) {
  for (const PathStep& step : explanation.steps) add_clauses(*step.info, clauses_);
  for (const Ending& ending : explanation.endings) {
    add_clauses(*ending.info, clauses_);
    finder_.note_other_endings(ending.operation, ending.info);
  }
  note_endings(event);
}

void Judge::blame(const Event& event, Position now) {
  clauses_.clear();
  allowed_.clear();
  const std::uint32_t slot = event.kind == EventKind::observe ? no_node : top(event.thread);
  if (event.kind == EventKind::observe) note_observed(event);
  const bool shows = event.kind == EventKind::returned || event.kind == EventKind::exception ||
                     event.kind == EventKind::enter;
  if (shows && slot != no_node) {
    for (OrderWorld& world : worlds_) {
      const Others& beside = others(event.thread, slot, now);
      const std::span<const Explanation> found =
          finder_.find(world, running_[slot], event, now, beside);
      note_rejected(event);
      for (const Explanation& explanation : found) note_failed(explanation, event);
    }
  }
  give_up(event);
}

// A word was written against this rule, or was not written.
void Judge::note_word(const AlternativeInfo& rule) {
  clauses_.clear();
  allowed_.clear();
  add_clauses(rule, clauses_);
}

// The latest request to a service provider whose end signals this event.
OperationId Judge::last_provided_on(Name event) const {
  const EventObject* object = known_.event(Value::of(event));
  OperationId latest = no_operation;
  for (const OverlappedObject& overlapped : known_.overlappeds()) {
    if (!object || overlapped.last == no_operation) continue;
    const Operation& operation = known_.operation(overlapped.last);
    const bool signals =
        operation.kind == OperationKind::provided && operation.event == object->state;
    if (signals && (latest == no_operation || latest < overlapped.last)) latest = overlapped.last;
  }
  return latest;
}

// An observation speaks against the steps that write what was read.
void Judge::note_observed(const Event& event) {
  clauses_.clear();
  allowed_.clear();
  const ObjectReference object = known_.find(event.object);
  OperationId id = known_.last_user(event.object);
  if (object.kind == ObjectKind::overlapped) id = known_.overlapped(object.index).last;
  const OperationId signals = id == no_operation ? last_provided_on(event.object) : no_operation;
  if (signals != no_operation) id = signals;
  if (id == no_operation) return;
  Alternatives offered;
  Chain chain;
  chain.kind = Chain::Kind::operation;
  chain.operation = id;
  const auto note = [&](MicroStep step, Effect::Kind kind) {
    chain.step = step;
    offer(known_, chain, offered);
    for (const Alternative& alternative : offered) {
      const bool does = std::ranges::any_of(
          offered.effects(alternative), [&](const Effect& effect) { return effect.kind == kind; });
      if (does) add_clauses(*alternative.info, clauses_);
    }
  };
  if (object.kind == ObjectKind::overlapped) {
    if (event.words.internal_high) note(MicroStep::information, Effect::Kind::write_information);
    if (event.words.internal) note(MicroStep::status, Effect::Kind::write_status);
    const bool provided = known_.operation(id).kind == OperationKind::provided;
    if (provided && event.words.internal) note(MicroStep::status, Effect::Kind::write);
  } else if (signals != no_operation) {
    note(MicroStep::end, Effect::Kind::end);
    note(MicroStep::signal, Effect::Kind::write);
  } else {
    note(MicroStep::end, Effect::Kind::take);
    note(MicroStep::end, Effect::Kind::move);
  }
}

// At a settle that no history shows: what would have let the blocked calls go on.
void Judge::note_owed(std::span<const Chain> blocked, Position now) {
  clauses_.clear();
  Alternatives offered;
  const auto note = [&](const Chain& chain, bool surely) {
    offer(known_, chain, offered);
    for (const Alternative& alternative : offered) {
      if (alternative.info->fairness() != Fairness::owed) continue;
      const bool possible = std::ranges::any_of(worlds_, [&](const OrderWorld& world) {
        return std::ranges::all_of(offered.atoms(alternative), [&](const Atom& atom) {
          const Truth truth = world.evaluate(atom, now, now, nobody);
          return truth == Truth::yes || (!surely && truth == Truth::open);
        });
      });
      if (possible) add_clauses(*alternative.info, clauses_);
    }
  };
  for (const Chain& chain : blocked) note(chain, false);
  // What pends though its end is owed.
  for (const OperationId id : worlds_.front().unseen()) {
    Chain chain;
    chain.kind = Chain::Kind::operation;
    chain.step = MicroStep::end;
    chain.operation = id;
    note(chain, true);
  }
  verdict_.clauses = clauses_;
}

}  // namespace ioracle
