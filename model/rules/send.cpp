// WSASend on streams: what may happen when it is called, and how a pended send may end.

#include "model/rules/rules.h"

namespace ioracle::rules {
namespace {

// Up to this many bytes a send is taken to be buffered at once (sock-063: 1,024 bytes were); beyond
// it the threshold is unknown (mechanisms N7).
constexpr std::uint64_t surely_buffered_bytes = 8192;

const AlternativeInfo is_not_connected("WSASend.is_not_connected", Fairness::owed,
                                       {"WSASend.err.WSAENOTCONN"_clause,
                                        "WSASend.ret.other-error"_clause});
const AlternativeInfo is_closed_meanwhile("WSASend.is_closed_meanwhile", Fairness::owed,
                                          {"closesocket.concurrent"_clause});
const AlternativeInfo is_shut_down("WSASend.is_shut_down", Fairness::owed,
                                   {"WSASend.err.WSAESHUTDOWN"_clause});
const AlternativeInfo is_reset("WSASend.is_reset", Fairness::owed,
                               {"WSASend.err.WSAECONNRESET"_clause, "sock-061"_clause});
const AlternativeInfo is_aborted("WSASend.is_aborted", Fairness::owed,
                                 {"WSASend.err.WSAECONNABORTED"_clause});
const AlternativeInfo has_no_buffers("WSASend.has_no_buffers", Fairness::owed, {});
const AlternativeInfo refuses_routine("WSASend.refuses_routine", Fairness::owed,
                                      {"sock-025"_clause});
const AlternativeInfo sends_at_once("WSASend.sends_at_once", Fairness::owed,
                                    {"WSASend.ret.zero"_clause, "sock-063"_clause,
                                     "OVIO.order.send-data"_clause, "WSASend.order.data"_clause,
                                     "OVIO.ret0.indication-done"_clause});
const AlternativeInfo pends("WSASend.pends", Fairness::owed,
                            {"WSASend.ret.pending"_clause, "OVIO.pend.initiated"_clause,
                             "OVIO.order.send-data"_clause, "OVIO.multi.send"_clause});
const AlternativeInfo unblocks("WSASend.unblocks", Fairness::owed, {"WSASend.nonov.blocks"_clause});

const AlternativeInfo is_copied("send.is_copied", Fairness::never_owed,
                                {"WSASend.done.consumed"_clause,
                                 "WSASend.done.not-delivered"_clause});
const AlternativeInfo is_acknowledged("send.is_acknowledged", Fairness::owed,
                                      {"WSASend.done.consumed"_clause});
const AlternativeInfo ends_by_reset("send.ends_by_reset", Fairness::owed,
                                    {"WSASend.err.WSAECONNRESET"_clause});
const AlternativeInfo ends_by_close("send.ends_by_close", Fairness::owed,
                                    {"WSASend.err.WSA_OPERATION_ABORTED"_clause,
                                     "closesocket.cancel.status"_clause});
const AlternativeInfo ends_by_cancel("send.ends_by_cancel", Fairness::owed,
                                     {"CancelIoEx.outcome.three"_clause, "CancelIo.status"_clause,
                                      "sock-183"_clause});
const AlternativeInfo ends_with_thread("send.ends_with_thread", Fairness::owed,
                                       {"WSASend.err.WSA_OPERATION_ABORTED"_clause,
                                        "ExitThread.cancel.noniocp"_clause});

Alternatives::Builder refuse(const Subject& subject, const AlternativeInfo& info,
                             std::uint32_t code, const Atom& reason) {
  auto builder = fails(subject, info, code);
  builder.when(reason).shows(Parameter::lpNumberOfBytesSent, Shown::untouched);
  return builder;
}

void attempt_send(const Subject& subject) {
  const Operation& operation = subject.known.operation(subject.chain.operation);
  const SocketObject& socket = subject.known.socket(operation);
  const Instant closed = subject.known.file(operation).closed;
  Alternatives& allowed = subject.allowed;
  if (!socket.linked) {
    fails(subject, is_not_connected, error::wsaenotconn)
        .shows(Parameter::lpNumberOfBytesSent, Shown::untouched);
    return;
  }
  refuse(subject, is_not_connected, error::wsaenotconn, !happened(socket.connected));
  refuse(subject, is_closed_meanwhile, error::wsaenotsock, happened(closed));
  refuse(subject, is_shut_down, error::wsaeshutdown, happened(socket.send_shut));
  refuse(subject, is_reset, error::wsaeconnreset, happened(socket.reset))
      .when(!happened(socket.send_shut));
  refuse(subject, is_aborted, error::wsaeconnaborted, happened(socket.reset))
      .when(!happened(socket.send_shut));

  const auto offer_here = [&](const AlternativeInfo& info) {
    auto builder = allowed.offer(info);
    builder.when(happened(socket.connected))
        .when(!happened(closed))
        .when(!happened(socket.send_shut))
        .when(!happened(socket.reset));
    builder.then(append(operation.stream));
    return builder;
  };
  auto sent = offer_here(sends_at_once);
  sent.then(ends(0)).next(first_after_end(operation, false));
  sent.returns(0).last_error(Shown::on_success);
  if (!subject.call.is_null(Parameter::lpNumberOfBytesSent)) {
    sent.shows(Parameter::lpNumberOfBytesSent, Shown::transferred);
  }
  const bool buffered = is_windows(subject.known.profile()) && socket.send_buffer < 0 &&
                        operation.capacity <= surely_buffered_bytes;
  if (buffered) return;
  auto pended = offer_here(pends);
  pended.then(push(socket.sends, operation.item)).then(pend());
  if (operation.request_class == RequestClass::synchronous) {
    pended.next(MicroStep::wait);
  } else {
    pended.returns(constant::socket_error)
        .last_error(error::io_pending)
        .shows(Parameter::lpNumberOfBytesSent, Shown::untouched)
        .next(leave);
  }
}

}  // namespace

void send(const Subject& subject) {
  Alternatives& allowed = subject.allowed;
  const Chain& chain = subject.chain;
  if (chain.step == check) {
    const SocketObject* socket = subject.known.socket(subject.call.value(Parameter::s));
    const FileObject* file = socket ? &subject.known.file(*socket) : nullptr;
    const bool refused = file && file->port_known && file->overlapped &&
                         subject.known.operation(chain.operation).routine;
    const Atom associated = happened(refused ? file->associated : always_happened);
    if (!check_socket(subject, start, refused ? std::optional(!associated) : std::nullopt)) return;
    if (subject.call.event.buffers.empty()) {
      allowed.clear();
      fails(subject, has_no_buffers, error::wsaeinval);
    } else if (refused) {
      fails(subject, refuses_routine, error::wsaeinval)
          .when(associated)
          .when(!happened(file->closed));
    }
    return;
  }
  const Operation& operation = subject.known.operation(chain.operation);
  switch (chain.step) {
    case start:
    case MicroStep::clear:
      return start_operation(subject.known, chain, allowed);
    case attempt:
      return attempt_send(subject);
    case MicroStep::wait: {
      auto builder = allowed.offer(unblocks);
      builder.when(happened(operation.ended)).next(leave);
      builder.returns(Shown::by_status).last_error(Shown::winsock_by_status);
      builder.shows(Parameter::lpNumberOfBytesSent, Shown::transferred);
      return;
    }
    default:
      return completion(subject.known, chain, leave, allowed);
  }
}

void pending_send(const Known& known, const Operation& operation, Alternatives& allowed) {
  const SocketObject& socket = known.socket(operation);
  const Instant closed = known.file(operation).closed;
  const MicroStep next = first_after_end(operation, true);
  const bool dies_with_thread = operation.request_class == RequestClass::attached;
  const Instant exited = known.thread(operation.thread).exited;
  const auto perform = [&](const AlternativeInfo& info) {
    auto builder = allowed.offer(info);
    builder.when(!happened(closed)).when(!happened(operation.cancelled));
    if (dies_with_thread) builder.when(!happened(exited));
    builder.then(remove(socket.sends, operation.item)).next(next);
    return builder;
  };
  perform(is_copied).when(!happened(socket.reset)).then(ends(0));
  perform(is_acknowledged)
      .when(!happened(socket.reset))
      .when(acknowledged(operation.stream, known.item(operation.item).operation))
      .then(ends(0));
  perform(ends_by_reset)
      .when(happened(socket.reset))
      .then(ends(static_cast<std::uint32_t>(Status::connection_reset)));
  const auto abort = [&](const AlternativeInfo& info, Instant reason) {
    auto builder = allowed.offer(info);
    builder.when(happened(reason))
        .then(remove(socket.sends, operation.item))
        .then(ends(static_cast<std::uint32_t>(Status::cancelled)))
        .next(next);
    if (reason != operation.cancelled) builder.when(!happened(operation.cancelled));
  };
  abort(ends_by_close, closed);
  abort(ends_by_cancel, operation.cancelled);
  if (dies_with_thread) abort(ends_with_thread, exited);
}

}  // namespace ioracle::rules
