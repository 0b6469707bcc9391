#pragma once
// Socket addresses of a scenario: from what its steps write to real ones, and back to the socket
// whose address it is.

#include <windows.h>
#include <winsock2.h>

#include <string_view>

#include "agent/memory.h"
#include "model/value.h"

namespace ioracle::agent {

class Handles;

// What a word of model/address.h stands for.
sockaddr_in address_at(std::string_view word);
// The address that a socket is bound to, as others reach it.
sockaddr_in address_of(SOCKET socket);

// What a place for an address holds: the name of the socket, untouched, or raw: the port of another
// address, or how many bytes were written where they are more than an address has.
Value told_address(const Handles& handles, const Region& region);

}  // namespace ioracle::agent
