#pragma once
// What receives and sends on streams have in common: their parameters, the state of the socket that
// refuses them, the blocking call that waits for its own request, and how others end a request.

#include "model/rules/rules.h"

namespace ioracle::rules {

// Flags that MSG_WAITALL cannot be joined with.
constexpr std::int64_t not_with_waitall =
    constant::msg_oob | constant::msg_peek | constant::msg_partial;

// Does the caller wait for the request itself? (mechanisms: class S)
inline bool is_synchronous(const Operation& operation) {
  return operation.request_class == RequestClass::synchronous;
}

// The flags of a call of recv, send, WSARecv or WSASend.
std::int64_t flags_of(const Event& call);

// No WSABUF was given.
bool has_no_buffer(const Call& call);

// Some buffer lies nowhere, or its length is negative.
bool has_bad_buffer(const Call& call);

// What the call shows when its request ended in it, and when it was refused or pends: its count, or
// what it returns.
void show_done(Alternatives::Builder& builder, const Subject& subject);
void show_pending(Alternatives::Builder& builder, const Subject& subject);
Alternatives::Builder refuse(const Subject& subject, const AlternativeInfo& info,
                             std::uint32_t code);

// The state in which a socket takes no transfer, each kind with its error (N1). WSARecv and WSASend
// each cite their own clauses.
struct StreamRefusals {
  const AlternativeInfo& is_not_bound;
  const AlternativeInfo& is_not_connected;
  const AlternativeInfo& is_closed_meanwhile;
  const AlternativeInfo& is_shut_down;
  const AlternativeInfo& is_reset;
  const AlternativeInfo& is_aborted;
};

// A stream socket at the start of a transfer in one direction.
class StreamCheck {
 public:
  StreamCheck(const Subject& subject, const Operation& operation);
  // Offers the errors. False: the socket was never connected, nothing else is possible.
  bool offer_refusals(const Subject& subject, const StreamRefusals& refusals) const;
  // An alternative of a socket that can be used.
  void require_usable(Alternatives::Builder& builder) const;
  Alternatives::Builder usable(const Subject& subject, const AlternativeInfo& info) const;

 private:
  const SocketObject& socket_;
  Instant closed_;
  Instant shut_;
  bool sends_;
};

// A call that waits for its own request (S4); `alertable`: routines may run meanwhile.
struct BlockingCall {
  const AlternativeInfo& unblocks;
  const AlternativeInfo* is_interrupted = nullptr;
};
void wait_for_transfer(const Subject& subject, const BlockingCall& blocking);

// What the driver may do to a pended request, as long as nobody took it away.
Alternatives::Builder perform(const Known& known, const Operation& operation,
                              const AlternativeInfo& info, Alternatives& allowed);
// Somebody took it away: `reason` happened.
Alternatives::Builder abort(const Known& known, const Operation& operation,
                            const AlternativeInfo& info, Instant reason, Status status,
                            Alternatives& allowed);

}  // namespace ioracle::rules
