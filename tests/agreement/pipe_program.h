#pragma once
// Random programs over one named pipe: its ends read, write, cancel, close, disconnect and listen
// again, on several threads, with events, a port and queries. Deterministic by seed.

#include <cstdint>
#include <string>

namespace ioracle {

// A scenario as JSON.
std::string pipe_program(std::uint64_t seed);
// The same beside PeekNamedPipe and FlushFileBuffers.
std::string pipe_look_program(std::uint64_t seed);
// One with transactions, whose client reads messages.
std::string transact_program(std::uint64_t seed);

}  // namespace ioracle
