// connect and accept over loopback.

#include "model/rules/rules.h"

namespace ioracle::rules {
namespace {

const AlternativeInfo connects("connect.connects", Fairness::owed,
                               {"WSARecv.bind.client-implicit"_clause});
const AlternativeInfo is_refused("connect.is_refused", Fairness::owed, {"ConnectEx.retry"_clause});
const AlternativeInfo is_connected("connect.is_connected", Fairness::owed, {});
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
  if (subject.chain.item == no_item) {
    fails(subject, is_connected, error::wsaeisconn);
    return;
  }
  const SocketObject* listener = subject.known.socket(subject.call.value(Parameter::name));
  if (!listener) {
    fails(subject, is_refused, error::wsaeconnrefused);
    return;
  }
  const Instant closed = subject.known.file(*listener).closed;
  subject.allowed.offer(connects)
      .when(happened(listener->listening))
      .when(!happened(closed))
      .then(mark(socket.connected))
      .then(push(listener->backlog, subject.chain.item))
      .returns(0)
      .next(leave);
  fails(subject, is_refused, error::wsaeconnrefused).when(!happened(listener->listening));
  fails(subject, is_refused, error::wsaeconnrefused)
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
