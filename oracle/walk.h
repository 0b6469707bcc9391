#pragma once
// Leads an exact world along a trace, choice by choice: hidden steps, the trace's events, jumps of
// the virtual time. It performs only what the specification allows and what the trace shows, so a
// walk that comes to the end proves that the trace is accepted.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "model/choice_text.h"
#include "model/exact_world.h"

namespace ioracle {

struct Choice {
  enum class Kind : std::uint8_t {
    step,   // a hidden step
    event,  // the next event of the trace
    time,   // the virtual time jumps to the next deadline
  };
  Kind kind = Kind::step;
  // Of a step. The chain: `seq` of the call; the operation; connection * 2 + side of the delivery.
  Chain::Kind chain = Chain::Kind::call;
  std::uint64_t subject = 0;
  const AlternativeInfo* info = nullptr;
  std::uint32_t variant = 0;
  std::uint32_t amount = 0;  // bytes that arrive
};

// The slot of a chain, as Move takes it; nothing: there is none.
std::optional<std::uint32_t> find_chain(const ExactWorld& world, Chain::Kind kind,
                                        std::uint64_t subject);
std::uint64_t subject_of(const ExactWorld& world, const Chain& chain);
Choice choice_of(const ExactWorld& world, const Move& move);

class Walk {
 public:
  // All must outlive the walk.
  Walk(std::span<const Event> events, Profile profile, Names& names);

  const ExactWorld& world() const { return world_; }
  // The place of the next event, from 0; events.size(): all were shown.
  std::size_t next_event() const { return next_event_; }
  bool at_end() const { return next_event_ == events_.size(); }

  // False: it is not possible now, and nothing was changed.
  bool perform(const Choice& choice);
  // Is this event a choice of a run? Others (thread_start, the last settle, end ..) come with them.
  bool is_choice(std::size_t event) const;

 private:
  bool perform_step(const Choice& choice);
  bool show(const Event& event);
  bool jump();

  std::span<const Event> events_;
  ExactWorld world_;
  std::size_t next_event_ = 0;
  std::size_t last_settle_ = 0;  // that the end of the run shows
  std::vector<Move> moves_;
};

// The texts of choices, in the order of a walk.
class ChoiceWriter {
 public:
  // Both must outlive the writer.
  ChoiceWriter(std::span<const Event> events, const Names& names)
      : events_(events), names_(&names) {}

  // What `choice` is called in this walk, before it is performed there; "": it has no text.
  // REQUIRES: asked for each choice of the walk in turn.
  std::string text(const Walk& walk, const Choice& choice);
  // That of a step, without the number of a text that comes up again.
  std::string step_text(const Walk& walk, const Choice& choice);

 private:
  struct ThreadCounts {
    Name thread;
    std::uint32_t calls = 0;
    std::uint32_t routines = 0;
    std::uint32_t observes = 0;
    std::uint32_t memories = 0;
    std::uint32_t environments = 0;
    std::vector<std::uint32_t> entered;  // numbers of the routines that it is inside of
  };

  ThreadCounts& counts(Name thread);
  std::string event_text(const Event& event);
  void note_operations(const Known& known);

  std::span<const Event> events_;
  const Names* names_;
  std::vector<ThreadCounts> threads_;
  std::unordered_map<std::uint64_t, IssuedCall> calls_;  // by id: the latest of that id
  std::vector<IssuedCall> operations_;
  std::size_t noted_operations_ = 0;
  std::uint32_t settles_ = 0;
  std::uint32_t jumps_ = 0;
  ChoiceNumbers numbers_;
};

}  // namespace ioracle
