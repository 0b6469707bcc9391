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

// Of what was allowed: whoever reads on looks for them.
void put_clauses_first(const AlternativeInfo& info, std::vector<ClauseId>& clauses) {
  const auto own = [&](ClauseId id) {
    return std::ranges::find(info.cites(), id) != info.cites().end();
  };
  add_clauses(info, clauses);
  std::stable_partition(clauses.begin(), clauses.end(), own);
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

// "GetQueuedCompletionStatus of thread t1 (event 6) goes on (rule ...)".
std::string describe_owed(const Known& known, const Chain& chain, const AlternativeInfo& info) {
  std::string text;
  if (chain.kind == Chain::Kind::operation) {
    const Operation& operation = known.operation(chain.operation);
    text = "the operation";
    if (operation.has_overlapped) {
      text += " on ";
      text += known.names().text(known.overlapped(operation.overlapped).name);
    }
    text += " ends";
  } else {
    const Event& call = known.call(chain.call).event;
    text += ioracle::info(call.function).name;
    text += " of thread ";
    text += known.names().text(call.thread);
    text += " (event " + std::to_string(call.seq) + ") goes on";
  }
  return text + " (rule " + std::string(info.name()) + ")";
}

}  // namespace

// A settle names the functions in which threads wait.
std::string Judge::observed(const Event& event) const {
  return describe(event, *names_, [&](std::uint64_t id) -> std::optional<Function> {
    for (const ThreadObject& thread : known_.threads()) {
      for (const std::uint32_t slot : thread.calls) {
        if (known_.call(slot).event.id == id) return known_.call(slot).event.function;
      }
    }
    return std::nullopt;
  });
}

void Judge::note_rejected(const Event& event) {
  for (const PathFinder::Rejected& other : finder_.rejected()) {
    put_clauses_first(*other.info, clauses_);
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
    if (ending.info) put_clauses_first(*ending.info, clauses_);
    allowed_.push_back(describe_ending(known_, ending, event.function));
  }
}

// An explanation that contradicts the rest: what it would have meant, and how else its operations
// can have ended.
void Judge::note_failed(const Explanation& explanation, const Event& event) {
  for (const PathStep& step : explanation.steps) add_clauses(*step.info, clauses_);
  // What asks more than one that failed fails too.
  for (const Explanation& other : finder_.needless()) {
    for (const PathStep& step : other.steps) add_clauses(*step.info, clauses_);
  }
  for (const Ending& ending : explanation.endings) {
    add_clauses(*ending.info, clauses_);
    finder_.note_other_endings(ending.operation, ending.info);
  }
  note_endings(event);
}

void Judge::give_up(const Event& event) {
  // A routine begins in a call that runs none.
  if (event.kind == EventKind::enter && clauses_.empty()) {
    clauses_.push_back(clause("APC.alertable"));
  }
  verdict_.clauses = clauses_;
  verdict_.allowed = allowed_;
  stop(VerdictKind::rejected, event, {});
}

void Judge::blame(const Event& event, Position now) {
  clauses_.clear();
  allowed_.clear();
  const std::uint32_t slot = event.kind == EventKind::observe ? no_node : top(event.thread);
  if (event.kind == EventKind::observe) note_observed(event, now);
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

// The latest operation whose end signals this event, or leaves it to the program.
OperationId Judge::last_signaling(Register event) const {
  OperationId latest = no_operation;
  for (const OverlappedObject& overlapped : known_.overlappeds()) {
    if (overlapped.last == no_operation) continue;
    const Operation& last = known_.operation(overlapped.last);
    const bool signals = last.event == event || last.left_event == event;
    if (signals && (latest == no_operation || latest < overlapped.last)) latest = overlapped.last;
  }
  return latest;
}

// An event was seen in the other state: by what rules it came to the one that is possible.
void Judge::note_state(const Event& seen, Register state) {
  Event other = seen;
  other.result = Value::integer(seen.result.number == 0 ? 1 : 0);
  const std::string text = describe(other, *names_);
  for (const OrderWorld& world : worlds_) {
    for (const auto& write : world.writes(state)) {
      if (write.value == static_cast<std::uint64_t>(seen.result.number)) continue;
      if (write.info) add_clauses(*write.info, clauses_);
      std::string sentence = text;
      sentence +=
          write.info ? " (rule " + std::string(write.info->name()) + ")" : " as it was made";
      if (std::ranges::find(allowed_, sentence) == allowed_.end()) allowed_.push_back(sentence);
    }
  }
}

// An observation speaks against the steps that write what was read.
void Judge::note_observed(const Event& event, Position now) {
  clauses_.clear();
  allowed_.clear();
  const ObjectReference object = known_.find(event.object);
  OperationId id = known_.last_user(event.object);
  if (object.kind == ObjectKind::overlapped) id = known_.overlapped(object.index).last;
  OperationId signals = no_operation;
  if (const EventObject* handle = known_.event(Value::of(event.object))) {
    note_state(event, handle->state);
    signals = id = last_signaling(handle->state);
  }
  if (id == no_operation) return;
  // A signal that never came is owed by the ends that can have come; one too early, by any.
  const bool missed = signals != no_operation && event.result.is(0);
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
      const bool can = !missed || may_be(offered.atoms(alternative), now, false);
      if (does && can) add_clauses(*alternative.info, clauses_);
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

// Do the atoms hold at that event in one of the histories, or (not `surely`) could they?
bool Judge::may_be(std::span<const Atom> atoms, Position now, bool surely) const {
  return std::ranges::any_of(worlds_, [&](const OrderWorld& world) {
    return std::ranges::all_of(atoms, [&](const Atom& atom) {
      const Truth truth = world.evaluate(atom, now, now, nobody);
      return truth == Truth::yes || (!surely && truth == Truth::open);
    });
  });
}

// At a settle that no history shows: what would have let the blocked calls go on.
void Judge::note_owed(std::span<const Chain> blocked, Position now) {
  clauses_.clear();
  allowed_.clear();
  Alternatives offered;
  const auto note = [&](const Chain& chain, bool surely) {
    offer(known_, chain, offered);
    for (const Alternative& alternative : offered) {
      if (alternative.info->fairness() != Fairness::owed) continue;
      if (may_be(offered.atoms(alternative), now, surely)) {
        add_clauses(*alternative.info, clauses_);
        const std::string sentence = describe_owed(known_, chain, *alternative.info);
        if (std::ranges::find(allowed_, sentence) == allowed_.end()) allowed_.push_back(sentence);
      }
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
  verdict_.allowed = allowed_;
}

}  // namespace ioracle
