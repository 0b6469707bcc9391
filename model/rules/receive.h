#pragma once
// The parts of the rule of WSARecv, WSARecvFrom, recv and recvfrom.

#include "model/rules/transfer.h"

namespace ioracle::rules {

// What the call asks for before a request is made: its parameters and flags, and whether the socket
// and its provider take them.
void check_receive(const Subject& subject);

// How many bytes a receive of a stream waits for.
std::uint64_t awaited_bytes(const Operation& operation);

// How a request ends that found no data.
void end_receive(const RequestEnd& request);

}  // namespace ioracle::rules
