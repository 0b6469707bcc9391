// AcceptEx: a request of the listener. It waits for a connection, then, with a receive buffer, for
// the first data on it (N8).

#include "model/rules/rules.h"

namespace ioracle::rules {
namespace {

const AlternativeInfo lacks_overlapped("AcceptEx.lacks_overlapped", Fairness::owed,
                                       {"AcceptEx.ov.required"_clause,
                                        "inferred.AcceptEx-null-overlapped"_clause});
const AlternativeInfo has_no_listener("AcceptEx.has_no_listener", Fairness::owed,
                                      {"sock-100"_clause});
const AlternativeInfo has_no_acceptor("AcceptEx.has_no_acceptor", Fairness::owed,
                                      {"sock-102"_clause, "AcceptEx.accept.unbound"_clause});
const AlternativeInfo has_no_buffer("AcceptEx.has_no_buffer", Fairness::owed, {"sock-103"_clause});
const AlternativeInfo has_no_remote_area("AcceptEx.has_no_remote_area", Fairness::owed,
                                         {"sock-113"_clause, "AcceptEx.addr.size"_clause});
const AlternativeInfo looks("AcceptEx.looks", Fairness::owed, {});
const AlternativeInfo is_not_listening("AcceptEx.is_not_listening", Fairness::owed,
                                       {"sock-101"_clause});
const AlternativeInfo acceptor_is_bound("AcceptEx.acceptor_is_bound", Fairness::owed,
                                        {"sock-107"_clause, "AcceptEx.accept.unbound"_clause});
const AlternativeInfo acceptor_is_no_stream("AcceptEx.acceptor_is_no_stream", Fairness::owed,
                                            {"sock-106"_clause});
const AlternativeInfo acceptor_is_connected("AcceptEx.acceptor_is_connected", Fairness::owed,
                                            {"sock-108"_clause, "AcceptEx.accept.unbound"_clause});
const AlternativeInfo acceptor_is_engaged("AcceptEx.acceptor_is_engaged", Fairness::owed,
                                          {"sock-115"_clause});
const AlternativeInfo pends("AcceptEx.pends", Fairness::owed,
                            {"AcceptEx.ret.pending"_clause, "AcceptEx.bytes.sync-only"_clause,
                             "sock-104"_clause, "ci-065"_clause});
const AlternativeInfo finds_a_connection("AcceptEx.finds_a_connection", Fairness::owed,
                                         {"ci-077"_clause});
const AlternativeInfo accepts_at_once("AcceptEx.accepts_at_once", Fairness::owed,
                                      {"ci-077"_clause, "AcceptEx.data.zero"_clause});
const AlternativeInfo waits("AcceptEx.waits", Fairness::owed, {});

const AlternativeInfo is_given_a_connection("accept.is_given_a_connection", Fairness::owed,
                                            {"AcceptEx.data.zero"_clause, "sock-104"_clause,
                                             "DisconnectEx.reuse"_clause, "ci-070"_clause});
const AlternativeInfo lacks_room("accept.lacks_room", Fairness::owed,
                                 {"sock-109"_clause, "sock-110"_clause,
                                  "AcceptEx.addr.size"_clause});
const AlternativeInfo connects("accept.connects", Fairness::owed,
                               {"AcceptEx.data.zero"_clause, "sock-104"_clause, "ci-147"_clause,
                                "AcceptEx.channels"_clause});
const AlternativeInfo takes_data("accept.takes_data", Fairness::owed,
                                 {"AcceptEx.data.nonzero"_clause, "AcceptEx.bytes.iocp"_clause,
                                  "sock-119"_clause, "sock-120"_clause, "sock-075"_clause,
                                  "ci-063"_clause});
const AlternativeInfo sees_the_end("accept.sees_the_end", Fairness::owed,
                                   {"sock-074"_clause, "sock-122"_clause});
const AlternativeInfo ends_by_reset("accept.ends_by_reset", Fairness::owed,
                                    {"AcceptEx.err.WSAECONNRESET"_clause, "ci-060"_clause});
const AlternativeInfo ends_by_close("accept.ends_by_close", Fairness::owed,
                                    {"sock-067"_clause, "sock-125"_clause,
                                     "closesocket.cancel.indication"_clause,
                                     "OVIO.cancel.close-discontinues"_clause});
const AlternativeInfo ends_by_close_of_acceptor("accept.ends_by_close_of_acceptor", Fairness::owed,
                                                {"AcceptEx.close-accept"_clause,
                                                 "sock-076"_clause});
const AlternativeInfo ends_by_cancel("accept.ends_by_cancel", Fairness::owed,
                                     {"CancelIoEx.outcome.three"_clause, "ci-038"_clause,
                                      "OVIO.cancel.cancelable"_clause});
const AlternativeInfo ends_with_thread("accept.ends_with_thread", Fairness::owed,
                                       {"AcceptEx.thread-exit"_clause,
                                        "ExitThread.cancel.noniocp"_clause});

// Validation comes after the store of STATUS_PENDING, which nobody takes back.
void check_accept(const Subject& subject) {
  const Call& call = subject.call;
  const Known& known = subject.known;
  const OverlappedObject* overlapped = known.overlapped(call.value(Parameter::lpOverlapped));
  if (!overlapped) {
    fails(subject, lacks_overlapped, error::invalid_parameter);
    return;
  }
  const Effect store = write(overlapped->internal, constant::status_pending);
  const SocketObject* listener = known.socket(call.value(Parameter::sListenSocket));
  if (!listener) {
    fails(subject, has_no_listener, error::wsaenotsock).then(store);
    return;
  }
  const Instant listener_closed = known.file(*listener).closed;
  fails(subject, has_no_listener, error::wsaenotsock).when(happened(listener_closed)).then(store);
  const SocketObject* acceptor = known.socket(call.value(Parameter::sAcceptSocket));
  if (!acceptor) {
    fails(subject, has_no_acceptor, error::wsaenotsock)
        .when(!happened(listener_closed))
        .then(store);
    return;
  }
  const Instant acceptor_closed = known.file(*acceptor).closed;
  fails(subject, has_no_acceptor, error::wsaenotsock)
      .when(!happened(listener_closed))
      .when(happened(acceptor_closed))
      .then(store);
  const auto with_both = [&](Alternatives::Builder builder) {
    return builder.when(!happened(listener_closed)).when(!happened(acceptor_closed));
  };
  if (call.is_null(Parameter::lpOutputBuffer) &&
      call.event.find(Parameter::lpOutputBuffer)->count == 0) {
    with_both(fails(subject, has_no_buffer, error::wsaefault)).then(store);
  } else if (call.integer(Parameter::dwRemoteAddressLength) == 0) {
    with_both(fails(subject, has_no_remote_area, error::wsaefault)).then(store);
  } else {
    with_both(subject.allowed.offer(looks)).next(start);
  }
}

void attempt_accept(const Subject& subject) {
  const Known& known = subject.known;
  const Operation& operation = known.operation(subject.chain.operation);
  const SocketObject& listener = known.socket(operation);
  const SocketObject& acceptor = known.connected_socket(operation);
  const auto refuse = [&](const AlternativeInfo& info) {
    auto builder = fails(subject, info, error::wsaeinval);
    builder.shows(Parameter::lpdwBytesReceived, Shown::untouched);
    return builder;
  };
  refuse(is_not_listening).when(!happened(listener.listening));
  if (acceptor.datagram) {
    refuse(acceptor_is_no_stream).when(happened(listener.listening));
    return;
  }
  // One that it got while the call ran is its own, or that of another which engages it.
  if (operation.target_linked) {
    refuse(acceptor_is_connected).when(happened(listener.listening));
    return;
  }
  if (!acceptor.reused) {
    refuse(acceptor_is_bound).when(happened(listener.listening)).when(happened(acceptor.bound));
  }
  const auto offer_unbound = [&](Alternatives::Builder builder) {
    builder.when(happened(listener.listening));
    if (!acceptor.reused) builder.when(!happened(acceptor.bound));
    return builder;
  };
  offer_unbound(refuse(acceptor_is_engaged)).when(!reads(acceptor.engaged, 0));
  const auto offer_free = [&](const AlternativeInfo& info) {
    auto builder = offer_unbound(subject.allowed.offer(info));
    builder.when(reads(acceptor.engaged, 0)).then(write(acceptor.engaged, 1));
    return builder;
  };
  auto pending = offer_free(pends);
  pending.then(push(listener.accepts, operation.item)).then(pend());
  if (operation.request_class == RequestClass::synchronous) {
    pending.next(MicroStep::wait);
    return;
  }
  pending.returns(0)
      .last_error(error::io_pending)
      .shows(Parameter::lpdwBytesReceived, Shown::untouched)
      .next(leave);
  if (operation.capacity > 0 || operation.lacks_room) return;
  offer_free(finds_a_connection)
      .when(empty(listener.accepts))
      .when(!empty(listener.backlog))
      .then(pop(listener.backlog))
      .next(served);
}

void accept_found(const Subject& subject) {
  const Operation& operation = subject.known.operation(subject.chain.operation);
  auto builder = subject.allowed.offer(accepts_at_once);
  builder.then(mark(subject.known.connected_socket(operation).connected)).then(ends(0));
  builder.returns(1).last_error(Shown::on_success).next(first_after_end(operation, false));
  if (!subject.call.is_null(Parameter::lpdwBytesReceived)) {
    builder.shows(Parameter::lpdwBytesReceived, Shown::transferred);
  }
}

}  // namespace

void await_operation(const Subject& subject, const AlternativeInfo& info) {
  subject.allowed.offer(info)
      .when(happened(subject.known.operation(subject.chain.operation).ended))
      .returns(Shown::by_status)
      .last_error(Shown::winsock_by_status)
      .next(leave);
}

void accept_ex(const Subject& subject) {
  switch (subject.chain.step) {
    case check:
      return check_accept(subject);
    case start:
    case MicroStep::clear:
      return start_operation(subject.known, subject.chain, subject.allowed);
    case attempt:
      return attempt_accept(subject);
    case served:
      return accept_found(subject);
    case MicroStep::wait:
      return await_operation(subject, waits);
    default:
      return completion(subject.known, subject.chain, leave, subject.allowed);
  }
}

void pending_accept(const Known& known, const Chain& chain, Alternatives& allowed) {
  const Operation& operation = known.operation(chain.operation);
  const SocketObject& listener = known.socket(operation);
  const SocketObject& acceptor = known.connected_socket(operation);
  const MicroStep next = first_after_end(operation, true);
  const Instant listener_closed = known.file(listener).closed;
  const Instant acceptor_closed = known.file(acceptor).closed;
  const Instant exited = known.thread(operation.thread).exited;
  const bool dies_with_thread = operation.request_class == RequestClass::attached;
  const bool waits_for_connection = chain.step == end;

  // What the driver may do as long as nobody took the request away.
  const auto perform = [&](const AlternativeInfo& info) {
    auto builder = allowed.offer(info);
    builder.when(!happened(listener_closed))
        .when(!happened(acceptor_closed))
        .when(!happened(operation.cancelled));
    if (dies_with_thread) builder.when(!happened(exited));
    return builder;
  };
  const auto finish_with = [&](Alternatives::Builder builder, Status status) {
    if (waits_for_connection) builder.then(remove(listener.accepts, operation.item));
    builder.then(succeeded(status) ? mark(acceptor.connected) : write(acceptor.engaged, 0))
        .then(ends(static_cast<std::uint32_t>(status)))
        .next(next);
  };
  if (waits_for_connection) {
    const auto with_connection = [&](const AlternativeInfo& info) {
      return perform(info)
          .when(head(listener.accepts, operation.item))
          .when(!empty(listener.backlog));
    };
    if (operation.lacks_room) {
      finish_with(with_connection(lacks_room), Status::buffer_too_small);
    } else {
      with_connection(is_given_a_connection)
          .then(remove(listener.accepts, operation.item))
          .then(pop(listener.backlog))
          .next(served);
    }
  } else {
    const Connection& connection = known.connection(known.item(chain.item).connection);
    const Atom whole = !happened(connection.reset[1]);
    if (operation.capacity == 0) {
      finish_with(perform(connects), Status::success);
    } else {
      finish_with(perform(takes_data)
                      .when(whole)
                      .when(arrived(connection.stream[0], 1))
                      .then(take(connection.stream[0])),
                  Status::success);
      finish_with(perform(sees_the_end).when(whole).when(finished(connection.stream[0])),
                  Status::success);
    }
    finish_with(perform(ends_by_reset).when(happened(connection.reset[1])),
                Status::connection_reset);
  }

  // Whoever took it away ends it. A connection that it has is dropped.
  const auto abort = [&](const AlternativeInfo& info, Instant reason, Status status) {
    auto builder = allowed.offer(info);
    builder.when(happened(reason)).variant(static_cast<std::uint32_t>(status));
    if (reason != operation.cancelled) builder.when(!happened(operation.cancelled));
    if (!waits_for_connection) {
      builder.then(mark(known.connection(known.item(chain.item).connection).aborted[1]));
    }
    finish_with(builder, status);
  };
  abort(ends_by_close, listener_closed, Status::cancelled);
  abort(ends_by_close_of_acceptor, acceptor_closed, Status::cancelled);
  if (!waits_for_connection) {
    abort(ends_by_close_of_acceptor, acceptor_closed, Status::connection_aborted);
  }
  abort(ends_by_cancel, operation.cancelled, Status::cancelled);
  if (dies_with_thread) abort(ends_with_thread, exited, Status::cancelled);
}

}  // namespace ioracle::rules
