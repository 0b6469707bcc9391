#pragma once
// Random programs over one listener: AcceptEx, accept, connect, ConnectEx, DisconnectEx, cancels,
// closes and what was sent before, on two threads, with events, a port and queries. Deterministic
// by seed.

#include <cstdint>
#include <string>

namespace ioracle {

// A scenario as JSON.
std::string accept_program(std::uint64_t seed);

}  // namespace ioracle
