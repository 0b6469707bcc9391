// closesocket, and what the network carries from one side of a connection to the other.

#include "model/rules/rules.h"

namespace ioracle::rules {
namespace {

const AlternativeInfo closes("closesocket.closes", Fairness::owed, {});
const AlternativeInfo closes_gracefully("closesocket.closes_gracefully", Fairness::owed,
                                        {"closesocket.linger.off"_clause,
                                         "closesocket.cancel.async"_clause, "sock-222"_clause,
                                         "sock-224"_clause});
const AlternativeInfo resets_hard("closesocket.resets", Fairness::owed,
                                  {"closesocket.linger.zero"_clause});
const AlternativeInfo resets_unread("closesocket.resets_with_unread_data", Fairness::owed,
                                    {"inferred.close-unread-resets"_clause});
const AlternativeInfo resets_pending("closesocket.resets_with_pending_receive", Fairness::owed,
                                     {"inferred.close-pending-receive-resets"_clause});
const AlternativeInfo arrives("network.arrives", Fairness::owed,
                              {"OVIO.recv.unposted-buffered"_clause,
                               "inferred.message.arrives-whole"_clause});
const AlternativeInfo answers_with_reset("network.answers_with_reset", Fairness::owed,
                                         {"shutdown.receive"_clause,
                                          "inferred.close-unread-resets"_clause});
const AlternativeInfo reset_arrives("network.reset_arrives", Fairness::owed,
                                    {"WSARecv.close.abortive"_clause,
                                     "closesocket.linger.zero"_clause});

}  // namespace

void close_socket(const Subject& subject) {
  if (subject.chain.step == check) {
    check_socket(subject, attempt);
    return;
  }
  const SocketObject& socket = *subject.known.socket(subject.call.value(Parameter::s));
  const Instant closed = subject.known.file(socket).closed;
  Alternatives& allowed = subject.allowed;
  if (!socket.linked) {
    allowed.offer(closes).then(mark(closed)).returns(0).next(leave);
    return;
  }
  const Connection& connection = subject.known.connection(socket.connection);
  const Stream outbound = connection.stream[socket.side];
  const Stream inbound = connection.stream[1 - socket.side];
  const Instant aborted = connection.aborted[socket.side];
  if (socket.options.linger_s == 0) {
    allowed.offer(resets_hard).then(mark(closed)).then(mark(aborted)).returns(0).next(leave);
    return;
  }
  allowed.offer(resets_unread)
      .when(arrived(inbound, 1))
      .then(mark(closed))
      .then(mark(aborted))
      .returns(0)
      .next(leave);
  allowed.offer(resets_pending)
      .when(!arrived(inbound, 1))
      .when(!empty(socket.receives))
      .then(mark(closed))
      .then(mark(aborted))
      .returns(0)
      .next(leave);
  allowed.offer(closes_gracefully)
      .when(!arrived(inbound, 1))
      .then(mark(closed))
      .then(finish(outbound))
      .returns(0)
      .next(leave);
}

void delivery(const Known& known, const Chain& chain, Alternatives& allowed) {
  const Connection& connection = known.connection(chain.connection);
  if (connection.is_pipe) return;  // nothing lies between its ends
  const std::uint32_t receiver = 1 - chain.side;
  const Stream stream = connection.stream[chain.side];
  const Atom receiver_open = !happened(connection.closed[receiver]);
  const Atom not_aborted = !happened(connection.aborted[chain.side]);
  allowed.offer(arrives)
      .when(in_flight(stream, 0))
      .when(receiver_open)
      .when(not_aborted)
      .then(arrive(stream))
      .next(carry);
  // A message to nobody is lost.
  if (connection.messages && !connection.reliable) return;
  allowed.offer(answers_with_reset)
      .when(in_flight(stream, 1))
      .when(happened(connection.closed[receiver]))
      .when(not_aborted)
      .when(!happened(connection.aborted[receiver]))
      .then(mark(connection.aborted[receiver]))
      .next(carry);
  allowed.offer(reset_arrives)
      .when(happened(connection.aborted[chain.side]))
      .when(!happened(connection.reset[receiver]))
      .then(mark(connection.reset[receiver]))
      .next(carry);
}

}  // namespace ioracle::rules
