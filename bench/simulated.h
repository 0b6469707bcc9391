#pragma once
// Programs simulated, for the workloads.

#include <cstdint>
#include <string>

#include "program/program.h"

namespace ioracle::bench {

// REQUIRES: it is a scenario; ends the program with a message if not.
Program read_program(const std::string& scenario);

struct Run {
  std::uint64_t steps = 0;
  std::uint64_t events = 0;
  double seconds = 0;  // processor time
};

// Without a trace, and with one: each line is written to a text that is emptied now and then.
Run simulate(const Program& program);
Run simulate_with_trace(const Program& program);
// Writes the trace to a file.
Run write_trace(const Program& program, const std::string& path);

}  // namespace ioracle::bench
