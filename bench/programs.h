#pragma once
// The programs that are measured, as scenarios (docs/formats.md): they hold too many steps to be
// written by hand. All are functions of their arguments.

#include <cstdint>
#include <string>

namespace ioracle::bench {

// One connection with 8 receives and 8 sends outstanding, each with an event of its own.
std::string stream_program(std::uint64_t loops);
// 64 connections whose servers' ends are at one port: an echo server, and its clients in turn.
std::string port_program(std::uint64_t loops);
// Workers at one port: whoever takes a packet posts the receive that it is of again.
std::string workers_program(std::uint32_t threads, std::uint64_t loops,
                            std::uint32_t connections = 64);
// One connection, so many receives posted before the first byte comes; a port tells of each.
std::string outstanding_program(std::uint32_t count);
// A receive and a send in turn, waited for.
std::string turns_program(std::uint64_t loops);

}  // namespace ioracle::bench
