// WSARecv, WSARecvFrom, WSARecvMsg, recv and recvfrom: how a request ends that found no data.

#include <algorithm>

#include "model/rules/fault.h"
#include "model/rules/receive.h"

namespace ioracle::rules {
namespace {

const AlternativeInfo unblocks(
    "WSARecv.unblocks", Fairness::owed,
    {"WSARecv.nonov.stream-one-byte"_clause, "WSARecv.nonov.stream-no-guarantee"_clause,
     "WSARecv.nonov.buffered-copied"_clause, "sock-036"_clause, "WSARecv.nonov.blocks"_clause,
     "WSARecv.nonov.recv-semantics"_clause, "OVIO.mode.create-no-effect"_clause,
     "OVIO.mode.use-no-effect"_clause, "WSARecv.p.ov-ignored"_clause,
     "WSARecv.p.cr-ignored"_clause});
const AlternativeInfo unblocks_to_peek("WSARecv.unblocks_to_peek", Fairness::owed,
                                       {"WSARecv.flag.peek-copy"_clause});
const AlternativeInfo takes_data(
    "receive.takes_data", Fairness::owed,
    {"WSARecv.stream.partial-fill"_clause, "WSARecv.stream.fill-until"_clause,
     "OVIO.pend.stream-exhausted"_clause, "WSARecv.flag.push-nodelay"_clause,
     "WSARecv.flag.push-hint"_clause, "WSARecv.flag.push-tcp-immediate"_clause,
     "WSARecv.iocp.call-order"_clause, "WSARecv.buf.fill-order-guarantee"_clause,
     "WSARecv.buf.wsabuf-captured"_clause, "WSARecv.mode.row2"_clause,
     "OVIO.recv.direct-place"_clause, "WSARecv.ex.reuse-serial"_clause,
     "OVIO.rcvbuf0.reliable"_clause, "WSARecv.ex.zero-is-close"_clause});
const AlternativeInfo may_take_data("receive.may_take_data", Fairness::never_owed,
                                    {"WSARecv.flag.push-tcp-hold"_clause});
const AlternativeInfo takes_all("receive.takes_all", Fairness::owed,
                                {"WSARecv.flag.waitall-full"_clause, "sock-253"_clause,
                                 "WSARecv.flag.waitall-only"_clause});
const AlternativeInfo takes_urgent("receive.takes_urgent", Fairness::owed,
                                   {"WSARecv.flag.oob"_clause,
                                    "inferred.receive.urgent-apart"_clause});
const AlternativeInfo takes_the_rest("receive.takes_the_rest", Fairness::owed,
                                     {"WSARecv.flag.waitall-closed"_clause,
                                      "WSARecv.flag.waitall-only"_clause});
const AlternativeInfo takes_message(
    "receive.takes_message", Fairness::owed,
    {"WSARecv.msg.place"_clause, "WSARecv.mode.row4"_clause, "WSARecv.nonov.message-full"_clause,
     "WSARecv.close.zero-message-legal"_clause, "WSARecvFrom.from.deferred"_clause,
     "WSARecvFrom.from.len"_clause, "WSARecvFrom.from.source"_clause,
     "WSASendTo.dest.override"_clause, "sock-266"_clause, "ci-111"_clause, "sock-208"_clause,
     "inferred.message.control-length"_clause, "WSARecvMsg.iocp.order"_clause,
     "WSARecv.buf.fill-order-guarantee"_clause, "WSARecv.flag.partial-end"_clause});
const AlternativeInfo cuts_message(
    "receive.cuts_message", Fairness::owed,
    {"WSARecv.err.WSAEMSGSIZE"_clause, "WSARecv.msg.larger-first-part"_clause,
     "WSARecv.msg.unreliable-lost"_clause, "WSARecvFrom.trunc"_clause,
     "WSARecvMsg.out.MSG_TRUNC"_clause, "WSARecvMsg.err.WSAEMSGSIZE"_clause,
     "inferred.recvfrom.cut-tells-sender"_clause, "ci-104"_clause,
     "WSARecv.feat.partial-support"_clause, "ci-105"_clause, "sock-256"_clause});
const AlternativeInfo takes_part("receive.takes_part", Fairness::owed,
                                 {"WSARecv.msg.partial-supported"_clause,
                                  "WSARecv.msg.larger-first-part"_clause,
                                  "WSARecv.flag.partial-input"_clause,
                                  "WSARecv.flag.partial-output"_clause,
                                  "WSARecv.lpflags.partial-set"_clause, "WSARecv.mode.row3"_clause,
                                  "inferred.receive.partial-status"_clause});
const AlternativeInfo keeps_message("receive.keeps_message", Fairness::owed,
                                    {"WSARecv.msg.reliable-no-partial"_clause,
                                     "WSARecv.err.WSAEMSGSIZE"_clause,
                                     "WSARecv.msg.larger-first-part"_clause});
const AlternativeInfo learns_of_closed_circuit("receive.learns_of_closed_circuit", Fairness::owed,
                                               {"WSARecv.err.WSAEDISCON"_clause,
                                                "WSARecv.close.message-wsaediscon"_clause});
const AlternativeInfo cuts_control("receive.cuts_control", Fairness::owed,
                                   {"WSARecvMsg.out.MSG_CTRUNC"_clause, "sock-205"_clause,
                                    "sock-204"_clause});
const AlternativeInfo sees_the_end("receive.sees_the_end", Fairness::owed,
                                   {"WSARecv.close.stream-zero"_clause, "sock-241"_clause,
                                    "WSARecv.ex.zero-is-close"_clause});
const AlternativeInfo times_out("receive.times_out", Fairness::after_time,
                                {"WSARecv.opt.timeouts-blocking-only"_clause,
                                 "SOPT.rcvtimeo"_clause, "sock-044"_clause,
                                 "WSARecvMsg.err.WSAETIMEDOUT"_clause});
const AlternativeInfo ends_by_reset("receive.ends_by_reset", Fairness::owed,
                                    {"WSARecv.close.abortive"_clause,
                                     "WSARecv.err.WSAECONNRESET-stream"_clause, "sock-201"_clause});
const AlternativeInfo ends_by_close("receive.ends_by_close", Fairness::owed,
                                    {"sock-078"_clause, "sock-084"_clause,
                                     "closesocket.cancel.indication"_clause,
                                     "OVIO.cancel.close-discontinues"_clause});
const AlternativeInfo datagrams_end_by_close("receive.datagrams_end_by_close", Fairness::owed,
                                             {"ci-048"_clause,
                                              "closesocket.cancel.indication"_clause,
                                              "OVIO.cancel.close-discontinues"_clause});
const AlternativeInfo ends_by_documented_close("receive.ends_by_documented_close", Fairness::owed,
                                               {"closesocket.cancel.status"_clause,
                                                "WSARecv.err.WSA_OPERATION_ABORTED"_clause,
                                                "closesocket.cancel.all-threads"_clause,
                                                "closesocket.cancel.indication"_clause});
const AlternativeInfo ends_by_cancel("receive.ends_by_cancel", Fairness::owed,
                                     {"CancelIoEx.outcome.three"_clause, "CancelIo.status"_clause,
                                      "sock-183"_clause, "CancelIoEx.iocp.async-packet"_clause,
                                      "WSARecv.flag.waitall-cancel"_clause,
                                      "inferred.receive.canceled-leaves-bytes"_clause});
const AlternativeInfo ends_with_thread("receive.ends_with_thread", Fairness::owed,
                                       {"WSARecv.thread-exit.cancel"_clause,
                                        "WSAGOR.thread-exit.may-fail"_clause,
                                        "WSAGOR.thread-exit.cancel"_clause,
                                        "ExitThread.cancel.noniocp"_clause});

// How a request on a stream ends once data are there: by any, or by all that it waits for.
void take_data(const RequestEnd& request, const SocketObject& socket) {
  const Operation& operation = request.operation();
  const Fifo queue = request.known().queue(operation);
  const auto take_with = [&](const AlternativeInfo& info, std::uint64_t amount_bytes) {
    auto builder = request.perform(info, Status::success, true);
    builder.when(!happened(socket.reset)).when(head(queue, operation.item));
    builder.when(arrived(operation.stream, amount_bytes));
    require_kept(builder, socket);
    return builder;
  };
  if (operation.urgent) {
    take_with(takes_urgent, 1);
  } else if (operation.waits_for_all) {
    take_with(takes_all, awaited_bytes(operation));
    if (operation.capacity > 1) take_with(takes_the_rest, 1).when(ended(operation.stream));
  } else if (request.is_awaited()) {
    take_with(operation.peeks ? unblocks_to_peek : unblocks, 1);
  } else if (socket.faults.holds_unpushed_data && !operation.pushes) {
    take_with(may_take_data, 1);
    take_with(takes_data, std::max<std::uint64_t>(operation.capacity, 1));
    take_with(takes_data, 1).variant(1).when(ended(operation.stream));
  } else {
    take_with(takes_data, 1);
  }
}

// How a request ends once a message is there, or none will come any more.
void take_message(const RequestEnd& request, const SocketObject& socket) {
  const Operation& operation = request.operation();
  const Stream stream = operation.stream;
  const Fifo queue = request.known().queue(operation);
  const bool cuts = operation.cuts_control;
  const auto take_with = [&](const AlternativeInfo& info, Status status, Cut cut = Cut::data) {
    auto taken = request.perform(info, status, true, cut);
    taken.when(head(queue, operation.item)).when(arrived(stream, 1));
    if (socket.datagram) return taken;
    taken.when(!happened(socket.reset));
    require_kept(taken, socket);
    return taken;
  };
  take_with(cuts ? cuts_control : takes_message, cuts ? Status::buffer_overflow : Status::success,
            Cut::control)
      .when(!longer(stream, operation.capacity));
  if (request.known().keeps_rest(stream)) {
    take_with(takes_part, Status::receive_partial).when(longer(stream, operation.capacity));
  } else {
    const bool stays = request.known().keeps_whole(stream);
    take_with(stays ? keeps_message : cuts_message, Status::buffer_overflow)
        .when(longer(stream, operation.capacity));
  }
  if (socket.datagram) return;
  request.perform(learns_of_closed_circuit, Status::graceful_disconnect)
      .when(!happened(socket.reset))
      .when(head(queue, operation.item))
      .when(finished(stream));
}

}  // namespace

std::uint64_t awaited_bytes(const Operation& operation) {
  return operation.waits_for_all ? std::max<std::uint64_t>(operation.capacity, 1) : 1;
}

void end_receive(const RequestEnd& request) {
  const Operation& operation = request.operation();
  const Known& known = request.known();
  const SocketObject& socket = known.socket(operation);
  const Profile profile = known.profile();
  const Instant closed = known.file(operation).closed;
  if (operation.stream == no_stream) return;  // it was never connected: refused, it never pended
  end_by_interruptions(request, socket);
  const Atom whole = !happened(socket.reset);
  if (known.carries_messages(operation.stream)) {
    take_message(request, socket);
    if (!socket.datagram) end_by_drop(request, socket);
  } else {
    take_data(request, socket);
    request.perform(sees_the_end, Status::success)
        .when(whole)
        .when(head(known.queue(operation), operation.item))
        .when(finished(operation.stream));
    end_by_drop(request, socket);
  }
  request.perform(ends_by_reset, Status::connection_reset).when(happened(socket.reset));
  if (profile == Profile::documented) {
    request.abort(ends_by_documented_close, closed, Status::cancelled);
  } else if (socket.datagram) {
    request.abort(datagrams_end_by_close, closed, Status::cancelled);
  } else {
    const bool old = profile == Profile::windows_xp;
    request.abort(ends_by_close, closed,
                  old ? Status::local_disconnect : Status::connection_aborted);
  }
  request.abort(ends_by_cancel, operation.cancelled, Status::cancelled);
  if (operation.request_class == RequestClass::attached) {
    request.abort(ends_with_thread, known.thread(operation.thread).exited, Status::cancelled);
  }
  if (!request.is_awaited() || operation.timeout_ms <= 0) return;
  request.perform(times_out, Status::io_timeout)
      .when(elapsed(static_cast<std::uint64_t>(operation.timeout_ms)));
}

}  // namespace ioracle::rules
