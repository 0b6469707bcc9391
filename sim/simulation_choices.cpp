// Choices as texts: what a candidate is called, and how a run follows a list.

#include <algorithm>
#include <string_view>

#include "sim/simulation.h"

namespace ioracle {
namespace {

// What the program does, by Action::Kind. The end of a routine's body is told by its number.
constexpr std::string_view words[] = {"idle",   "call",    "observe",     "memory", "environment",
                                      "settle", "barrier", "thread_exit", "exit"};
static_assert(std::size(words) == static_cast<std::size_t>(Action::Kind::routine_end) + 1);

}  // namespace

std::string Simulation::move_text(const Move& move) const {
  const Chain& chain = world_.chain(move.chain);
  IssuedCall call;
  if (chain.kind != Chain::Kind::delivery) {
    call = {issued(chain).thread, issued(chain).number};
  }
  return ioracle::move_text(world_.known(), chain, *move.info, move.variant, move.amount, call);
}

std::string Simulation::act_text(const ThreadState& own) {
  const std::string_view thread = names_->text(own.name);
  const auto word = [](Action::Kind kind) { return words[static_cast<std::size_t>(kind)]; };
  if (own.routine_over) {
    return choice_text(word(Action::Kind::routine_end), thread, own.entries.back().number);
  }
  const Action::Kind kind = interpreter_.next(own.name).kind;
  if (kind == Action::Kind::exit_thread) return choice_text(word(kind), thread);
  return choice_text(word(kind), thread, own.acted[static_cast<std::size_t>(kind)] + 1);
}

// Tells the candidates that are enabled at one moment apart.
std::string Simulation::key_text(const Candidate& candidate) {
  const std::string_view thread = candidate.thread ? names_->text(candidate.thread) : "";
  switch (candidate.kind) {
    case Candidate::Kind::move:
      return move_text(candidate.move);
    case Candidate::Kind::leave:
      return choice_text("return", thread, issued(*world_.active(candidate.thread)).number);
    case Candidate::Kind::enter:
      return choice_text("enter", thread, state(candidate.thread).routines_entered + 1);
    case Candidate::Kind::act:
      return act_text(state(candidate.thread));
    case Candidate::Kind::release:
    case Candidate::Kind::overtake:
      return choice_text("release", std::to_string(released_ + 1));
    case Candidate::Kind::settle:
      return choice_text("settle", std::to_string(settles_ + 1));
    case Candidate::Kind::time:
      return choice_text("time", std::to_string(jumps_ + 1));
  }
  return {};
}

std::string Simulation::text_of(const Candidate& candidate) {
  return performed_.text(key_text(candidate));
}

void Simulation::note_performed(const Candidate& candidate) {
  if (recorded_) recorded_->add(text_of(candidate));
  performed_.performed(key_text(candidate));
}

// What the program does unseen. It is a choice only where a list says when.
bool Simulation::is_book_keeping(const Candidate& candidate) {
  switch (candidate.kind) {
    case Candidate::Kind::release:
    case Candidate::Kind::overtake:
      return true;
    case Candidate::Kind::act:
      return !state(candidate.thread).routine_over &&
             interpreter_.next(candidate.thread).kind == Action::Kind::barrier;
    default:
      return false;
  }
}

// Does the text say that a thread acts, or settles, that has nothing to do yet?
bool Simulation::awaits_release(const std::string& text) {
  if (text == choice_text("settle", std::to_string(settles_ + 1))) return true;
  return std::ranges::any_of(threads_, [&](const ThreadState& own) {
    const bool idle = !world_.active(own.name) && !own.routine_over &&
                      interpreter_.next(own.name).kind == Action::Kind::idle;
    if (!idle) return false;
    const std::string_view thread = names_->text(own.name);
    for (std::size_t kind = 0; kind < own.acted.size(); ++kind) {
      if (text == choice_text(words[kind], thread, own.acted[kind] + 1)) return true;
    }
    return text == choice_text("thread_exit", thread);
  });
}

// A recorded run may have released a step while the one before was slow: the list tells that it
// did.
bool Simulation::release_what_is_listed(std::span<const Candidate> candidates) {
  if (released_ == interpreter_.unit_count() || next_listed_ == followed_->texts().size()) {
    return false;
  }
  const std::string& awaited = followed_->texts()[next_listed_];
  const bool hidden = awaited.find('.') < awaited.find('@');  // names of rules have a dot
  const bool itself = awaited == choice_text("release", std::to_string(released_ + 1));
  if (hidden || (!itself && !awaits_release(awaited))) return false;
  const bool there = std::ranges::any_of(
      candidates, [&](const Candidate& candidate) { return text_of(candidate) == awaited; });
  if (there) return false;
  if (itself) {
    used_[next_listed_] = true;
    ++result_.choices->used;
  }
  const auto idle = std::ranges::find(candidates, Candidate::Kind::release, &Candidate::kind);
  perform(idle == candidates.end() ? Candidate{Candidate::Kind::overtake, 0, {}, {}} : *idle);
  return true;
}

// False: nothing will ever move again.
bool Simulation::follow(std::vector<Candidate>& candidates) {
  used_.resize(followed_->texts().size());
  while (next_listed_ < used_.size() && used_[next_listed_]) ++next_listed_;
  const std::size_t moving = candidates.size();
  collect_quiet(candidates);
  if (release_what_is_listed(candidates)) return true;
  if (candidates.empty()) return false;
  for (const Candidate& candidate : candidates) {
    if (is_book_keeping(candidate) && !followed_->find(text_of(candidate))) {
      perform(candidate);
      return true;
    }
  }
  const Candidate* earliest = nullptr;
  std::size_t earliest_place = 0;
  for (const Candidate& candidate : candidates) {
    const std::optional<std::size_t> place = followed_->find(text_of(candidate));
    if (!place || (earliest && earliest_place <= *place)) continue;
    earliest = &candidate;
    earliest_place = *place;
    if (earliest_place == next_listed_) break;  // nothing stands before it
  }
  if (earliest) {
    ++result_.choices->used;
    if (earliest_place != next_listed_) result_.choices->in_order = false;
    used_[earliest_place] = true;
    perform(*earliest);
    return true;
  }
  ++result_.choices->unlisted;
  if (next_listed_ < used_.size()) result_.choices->in_order = false;
  perform(moving > 0 ? best_ranked(std::span<const Candidate>(candidates).first(moving))
                     : candidates.front());
  return true;
}

}  // namespace ioracle
