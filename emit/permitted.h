#pragma once
// What the model allows a scenario's program to see, place by place: what each call returns and
// writes, how routines are entered, what `observe` reads. A place is named by the thread and what
// it does there for the n-th time ("main 5 WSARecv"); what was seen in it is one text, in which `?`
// stands for anything. The C program makes the same texts (emit/runtime.c).

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "model/profile.h"
#include "program/program.h"

namespace ioracle::emit {

struct PermittedOptions {
  Profile profile = Profile::windows_10;
  std::uint64_t states_limit = 30'000;  // of the exploration
  std::uint64_t seeds = 400;            // of the simulation, where the exploration is cut short
};

struct Permitted {
  struct Row {
    std::string key;
    std::string text;
    auto operator<=>(const Row&) const = default;
  };
  std::vector<Row> rows;                 // sorted
  bool faults = false;                   // a call may end in an access violation
  bool complete = false;                 // every run was tried
  std::uint64_t runs = 0;                // outcomes and simulations
  std::vector<std::string> unsupported;  // functions without a rule
};

// Keys that some runs lack have a row that says "does not happen".
Permitted find_permitted(const Program& program, const PermittedOptions& options);

// What a recorded trace shows in the places of calls and routines: texts without `?`, by their
// keys. What is observed between calls is left out, since recorders observe too.
std::map<std::string, std::string> shown_by(std::span<const Event> events, const Names& names);

// Is the text what a row allows? `?` in a row goes to the next semicolon, or to the end.
bool is_meant(const std::string& text, const std::string& row);

}  // namespace ioracle::emit
