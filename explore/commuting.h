#pragma once
// Which candidates commute with everything that may come before them, so that following them alone
// loses no outcome (a persistent set). Four reasons:
//
// - A release: it lengthens what threads have to do, and all of them are idle. Hidden steps neither
//   see that nor prevent it.
// - A return, where no other thread can begin anything, and the program goes on alike if the others
//   return before it (they bind other names, and neither tells of what the other started); a call,
//   where all others are idle. A call changes what is known and adds a chain of steps that has yet
//   to begin; a return shows what its chain has kept. Rules ask only that of what is known which
//   hidden history already implies, so hidden steps go on alike.
// - A hidden step of one alternative that needs no history and writes nothing but registers that
//   nobody will read: words of an OVERLAPPED, states of events and handles. Who may read them is
//   told by the names in the steps of the program that are still to come, and in running calls.
// - The hidden steps of one call, where no other thread can begin anything, and what they read and
//   write is out of reach of all other chains and of whatever follows those (explore/reach.h).
//
// What is followed alone stays enabled until it is performed, and while it is nothing settles, no
// time passes and nobody is overtaken. tests/explore compares the outcomes with those of all
// orders.

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "sim/simulation.h"

namespace ioracle::explore {

class Commuting {
 public:
  // `names`: every name that a run may come to use. Both must outlive it. Safe for concurrent use.
  Commuting(const Program& program, const Names& names);

  // Of the candidates, those that need to be followed.
  struct Part {
    std::size_t first = 0;
    std::size_t count = 0;
  };
  // The part that is to be followed alone; nothing: all are.
  std::optional<Part> part(Simulation& simulation,
                           std::span<const Simulation::Candidate> candidates) const;
  // Forgets the registers that nobody will read.
  void forget_unread(Simulation& simulation) const;

 private:
  struct Seen {
    std::vector<bool> names;  // by name
    bool everything = false;
  };

  void see(const std::vector<Step>& steps, Seen& seen) const;
  void see(const Event& call, Seen& seen) const;
  void see(const Value& object, Seen& seen) const;
  Seen seen_by(const Simulation& simulation) const;
  bool is_seen(Name object, const Seen& seen) const;
  void find_unread(const Simulation& simulation, std::vector<bool>& unread) const;
  bool commutes(const Simulation& simulation, const Move& move,
                const std::vector<bool>& unread) const;
  static bool leaves_alone(Simulation& simulation, Name thread);
  bool touches_own_cells(Simulation& simulation, std::uint32_t own) const;

  const Names* names_;
  std::vector<Name> base_;      // by name: what the scenario calls it ("e1" of "e1#2")
  std::vector<bool> computed_;  // by name: calls give it its value, so it may name any object
  std::vector<Seen> later_;     // by unit: what it and those behind it look at
};

}  // namespace ioracle::explore
