// connect and accept over loopback.

#include "model/rules/rules.h"

namespace ioracle::rules {
namespace {

const AlternativeInfo connects("connect.connects", Fairness::owed,
                               {"WSARecv.bind.client-implicit"_clause});
const AlternativeInfo names_a_peer("connect.names_a_peer", Fairness::owed,
                                   {"WSARecv.dgram.connected-filter"_clause, "sock-264"_clause});
const AlternativeInfo is_refused("connect.is_refused", Fairness::owed, {"ConnectEx.retry"_clause});
const AlternativeInfo is_connected("connect.is_connected", Fairness::owed,
                                   {"sock-135"_clause, "sock-151"_clause});
const AlternativeInfo is_listening("connect.is_listening", Fairness::owed, {"sock-136"_clause});
const AlternativeInfo is_engaged("connect.is_engaged", Fairness::owed,
                                 {"sock-116"_clause, "sock-141"_clause});
const AlternativeInfo accepts("accept.accepts", Fairness::owed, {"WSARecv.bind.server"_clause});
const AlternativeInfo accepts_unlistening("accept.accepts_unlistening", Fairness::owed, {});
const AlternativeInfo is_released("accept.is_released", Fairness::owed, {"sock-318"_clause});

}  // namespace

void connect(const Subject& subject) {
  if (subject.chain.step == check) {
    check_socket(subject, attempt);
    return;
  }
  const SocketObject& socket = *subject.known.socket(subject.call.value(Parameter::s));
  if (socket.datagram) {
    subject.allowed.offer(names_a_peer)
        .then(mark(socket.bound))
        .then(mark(socket.connected))
        .returns(0)
        .next(leave);
    return;
  }
  if (subject.chain.item == no_item) {
    fails(subject, is_connected, error::wsaeisconn).when(happened(socket.connected));
    fails(subject, is_engaged, error::wsaeinval).when(!happened(socket.connected)).variant(1);
    return;
  }
  if (subject.call.replaced != no_connection) {
    fails(subject, is_connected, error::wsaeisconn).when(happened(socket.connected));
  }
  fails(subject, is_listening, error::wsaeinval).when(happened(socket.listening));
  fails(subject, is_engaged, error::wsaeinval)
      .when(!happened(socket.listening))
      .when(!reads(socket.engaged, 0));
  const auto offer_free = [&](Alternatives::Builder builder) {
    builder.when(!happened(socket.listening)).when(reads(socket.engaged, 0));
    if (subject.call.replaced != no_connection) builder.when(!happened(socket.connected));
    return builder;
  };
  const SocketObject* listener = subject.known.socket(subject.call.value(Parameter::name));
  if (!listener) {
    offer_free(fails(subject, is_refused, error::wsaeconnrefused));
    return;
  }
  const Instant closed = subject.known.file(*listener).closed;
  offer_free(subject.allowed.offer(connects))
      .when(happened(listener->listening))
      .when(!happened(closed))
      .then(mark(socket.bound))
      .then(mark(socket.connected))
      .then(mark(socket.context))
      .then(push(listener->backlog, subject.chain.item))
      .returns(0)
      .next(leave);
  offer_free(fails(subject, is_refused, error::wsaeconnrefused))
      .when(!happened(listener->listening));
  offer_free(fails(subject, is_refused, error::wsaeconnrefused))
      .when(happened(listener->listening))
      .when(happened(closed))
      .variant(1);
}

void accept(const Subject& subject) {
  if (subject.chain.step == check) {
    check_socket(subject, attempt);
    return;
  }
  const SocketObject& listener = *subject.known.socket(subject.call.value(Parameter::s));
  const Instant closed = subject.known.file(listener).closed;
  fails(subject, accepts_unlistening, error::wsaeinval).when(!happened(listener.listening));
  subject.allowed.offer(accepts)
      .when(!empty(listener.backlog))
      .when(!happened(closed))
      .then(pop(listener.backlog))
      .returns(Shown::new_handle)
      .next(leave);
  subject.allowed.offer(is_released)
      .when(happened(listener.listening))
      .when(happened(closed))
      .returns(-1)
      .next(leave);
}

}  // namespace ioracle::rules
