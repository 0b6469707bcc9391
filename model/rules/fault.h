#pragma once
// What the network, the provider or another thread does to a socket, where the environment declares
// it and never otherwise (docs/formats.md, "Faults").

#include "model/rules/transfer.h"

namespace ioracle::rules {

// The refusals of a call that receives, before a request is made. False: nothing else is possible.
bool offer_provider_faults(const Subject& subject, const SocketObject& socket);

// What a call finds when the driver tries: a connection that was dropped, or of an earlier datagram
// what the network told since. `stream` is the socket as the call sees it.
void offer_drop(const Subject& subject, const SocketObject& socket);
void offer_interruptions(const Subject& subject, const SocketObject& socket,
                         const StreamCheck& stream);

// How faults end a request that waits.
void end_by_drop(const RequestEnd& request, const SocketObject& socket);
void end_by_interruptions(const RequestEnd& request, const SocketObject& socket);

// Adds to an alternative that the connection was not dropped.
void require_kept(Alternatives::Builder& builder, const SocketObject& socket);

}  // namespace ioracle::rules
