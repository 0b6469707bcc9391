// WSARecv on streams: what may happen when it is called, and how a posted receive may end.

#include "model/rules/rules.h"

namespace ioracle::rules {
namespace {

const AlternativeInfo is_not_connected("WSARecv.is_not_connected", Fairness::owed,
                                       {"WSARecv.err.WSAENOTCONN"_clause,
                                        "WSARecv.ret.other-error"_clause, "OVIO.err.other"_clause});
const AlternativeInfo is_shut_down("WSARecv.is_shut_down", Fairness::owed,
                                   {"WSARecv.err.WSAESHUTDOWN"_clause});
const AlternativeInfo is_reset("WSARecv.is_reset", Fairness::owed,
                               {"WSARecv.err.WSAECONNRESET-stream"_clause,
                                "WSARecv.close.abortive"_clause});
const AlternativeInfo lacks_count("WSARecv.lacks_count", Fairness::owed,
                                  {"WSARecv.p.nbytes-null-rule"_clause});
const AlternativeInfo has_no_buffers("WSARecv.has_no_buffers", Fairness::owed,
                                     {"WSARecv.p.count"_clause});
const AlternativeInfo refuses_routine("WSARecv.refuses_routine", Fairness::owed,
                                      {"sock-025"_clause});
const AlternativeInfo receives_at_once(
    "WSARecv.receives_at_once", Fairness::owed,
    {"WSARecv.ret.zero"_clause, "WSARecv.ov.immediate"_clause, "WSARecv.p.nbytes-immediate"_clause,
     "OVIO.recv.present-copied"_clause, "WSARecv.stream.fill-until"_clause,
     "WSARecv.buf.order"_clause, "WSARecv.buf.packed"_clause, "sock-062"_clause});
const AlternativeInfo sees_the_end_at_once("WSARecv.sees_the_end_at_once", Fairness::owed,
                                           {"WSARecv.close.stream-zero"_clause, "sock-064"_clause,
                                            "WSARecv.ret.zero"_clause});
const AlternativeInfo pends_behind_others("WSARecv.pends_behind_others", Fairness::owed,
                                          {"WSARecv.ret.pending"_clause,
                                           "WSARecv.ov.pending"_clause,
                                           "WSARecv.buf.fill-order-guarantee"_clause,
                                           "OVIO.multi.recv"_clause});
const AlternativeInfo pends_without_data(
    "WSARecv.pends_without_data", Fairness::owed,
    {"WSARecv.ret.pending"_clause, "WSARecv.ov.pending"_clause, "WSARecv.ret.error"_clause,
     "WSARecv.ov.pending-noupdate"_clause, "WSARecv.lpflags.delayed"_clause,
     "OVIO.pend.initiated"_clause, "sock-012"_clause, "sock-013"_clause});
const AlternativeInfo blocks("WSARecv.blocks", Fairness::owed,
                             {"WSARecv.nonov.blocks"_clause, "WSARecv.nonov.recv-semantics"_clause,
                              "WSARecv.p.ov-ignored"_clause});
const AlternativeInfo unblocks("WSARecv.unblocks", Fairness::owed,
                               {"WSARecv.nonov.stream-one-byte"_clause,
                                "WSARecv.nonov.buffered-copied"_clause});
const AlternativeInfo is_interrupted("WSARecv.is_interrupted", Fairness::owed,
                                     {"WSARecv.apc.blocking-alertable"_clause, "sock-004"_clause});

const AlternativeInfo takes_data("receive.takes_data", Fairness::owed,
                                 {"WSARecv.stream.partial-fill"_clause,
                                  "WSARecv.stream.fill-until"_clause,
                                  "OVIO.pend.stream-exhausted"_clause,
                                  "WSARecv.iocp.call-order"_clause,
                                  "WSARecv.buf.fill-order-guarantee"_clause});
const AlternativeInfo sees_the_end("receive.sees_the_end", Fairness::owed,
                                   {"WSARecv.close.stream-zero"_clause, "sock-241"_clause});
const AlternativeInfo ends_by_reset("receive.ends_by_reset", Fairness::owed,
                                    {"WSARecv.close.abortive"_clause,
                                     "WSARecv.err.WSAECONNRESET-stream"_clause, "sock-201"_clause});
const AlternativeInfo ends_by_close("receive.ends_by_close", Fairness::owed,
                                    {"sock-078"_clause, "closesocket.cancel.indication"_clause,
                                     "OVIO.cancel.close-discontinues"_clause});
const AlternativeInfo ends_by_documented_close("receive.ends_by_documented_close", Fairness::owed,
                                               {"closesocket.cancel.status"_clause,
                                                "WSARecv.err.WSA_OPERATION_ABORTED"_clause,
                                                "closesocket.cancel.all-threads"_clause,
                                                "closesocket.cancel.indication"_clause});
const AlternativeInfo ends_by_cancel("receive.ends_by_cancel", Fairness::owed,
                                     {"CancelIoEx.outcome.three"_clause, "CancelIo.status"_clause,
                                      "sock-183"_clause, "CancelIoEx.iocp.async-packet"_clause});
const AlternativeInfo ends_with_thread("receive.ends_with_thread", Fairness::owed,
                                       {"WSARecv.thread-exit.cancel"_clause,
                                        "WSAGOR.thread-exit.cancel"_clause,
                                        "ExitThread.cancel.noniocp"_clause});

bool is_asynchronous(const Operation& operation) {
  return operation.request_class != RequestClass::synchronous;
}

// What a receive shows when it returns 0: the count, and no flags on a stream.
void show_received(Alternatives::Builder& builder, const Subject& subject) {
  builder.returns(0).last_error(Shown::on_success);
  if (!subject.call.is_null(Parameter::lpNumberOfBytesRecvd)) {
    builder.shows(Parameter::lpNumberOfBytesRecvd, Shown::transferred);
  }
  builder.shows(Parameter::lpFlags, Shown::integer, 0);
  builder.shows(Parameter::lpBuffers, Shown::received_bytes);
}

void show_pending(Alternatives::Builder& builder) {
  builder.returns(constant::socket_error)
      .last_error(error::io_pending)
      .shows(Parameter::lpNumberOfBytesRecvd, Shown::untouched)
      .shows(Parameter::lpFlags, Shown::untouched)
      .next(leave);
}

Alternatives::Builder refuse(const Subject& subject, const AlternativeInfo& info,
                             std::uint32_t code, const Atom& reason) {
  auto builder = fails(subject, info, code);
  builder.when(reason).shows(Parameter::lpNumberOfBytesRecvd, Shown::untouched);
  return builder;
}

// The driver tries: state first, then data, then it pends (N1, N2, N3).
void attempt_receive(const Subject& subject) {
  const Operation& operation = subject.known.operation(subject.chain.operation);
  const SocketObject& socket = subject.known.socket(operation);
  Alternatives& allowed = subject.allowed;
  if (!socket.linked) {
    fails(subject, is_not_connected, error::wsaenotconn)
        .shows(Parameter::lpNumberOfBytesRecvd, Shown::untouched);
    return;
  }
  refuse(subject, is_not_connected, error::wsaenotconn, !happened(socket.connected));
  refuse(subject, is_shut_down, error::wsaeshutdown, happened(socket.receive_shut));
  refuse(subject, is_reset, error::wsaeconnreset, happened(socket.reset))
      .when(!happened(socket.receive_shut));

  const auto offer_here = [&](const AlternativeInfo& info) {
    auto builder = allowed.offer(info);
    builder.when(happened(socket.connected))
        .when(!happened(socket.receive_shut))
        .when(!happened(socket.reset));
    return builder;
  };
  const MicroStep after_end = first_after_end(operation, false);
  auto received = offer_here(receives_at_once);
  received.when(empty(socket.receives)).when(arrived(operation.stream, 1));
  received.then(take(operation.stream)).then(ends(0)).next(after_end);
  show_received(received, subject);
  auto ended = offer_here(sees_the_end_at_once);
  ended.when(empty(socket.receives)).when(finished(operation.stream));
  ended.then(ends(0)).next(after_end);
  show_received(ended, subject);

  const bool asynchronous = is_asynchronous(operation);
  const auto goes_on = [&](Alternatives::Builder builder) {
    builder.then(push(socket.receives, operation.item)).then(pend());
    if (asynchronous) {
      show_pending(builder);
    } else {
      builder.next(MicroStep::wait);
    }
  };
  goes_on(offer_here(asynchronous ? pends_behind_others : blocks).when(!empty(socket.receives)));
  goes_on(offer_here(asynchronous ? pends_without_data : blocks)
              .variant(1)
              .when(empty(socket.receives))
              .when(!arrived(operation.stream, 1))
              .when(!finished(operation.stream)));
}

// A call without OVERLAPPED waits for its own request, alertably (S4).
void wait_for_receive(const Subject& subject) {
  const Operation& operation = subject.known.operation(subject.chain.operation);
  const ThreadObject& thread = subject.known.thread(subject.chain.thread);
  auto builder = subject.allowed.offer(unblocks);
  builder.when(happened(operation.ended)).next(leave);
  builder.returns(Shown::by_status).last_error(Shown::winsock_by_status);
  if (!subject.call.is_null(Parameter::lpNumberOfBytesRecvd)) {
    builder.shows(Parameter::lpNumberOfBytesRecvd, Shown::transferred);
  }
  builder.shows(Parameter::lpBuffers, Shown::received_bytes);
  subject.allowed.offer(is_interrupted)
      .when(!happened(operation.ended))
      .when(!empty(thread.apcs))
      .next(deliver);
}

}  // namespace

void receive(const Subject& subject) {
  Alternatives& allowed = subject.allowed;
  const Chain& chain = subject.chain;
  if (chain.step == check) {
    const SocketObject* socket = subject.known.socket(subject.call.value(Parameter::s));
    const FileObject* file = socket ? &subject.known.file(*socket) : nullptr;
    const bool refused = file && file->port_known && file->overlapped &&
                         subject.known.operation(chain.operation).routine;
    const Atom associated = happened(refused ? file->associated : always_happened);
    if (!check_socket(subject, start, refused ? std::optional(!associated) : std::nullopt)) return;
    const bool asynchronous = !subject.call.is_null(Parameter::lpOverlapped);
    if (!asynchronous && subject.call.is_null(Parameter::lpNumberOfBytesRecvd)) {
      allowed.clear();
      fails(subject, lacks_count, error::wsaefault);
    } else if (subject.call.event.buffers.empty()) {
      allowed.clear();
      fails(subject, has_no_buffers, error::wsaeinval);
    } else if (refused) {
      fails(subject, refuses_routine, error::wsaeinval)
          .when(associated)
          .when(!happened(file->closed));
    }
    return;
  }
  switch (chain.step) {
    case start:
    case MicroStep::clear:
      return start_operation(subject.known, chain, allowed);
    case attempt:
      return attempt_receive(subject);
    case MicroStep::wait:
      return wait_for_receive(subject);
    case deliver:
    case drain:
      return deliver_routines(subject.known, chain, allowed);
    default:
      return completion(subject.known, chain, leave, allowed);
  }
}

void pending_receive(const Known& known, const Operation& operation, Alternatives& allowed) {
  const SocketObject& socket = known.socket(operation);
  const Profile profile = known.profile();
  const MicroStep next = first_after_end(operation, true);
  const Instant closed = known.file(socket).closed;
  const Atom not_closed = !happened(closed);
  const Atom not_cancelled = !happened(operation.cancelled);
  const Atom whole = !happened(socket.reset);
  const bool dies_with_thread = operation.request_class == RequestClass::attached;
  const Instant exited = known.thread(operation.thread).exited;

  // What the driver may do as long as nobody took the request away.
  const auto perform = [&](const AlternativeInfo& info) {
    auto builder = allowed.offer(info);
    builder.when(not_closed).when(not_cancelled);
    if (dies_with_thread) builder.when(!happened(exited));
    builder.then(remove(socket.receives, operation.item)).next(next);
    return builder;
  };
  perform(takes_data)
      .when(whole)
      .when(head(socket.receives, operation.item))
      .when(arrived(operation.stream, 1))
      .then(take(operation.stream))
      .then(ends(0));
  perform(sees_the_end)
      .when(whole)
      .when(head(socket.receives, operation.item))
      .when(finished(operation.stream))
      .then(ends(0));
  perform(ends_by_reset)
      .when(happened(socket.reset))
      .then(ends(static_cast<std::uint32_t>(Status::connection_reset)));

  // Whoever took it away ends it.
  const auto abort = [&](const AlternativeInfo& info, Instant reason, Status status) {
    auto builder = allowed.offer(info);
    builder.when(happened(reason))
        .then(remove(socket.receives, operation.item))
        .then(ends(static_cast<std::uint32_t>(status)))
        .next(next);
    if (reason != operation.cancelled) builder.when(not_cancelled);
  };
  if (profile == Profile::documented) {
    abort(ends_by_documented_close, closed, Status::cancelled);
  } else {
    abort(ends_by_close, closed,
          profile == Profile::windows_xp ? Status::local_disconnect : Status::connection_aborted);
  }
  abort(ends_by_cancel, operation.cancelled, Status::cancelled);
  if (dies_with_thread) abort(ends_with_thread, exited, Status::cancelled);
}

}  // namespace ioracle::rules
