#pragma once
// A scenario as a program: what each thread does, step by step. Purpose: one form that the
// simulator and the agents perform alike; format/ reads it from JSON (docs/formats.md). No JSON,
// no I/O here.

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "model/event.h"
#include "model/profile.h"

namespace ioracle {

// A total expression over bound results and variables; see docs/formats.md, "Expressions".
struct Expression {
  enum class Kind : std::uint8_t {
    constant,     // number
    variable,     // name: an integer variable, or the value of a bound call result
    error,        // name: last error of the call bound to it
    pending,      // name: it returned ERROR_IO_PENDING
    failed,       // name: it failed with any other error
    succeeded,    // name: it succeeded at once
    negation,     // operands[0]
    conjunction,  // operands
    disjunction,  // operands
    equal,        // operands[0] == operands[1], and so on
    not_equal,
    less,
    less_equal,
  };
  Kind kind = Kind::constant;
  std::int64_t number = 0;
  Name name;
  std::vector<Expression> operands;
};

struct Step {
  enum class Kind : std::uint8_t {
    call,     // call: the event's function and arguments; `as` binds the result
    branch,   // if condition then body else otherwise
    repeat,   // body until condition, at most `max` times
    barrier,  // wait for every thread that names the same barrier
    settle,   // wait until nothing moves
    observe,  // read words, bytes or event states: object
    memory,   // allocate, free, write memory: object, action
    environment,
    exit_thread,
  };
  Kind kind = Kind::call;
  Name thread;
  Name as;
  Event call;  // call, observe, memory, environment: the event to be written
  Expression condition;
  std::vector<Step> body;
  std::vector<Step> otherwise;
  std::uint32_t max = 0;  // repeat: times
  Name barrier;
  std::uint32_t race = 0;  // steps with the same nonzero number are released together
  bool busy = false;       // the thread spins before this step and does not wait
  std::uint32_t line = 0;
};

struct MemoryDeclaration {
  enum class Kind : std::uint8_t { buffer, overlapped, variable };
  Kind kind = Kind::buffer;
  Name name;
  std::uint32_t size = 0;  // buffer: bytes
  Name inside;             // it lies inside this region, at `offset`
  std::uint32_t offset = 0;
  OverlappedWords words;    // overlapped: as preset
  std::int64_t number = 0;  // variable: as preset
};

struct ThreadDeclaration {
  Name name;
  Name process;
};

struct RoutineDeclaration {
  Name name;
  std::vector<Step> body;
};

struct Expectation {
  enum class Kind : std::uint8_t { always, sometimes, never };
  Kind kind = Kind::always;
  Expression condition;
  std::string text;                   // as written
  std::vector<std::string> profiles;  // empty: all
  std::string question;               // that the expectation answers, in words; empty: none
  std::vector<std::string> clauses;   // that the answer follows from
};

// Does the expectation speak about this profile?
inline bool concerns(const Expectation& expectation, Profile profile) {
  return expectation.profiles.empty() ||
         std::ranges::find(expectation.profiles, name_of(profile)) != expectation.profiles.end();
}

// Steps are in the order in which they are released: each when all before it have returned or
// block, steps of one race together. Steps of one thread run in their order.
struct Program {
  Names names;
  std::string scenario;  // name
  std::string about;
  std::vector<std::string> clauses;
  std::vector<std::string> requirements;
  std::vector<std::string> environment;
  std::vector<std::string> misuse;
  std::vector<std::string> hazards;
  std::vector<ThreadDeclaration> threads;
  std::vector<MemoryDeclaration> memory;
  std::vector<RoutineDeclaration> routines;
  std::vector<Step> steps;
  std::vector<Expectation> expectations;
};

}  // namespace ioracle
