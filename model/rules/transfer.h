#pragma once
// What transfers have in common: their parameters and what their calls show, on sockets and files;
// on streams also the state of the socket that refuses them, the blocking call that waits for its
// own request, and how others end a request.

#include <optional>

#include "model/rules/rules.h"

namespace ioracle::rules {

// Flags that MSG_WAITALL cannot be joined with.
constexpr std::int64_t not_with_waitall =
    constant::msg_oob | constant::msg_peek | constant::msg_partial;

// Does the caller wait for the request itself? (mechanisms: class S)
inline bool is_synchronous(const Operation& operation) {
  return operation.request_class == RequestClass::synchronous;
}

// Does it begin by the rules of Winsock 2: several buffers, an OVERLAPPED?
bool is_winsock2(Function function);

// The output that tells the count. None where the result or only the notification does.
std::optional<Parameter> count_of(Function function);

// Neither an OVERLAPPED nor a variable for the count was given to a function of Winsock 2.
bool lacks_any_count(const Call& call);

// No WSABUF was given.
bool has_no_buffer(const Call& call);

// Some buffer lies nowhere, or its length is negative.
bool has_bad_buffer(const Call& call);

// Of ReadFile and WriteFile: the memory for the bytes lies nowhere.
bool lacks_memory(const Known& known, const Operation& operation);

// Is hEvent a value that names nothing, where the system would look at it?
bool is_given_no_event(const Event& call);

// ReadFile and WriteFile with their kin, on a handle of any kind: a refusal by the library, which
// stores STATUS_PENDING before it asks the system; and the begin, which a handle with a port
// refuses to a routine.
Alternatives::Builder refuse_after_store(const Subject& subject, const AlternativeInfo& info,
                                         std::uint32_t code);
// The handle is closed: the system says so, once the library has stored STATUS_PENDING.
void refuse_closed(const Subject& subject, const AlternativeInfo& info);
void begin_on_handle(const Subject& subject, const AlternativeInfo& begins,
                     const AlternativeInfo& refuses_routine);

// What the call shows when its request ended in it, and when it was refused or pends: its count, or
// what it returns; what receives also its flags and bytes.
void show_done(Alternatives::Builder& builder, const Subject& subject, std::int64_t flags = 0);
void show_pending(Alternatives::Builder& builder, const Subject& subject);
Alternatives::Builder refuse(const Subject& subject, const AlternativeInfo& info,
                             std::uint32_t code);

// What of a message found too little room: its data, or its control data alone.
enum class Cut : std::uint8_t { data, control };

// The call shows the error, and what of the message its buffers hold.
void show_cut(Alternatives::Builder& builder, const Subject& subject, Cut cut = Cut::data);

// The state in which a socket takes no transfer, each kind with its error (N1). WSARecv and WSASend
// each cite their own clauses.
struct StreamRefusals {
  const AlternativeInfo& is_not_bound;
  const AlternativeInfo& is_not_connected;
  const AlternativeInfo& is_closed_meanwhile;
  const AlternativeInfo& is_shut_down;
  const AlternativeInfo& is_reset;
  const AlternativeInfo& is_aborted;
  std::uint32_t not_connected = error::wsaenotconn;  // what a datagram socket without a peer tells
};

// A socket at the start of a transfer in one direction. A datagram socket must be bound to receive,
// and connected to send to nobody named.
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
  Instant ready_;  // since then it can be used
  bool sends_;
};

// The ends of a request that could not be satisfied at once: in the chain of the operation, or in
// that of the call which waits for it (S4).
class RequestEnd {
 public:
  RequestEnd(const Known& known, const Operation& operation, Alternatives& allowed)
      : known_(known), operation_(operation), allowed_(allowed) {}
  explicit RequestEnd(const Subject& waiting)
      : known_(waiting.known),
        operation_(waiting.known.operation(waiting.chain.operation)),
        allowed_(waiting.allowed),
        waiting_(&waiting) {}

  const Known& known() const { return known_; }
  const Operation& operation() const { return operation_; }
  bool is_awaited() const { return waiting_ != nullptr; }

  // The driver ends it, as long as nobody took it away.
  Alternatives::Builder perform(const AlternativeInfo& info, Status status, bool takes = false,
                                Cut cut = Cut::data) const;
  // Somebody took it away: `reason` happened.
  Alternatives::Builder abort(const AlternativeInfo& info, Instant reason, Status status) const;

 private:
  Alternatives::Builder offer(const AlternativeInfo& info, Status status, bool takes,
                              Cut cut = Cut::data) const;

  const Known& known_;
  const Operation& operation_;
  Alternatives& allowed_;
  const Subject* waiting_ = nullptr;
};

}  // namespace ioracle::rules
