#include "oracle/guide.h"

#include <algorithm>

#include "oracle/paths.h"

namespace ioracle {
namespace {

// A call goes on by itself for at most so many steps that have no rival.
constexpr int steps_alone_most = 16;

const Effect* find_effect(std::span<const Effect> effects, Effect::Kind kind) {
  const auto found = std::ranges::find(effects, kind, &Effect::kind);
  return found == effects.end() ? nullptr : &*found;
}

}  // namespace

Guide::Guide(std::span<const Event> events, Profile profile, Names& names, const Plan& plan)
    : events_(events),
      profile_(profile),
      names_(&names),
      plan_(&plan),
      walk_(events, profile, names) {
  for (const std::vector<PlannedStep>& gap : plan.after) {
    first_step_.push_back(steps_.size());
    for (const PlannedStep& step : gap) steps_.push_back(&step);
  }
  first_step_.push_back(steps_.size());
  performed_.assign(steps_.size(), 0);
}

bool Guide::perform(const Choice& choice) {
  if (!walk_.perform(choice)) return false;
  choices_.push_back(choice);
  return true;
}

// Bytes arrive until at least `least` of the stream are there, and no more than must.
bool Guide::arrive(Stream stream, std::uint64_t least) {
  const std::uint64_t subject = index_of(stream);
  for (;;) {
    const StreamState& state = walk_.world().stream(stream);
    if (state.arrived >= least) return true;
    const auto slot = find_chain(walk_.world(), Chain::Kind::delivery, subject);
    if (!slot) return false;
    walk_.world().enabled(*slot, moves_);
    const Move* best = nullptr;
    for (const Move& move : moves_) {
      if (move.amount > 0 && state.arrived + move.amount >= least &&
          (!best || move.amount < best->amount)) {
        best = &move;
      }
    }
    if (!best || !perform(choice_of(walk_.world(), *best))) return false;
  }
}

bool Guide::arrive_end(Stream stream) {
  if (!arrive(stream, walk_.world().stream(stream).appended)) return false;
  if (walk_.world().stream(stream).finish_arrived) return true;
  const auto slot = find_chain(walk_.world(), Chain::Kind::delivery, index_of(stream));
  if (!slot) return false;
  walk_.world().enabled(*slot, moves_);
  offer(walk_.world().known(), walk_.world().chain(*slot), offered_);
  for (const Move& move : moves_) {
    const auto effects = offered_.effects(offered_[move.alternative]);
    if (find_effect(effects, Effect::Kind::arrive)) {
      return perform(choice_of(walk_.world(), move)) && walk_.world().stream(stream).finish_arrived;
    }
  }
  return false;
}

bool Guide::jump_until(const Atom& atom, const Chain& chain) {
  const Chain waiting = chain;
  while (!walk_.world().holds(atom, waiting)) {
    if (!perform({Choice::Kind::time})) return false;
  }
  return true;
}

// Makes an atom true that the plan leaves to the network or to time.
bool Guide::satisfy(const Atom& atom, const Chain& chain) {
  const Stream stream{atom.cell};
  switch (atom.kind) {
    case Atom::Kind::arrived:
      return atom.expected && arrive(stream, walk_.world().stream(stream).taken + atom.amount);
    case Atom::Kind::finished:
    case Atom::Kind::ended:
      return atom.expected && arrive_end(stream);
    case Atom::Kind::acknowledged:
      return atom.expected && arrive(stream, walk_.world().stream(stream).appended);
    case Atom::Kind::elapsed:
      return atom.expected && jump_until(atom, chain);
    case Atom::Kind::happened: {
      if (!atom.expected) return false;
      // Some step of the network marks it, or nothing does.
      const std::uint32_t count = walk_.world().chain_count();
      for (std::uint32_t slot = 0; slot < count; ++slot) {
        if (walk_.world().chain(slot).kind != Chain::Kind::delivery) continue;
        walk_.world().enabled(slot, moves_);
        offer(walk_.world().known(), walk_.world().chain(slot), offered_);
        for (const Move& move : moves_) {
          const auto effects = offered_.effects(offered_[move.alternative]);
          const bool marks = std::ranges::any_of(effects, [&](const Effect& effect) {
            return effect.kind == Effect::Kind::mark && effect.cell == atom.cell;
          });
          if (marks) return perform(choice_of(walk_.world(), move));
        }
      }
      return false;
    }
    default:
      return false;
  }
}

// Brings what the step needs of the network and of time.
bool Guide::help(const PlannedStep& planned) {
  const StepLabel& label = planned.label;
  const auto slot = find_chain(walk_.world(), label.kind, label.subject);
  if (!slot) return false;
  const Chain chain = walk_.world().chain(*slot);
  offer(walk_.world().known(), chain, offered_);
  const auto alternative = std::ranges::find_if(offered_, [&](const Alternative& one) {
    return one.info == label.info && one.variant == label.variant;
  });
  if (alternative == offered_.end()) return false;
  const auto asked = offered_.atoms(*alternative);
  const std::vector<Atom> atoms(asked.begin(), asked.end());
  for (const Atom& atom : atoms) {
    if (!walk_.world().holds(atom, chain) && !satisfy(atom, chain)) return false;
  }
  return true;
}

// For a step that takes bytes: exactly those are there that it takes.
bool Guide::is_there(const PlannedStep& planned) {
  const Stream stream = planned.label.taken_from;
  if (stream == no_stream) return true;
  const StreamState& state = walk_.world().stream(stream);
  const std::uint64_t until = state.taken + planned.taken;
  const std::uint64_t capacity = walk_.world().known().operation(planned.label.operation).capacity;
  if (!arrive(stream, until)) return false;
  const bool messages = walk_.world().known().carries_messages(stream);
  return messages || planned.taken == capacity || walk_.world().stream(stream).arrived == until;
}

// A close or a reset ends what arrives: what later receives take comes before.
void Guide::bring_before_marks(const PlannedStep& planned) {
  const auto slot = find_chain(walk_.world(), planned.label.kind, planned.label.subject);
  const Known& known = walk_.world().known();
  offer(known, walk_.world().chain(*slot), offered_);
  std::vector<Instant> marked;
  for (const Alternative& one : offered_) {
    if (one.info != planned.label.info) continue;
    for (const Effect& effect : offered_.effects(one)) {
      if (effect.kind == Effect::Kind::mark) marked.push_back(Instant{effect.cell});
    }
  }
  if (marked.empty()) return;
  const auto marks = [&](Instant instant) {
    return std::ranges::find(marked, instant) != marked.end();
  };
  for (std::uint32_t index = 0; index < known.connection_count(); ++index) {
    const Connection& connection = known.connection(index);
    for (std::uint32_t side = 0; side < 2; ++side) {
      if (!marks(connection.aborted[side]) && !marks(connection.closed[1 - side])) continue;
      bring_all_taken(connection.stream[side]);
    }
  }
}

// What the steps that are left take of the stream.
void Guide::bring_all_taken(Stream stream) {
  std::uint64_t taken = 0;
  bool ended = false;
  for (std::size_t place = 0; place < steps_.size(); ++place) {
    if (performed_[place] != 0) continue;
    const PlannedStep& step = *steps_[place];
    if (step.label.taken_from == stream) taken += step.taken;
    ended = ended || step.label.ended == stream;
  }
  if (taken > 0) arrive(stream, walk_.world().stream(stream).taken + taken);
  if (ended) arrive_end(stream);
}

bool Guide::perform_interchangeable(const PlannedStep& planned, std::uint32_t slot) {
  offer(walk_.world().known(), walk_.world().chain(slot), offered_);
  const auto wanted = std::ranges::find_if(offered_, [&](const Alternative& one) {
    return one.info == planned.label.info && one.variant == planned.label.variant;
  });
  if (wanted == offered_.end()) return false;
  walk_.world().enabled(slot, moves_);
  for (const Move& move : moves_) {
    if (move.amount == 0 && interchangeable(offered_, *wanted, offered_[move.alternative])) {
      return perform(choice_of(walk_.world(), move));
    }
  }
  return false;
}

bool Guide::perform_planned(const PlannedStep& planned) {
  const StepLabel& label = planned.label;
  const auto slot = find_chain(walk_.world(), label.kind, label.subject);
  if (!slot || walk_.world().chain(*slot).step != label.step) return false;
  const bool marks = label.kind == Chain::Kind::call || label.kind == Chain::Kind::delivery;
  if (marks && label.taken_from == no_stream) bring_before_marks(planned);
  const Choice choice{Choice::Kind::step, label.kind, label.subject, label.info, label.variant, 0};
  if (!is_there(planned)) return false;
  if (perform(choice) || perform_interchangeable(planned, *slot)) return true;
  return help(planned) && perform(choice);
}

void Guide::take_due() {
  for (; taken_due_ <= walk_.next_event() && taken_due_ + 1 < first_step_.size(); ++taken_due_) {
    for (std::size_t place = first_step_[taken_due_]; place < first_step_[taken_due_ + 1];
         ++place) {
      if (performed_[place] == 0) due_.push_back({steps_[place], place});
    }
  }
}

void Guide::perform_due() {
  take_due();
  for (bool moved = true; moved;) {
    moved = false;
    std::erase_if(due_, [&](const Due& due) {
      const bool done = performed_[due.place] != 0 || perform_planned(*due.step);
      moved = moved || done;
      if (done) performed_[due.place] = 1;
      return done;
    });
  }
}

// The steps of a call that nothing else could come instead of.
void Guide::finish_call(Name thread) {
  for (int count = 0; count < steps_alone_most; ++count) {
    const Chain* chain = walk_.world().active(thread);
    if (!chain || chain->step == MicroStep::leave || chain->step == MicroStep::running) return;
    const auto slot =
        find_chain(walk_.world(), Chain::Kind::call, subject_of(walk_.world(), *chain));
    walk_.world().enabled(*slot, moves_);
    if (moves_.size() != 1 || !perform(choice_of(walk_.world(), moves_.front()))) return;
  }
}

// Performs what is owed, the network first.
void Guide::settle() {
  const std::size_t steps_most = 1000 + 100 * static_cast<std::size_t>(walk_.world().chain_count());
  for (std::size_t count = 0; count < steps_most && !walk_.world().settled(); ++count) {
    walk_.world().enabled(moves_);
    const Move* chosen = nullptr;
    const auto better = [&](const Move& move) {
      if (!chosen) return true;
      const Chain::Kind kind = walk_.world().chain(move.chain).kind;
      const Chain::Kind other = walk_.world().chain(chosen->chain).kind;
      if (kind != other) return kind > other;
      return move.chain == chosen->chain && move.amount > chosen->amount;
    };
    for (const Move& move : moves_) {
      if (move.info->fairness() == Fairness::owed && better(move)) chosen = &move;
    }
    if (!chosen || !perform(choice_of(walk_.world(), *chosen))) return;
  }
}

bool Guide::show_next() {
  const Event& event = events_[walk_.next_event()];
  switch (event.kind) {
    case EventKind::returned:
    case EventKind::exception:
    case EventKind::enter:
      finish_call(event.thread);
      break;
    case EventKind::settle:
      settle();
      break;
    default:
      break;
  }
  const std::size_t before = choices_.size();
  if (!perform({Choice::Kind::event})) return false;
  choices_before_.push_back(before);
  return true;
}

bool Guide::run() {
  while (!walk_.at_end()) {
    perform_due();
    if (!show_next() && !search()) return false;
  }
  perform_due();
  return true;
}

}  // namespace ioracle
