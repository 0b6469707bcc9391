#pragma once
// Ways in which a call can have come to what it shows: alternatives in a row, with what they need
// of hidden history, what they read, and how operations ended.

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "model/chain.h"

namespace ioracle {

// What is known of the value that a read must have seen.
struct Predicate {
  enum class Kind : std::uint8_t {
    any,
    equal,
    not_equal,
    success,
    failure,
    win32_error,
    winsock_error,
  };
  Kind kind = Kind::any;
  std::uint64_t value = 0;
  bool pending_counts = false;        // STATUS_PENDING counts as success (after a wait)
  std::optional<std::int64_t> flags;  // that a receive tells which ended with it

  bool holds(std::uint64_t seen) const;
};

// One alternative that a path takes, with what it needs and does.
struct PathStep {
  const AlternativeInfo* info = nullptr;
  std::uint32_t variant = 0;
  MicroStep step{};
  std::uint32_t first_atom = 0;
  std::uint32_t atom_count = 0;
  std::uint32_t first_effect = 0;
  std::uint32_t effect_count = 0;
  Item item = no_item;                   // that a pop takes
  bool identified = false;               // by the OVERLAPPED that the event shows
  OperationId operation = no_operation;  // of the chain at that step
  Predicate loaded;                      // that a load reads
  bool weak = false;     // other alternatives do the same: one of them must hold, not this one
  bool widened = false;  // by a mutant: nothing need hold
  std::vector<std::pair<std::uint32_t, std::uint32_t>> rivals;  // their atoms: first and count
};

// How an operation ended, as far as chosen: the alternative of its end step.
struct Ending {
  OperationId operation = no_operation;
  const AlternativeInfo* info = nullptr;
  std::uint32_t first_atom = 0;
  std::uint32_t atom_count = 0;
  std::uint32_t first_effect = 0;
  std::uint32_t effect_count = 0;
  std::optional<std::uint64_t> information;
  Item item = no_item;  // AcceptEx: the connection that it was given before
};

// One way in which a call can have come to what it shows.
struct Explanation {
  std::vector<PathStep> steps;
  std::vector<Atom> atoms;
  std::vector<Effect> effects;
  std::vector<Ending> endings;
  Chain chain;                               // where the call's chain stands afterwards
  std::optional<std::uint64_t> information;  // count shown for the call's own operation
  std::vector<std::pair<OperationId, std::uint64_t>>
      counts;  // of operations that ended in their call
};

// Choices among explanations of one event, so that all can be tried one after the other: run the
// attempt from start() until next() says that every combination was tried.
class Decisions {
 public:
  void start() { place_ = 0; }
  std::size_t choose(std::size_t count);
  bool next();
  bool empty() const { return made_.empty(); }

 private:
  struct Decision {
    std::size_t chosen;
    std::size_t count;
  };
  std::vector<Decision> made_;
  std::size_t place_ = 0;
};

}  // namespace ioracle
