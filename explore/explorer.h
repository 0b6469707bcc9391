#pragma once
// Every outcome that a scenario can have. Purpose: questions of the kind "may this happen?",
// answered by looking at all schedules, all choices of the rules and all orders of hidden
// micro-steps, where a simulation looks at one.
//
// What a run is. Runs are those of the simulator (sim/simulation.h): any candidate may come next.
// While something moves that is owed, time stands still and no blocked thread is overtaken; where
// nothing does, or only steps that are never owed, what comes first of the following may happen: a
// settle, the next step of the program, a jump to the next deadline. So a time-out of a blocked
// call fires only where nothing else can happen that must.
//
// What an outcome is. For each thread, in its order: what its calls returned, with last error and
// every output, bytes of buffers, routines entered with their arguments, and what `observe` read.
// Beside that, what the names of the program stand for at the end, and who is blocked for ever.
// The order between threads is none, unless the program looks at it: nobody sees it.
//
// Runs are followed breadth first, so that the witness of an outcome is a shortest one. Everything
// in the result but its time is the same for any number of jobs, on every machine.
//
// Reduction. Where one step commutes with every other that may come before it, it alone is followed
// (explore/commuting.h tells which, and why); registers that nobody reads any more are forgotten.
// States form no cycle, so that no step is put off for ever; a test looks.
// States are told apart by fingerprints of everything hidden and of the visible events so far.

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "explore/fingerprint.h"
#include "model/profile.h"
#include "program/bindings.h"
#include "program/program.h"
#include "sim/choices.h"

namespace ioracle::explore {

enum class Reduction : std::uint8_t { none, commuting };

struct Options {
  Profile profile = Profile::windows_10;
  std::uint64_t states_limit = 1'000'000;
  unsigned jobs = 1;
  Reduction reduction = Reduction::commuting;
  bool look_for_cycles = false;
  // Told now and then; may be left out.
  std::function<void(std::uint64_t states, std::size_t outcomes)> progress = {};
};

struct Outcome {
  Fingerprint key;  // equal for equal outcomes of one program, whatever the profile and the limits
  Choices witness;  // Simulation follows it to this outcome
  Bindings bindings;
  bool hang = false;
};

struct Exploration {
  bool complete = false;          // false: the limit was reached; other outcomes may be there
  std::uint64_t states = 0;       // distinct ones
  std::uint64_t steps = 0;        // from one to another
  bool cyclic = false;            // where looked for: a state can come back
  std::vector<Outcome> outcomes;  // in the order found
  std::vector<std::string> unsupported;  // functions without a rule: what follows is no answer
  // Names of the bindings: those of the program keep their numbers.
  Names names;
};

// REQUIRES: jobs > 0.
Exploration explore(const Program& program, const Options& options);

}  // namespace ioracle::explore
