#pragma once
// The other end that a transfer names: where a datagram goes, and who sent it. Sockets with a
// connection look at neither (WSASendTo.dest.stream-ignored, WSARecvFrom.from.ignored-stream).

#include <optional>

#include "model/rules/transfer.h"

namespace ioracle::rules {

// The parameters in which a call names another end than its socket's; empty: it names none.
std::optional<AddressParameters> named_address(const Call& call);

// Why the address, or the place for one, is refused before a request is made.
struct AddressRefusal {
  const AlternativeInfo* info = nullptr;
  std::uint32_t code = 0;
};
std::optional<AddressRefusal> address_refusal(const Subject& subject, const SocketObject& socket);

// Are rules there for what a call names? Not for pointers to nowhere, and ports without a socket.
bool is_specified_address(const Known& known, const Event& call);

// What a receive shows of the sender when it ended in its call, and when it did not.
void show_sender(Alternatives::Builder& builder, const Subject& subject);
void show_no_sender(Alternatives::Builder& builder, const Subject& subject);

}  // namespace ioracle::rules
