#pragma once
// Random programs over every function that has a rule: events, routines, ports, several sockets,
// lingering closes, connections that are made while others are used. random_program.h makes the
// older, narrower kind, whose seeds stay what they are. Deterministic by seed.

#include <cstdint>
#include <string>

namespace ioracle {

// How large a program is, beside what sets it up.
struct ProgramSize {
  std::uint32_t threads_most = 3;  // 1 to 3
  std::uint32_t calls_least = 4;
  std::uint32_t calls_most = 12;
  // Share of the programs that open with three or more receives at once.
  std::uint32_t crowded_percent = 70;
  // WSARecv and WSASend without an OVERLAPPED that may have to wait. The oracle cannot follow them
  // yet: it may end the process.
  bool waiting_transfers = false;
};

constexpr ProgramSize short_program = {3, 2, 6, 10, false};

struct RandomProgram {
  std::string scenario;           // JSON
  std::uint32_t setup_calls = 0;  // calls that only set it up, in order
};

RandomProgram wide_program(std::uint64_t seed, const ProgramSize& size);

}  // namespace ioracle
