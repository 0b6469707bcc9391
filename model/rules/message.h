#pragma once
// The WSAMSG of WSARecvMsg and WSASendMsg: what is asked of it before a request is made, and what a
// receive stores in it beside the data and the sender.

#include <optional>

#include "model/rules/address.h"

namespace ioracle::rules {

constexpr bool takes_message(Function function) {
  return function == Function::WSARecvMsg || function == Function::WSASendMsg;
}

// Why the structure, its flags or the kind of the socket is refused before a request is made.
std::optional<AddressRefusal> message_refusal(const Subject& subject, const SocketObject& socket);

// Are rules there for what the structure holds? Not for control data to send, for peeking, and for
// structures whose members were not recorded.
bool is_specified_message(const Known& known, const Event& call);

// What a receive shows of the message when it ended in its call: its flags, its control data.
void show_message(Alternatives::Builder& builder, const Subject& subject, bool cut);

}  // namespace ioracle::rules
