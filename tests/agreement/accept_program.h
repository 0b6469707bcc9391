#pragma once
// Random programs over one listener: AcceptEx, connect and ConnectEx, cancels, closes and sends, on
// two threads, with events, a port and queries. Deterministic by seed.

#include <cstdint>
#include <string>

namespace ioracle {

// A scenario as JSON.
std::string accept_program(std::uint64_t seed);

}  // namespace ioracle
