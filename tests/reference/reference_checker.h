#pragma once
// What "right" means: a checker that enumerates every choice on exact worlds. Slow, for small
// traces only; it shares the rules with the oracle and nothing else.

#include <cstdint>
#include <memory>
#include <span>

#include "model/exact_world.h"
#include "tests/reference/outlook.h"

namespace ioracle::reference {

enum class Verdict : std::uint8_t { accepted, rejected, inconclusive };

struct Judgement {
  Verdict verdict = Verdict::accepted;
  std::size_t event = 0;        // rejected: index of the first event that no history shows
  std::size_t states_most = 0;  // exact worlds held at once
};

// Judges events one by one, in their order.
class Checker {
 public:
  // More than `states_limit` worlds at once: inconclusive. With an outlook on all events to come,
  // steps that commute with everything are not interleaved (outlook.h); it must outlive the
  // checker.
  Checker(Profile profile, Names& names, std::size_t states_limit, Outlook* outlook = nullptr);
  ~Checker();
  Checker(const Checker&) = delete;
  Checker& operator=(const Checker&) = delete;

  // Takes the next event. The verdict of an event that was not accepted stays.
  Verdict take(const Event& event);
  // What take() would say, without taking the event.
  Verdict would_take(const Event& event);
  std::size_t states_most() const;

 private:
  class State;
  std::unique_ptr<State> state_;
};

enum class Shortcuts : std::uint8_t { none, commuting_steps };

// Judges all events. The shortcuts change the time it takes, never the verdict.
Judgement check(std::span<const Event> events, Profile profile, Names& names,
                std::size_t states_limit, Shortcuts shortcuts = Shortcuts::commuting_steps);

}  // namespace ioracle::reference
