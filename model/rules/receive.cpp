// WSARecv, WSARecvFrom, recv and recvfrom: what may happen when they are called, and how a posted
// receive may end.

#include "model/rules/address.h"

namespace ioracle::rules {
namespace {

const AlternativeInfo is_not_bound("WSARecv.is_not_bound", Fairness::owed,
                                   {"WSARecv.err.WSAEINVAL"_clause, "WSARecv.bind.known"_clause,
                                    "WSARecv.scope.sockets"_clause,
                                    "WSARecvFrom.err.WSAEINVAL"_clause});
const AlternativeInfo is_not_connected("WSARecv.is_not_connected", Fairness::owed,
                                       {"WSARecv.err.WSAENOTCONN"_clause,
                                        "WSARecv.ret.other-error"_clause,
                                        "WSARecv.scope.sockets"_clause, "OVIO.err.other"_clause});
const AlternativeInfo is_closed_meanwhile("WSARecv.is_closed_meanwhile", Fairness::owed,
                                          {"closesocket.concurrent"_clause});
const AlternativeInfo is_shut_down("WSARecv.is_shut_down", Fairness::owed,
                                   {"WSARecv.err.WSAESHUTDOWN"_clause,
                                    "recvfrom.err.WSAESHUTDOWN"_clause, "sock-232"_clause,
                                    "sock-239"_clause});
const AlternativeInfo is_reset("WSARecv.is_reset", Fairness::owed,
                               {"WSARecv.err.WSAECONNRESET-stream"_clause,
                                "WSARecv.close.abortive"_clause, "sock-050"_clause,
                                "sock-065"_clause});
const AlternativeInfo is_aborted("WSARecv.is_aborted", Fairness::owed,
                                 {"WSARecv.err.WSAECONNABORTED"_clause, "sock-058"_clause});
const AlternativeInfo lacks_count("WSARecv.lacks_count", Fairness::owed,
                                  {"WSARecv.p.nbytes-null-rule"_clause});
const AlternativeInfo has_no_buffers("WSARecv.has_no_buffers", Fairness::owed,
                                     {"WSARecv.p.count"_clause, "sock-027"_clause,
                                      "sock-028"_clause});
const AlternativeInfo has_bad_buffers("WSARecv.has_bad_buffers", Fairness::owed,
                                      {"WSARecv.err.WSAEFAULT"_clause, "sock-287"_clause});
const AlternativeInfo cannot_wait_for_all("WSARecv.cannot_wait_for_all", Fairness::owed,
                                          {"WSARecv.flag.waitall-combo"_clause});
const AlternativeInfo waits_for_no_messages("WSARecv.waits_for_no_messages", Fairness::owed,
                                            {"WSARecv.flag.waitall-dgram"_clause});
const AlternativeInfo has_no_urgent_data("WSARecv.has_no_urgent_data", Fairness::owed,
                                         {"sock-279"_clause});
const AlternativeInfo cannot_wait("WSARecv.cannot_wait", Fairness::owed,
                                  {"WSARecv.flag.waitall-nonblocking"_clause});
const AlternativeInfo refuses_routine("WSARecv.refuses_routine", Fairness::owed,
                                      {"sock-025"_clause});
const AlternativeInfo begins("WSARecv.begins", Fairness::owed, {});
const AlternativeInfo receives_at_once("WSARecv.receives_at_once", Fairness::owed,
                                       {"WSARecv.ret.zero"_clause,
                                        "WSARecv.ov.immediate"_clause,
                                        "WSARecv.p.nbytes-immediate"_clause,
                                        "WSARecv.p.buffers"_clause,
                                        "WSARecv.p.nbytes-null-advice"_clause,
                                        "WSARecv.p.flags-inout"_clause,
                                        "WSARecv.feat.scatter"_clause,
                                        "WSARecv.nonov.both-null"_clause,
                                        "WSARecv.nonov.stream-max"_clause,
                                        "WSARecv.mode.row1"_clause,
                                        "WSARecvFrom.from.ignored-stream"_clause,
                                        "sock-273"_clause,
                                        "sock-274"_clause,
                                        "ci-113"_clause,
                                        "OVIO.recv.present-copied"_clause,
                                        "WSARecv.stream.fill-until"_clause,
                                        "WSARecv.buf.order"_clause,
                                        "WSARecv.buf.packed"_clause,
                                        "sock-002"_clause,
                                        "sock-003"_clause,
                                        "sock-017"_clause,
                                        "sock-031"_clause,
                                        "sock-038"_clause,
                                        "sock-062"_clause});
const AlternativeInfo sees_the_end_at_once("WSARecv.sees_the_end_at_once", Fairness::owed,
                                           {"WSARecv.close.stream-zero"_clause,
                                            "WSARecv.ex.zero-is-close"_clause, "sock-064"_clause,
                                            "sock-231"_clause, "shutdown.drain"_clause,
                                            "WSARecv.ret.zero"_clause});
const AlternativeInfo takes_message_at_once(
    "WSARecv.takes_message_at_once", Fairness::owed,
    {"WSARecv.msg.place"_clause, "WSARecv.mode.row4"_clause,
     "WSARecv.close.zero-message-legal"_clause, "WSARecv.dgram.connected-filter"_clause,
     "WSARecv.dgram.silent-discard"_clause, "OVIO.recv.unposted-buffered"_clause,
     "WSASendTo.dest.override"_clause, "OVIO.recv.functions"_clause, "WSARecvFrom.from.len"_clause,
     "WSARecvFrom.from.source"_clause, "WSARecvFrom.ov.contract"_clause, "WSARecv.ret.zero"_clause,
     "sock-266"_clause, "ci-103"_clause});
const AlternativeInfo cuts_message_at_once(
    "WSARecv.cuts_message_at_once", Fairness::owed,
    {"WSARecv.err.WSAEMSGSIZE"_clause, "WSARecv.msg.larger-first-part"_clause,
     "WSARecv.msg.unreliable-lost"_clause, "WSARecvFrom.trunc"_clause,
     "inferred.recvfrom.cut-tells-sender"_clause, "ci-100"_clause, "ci-104"_clause,
     "sock-206"_clause, "sock-257"_clause});
const AlternativeInfo pends_behind_others("WSARecv.pends_behind_others", Fairness::owed,
                                          {"WSARecv.ret.pending"_clause,
                                           "WSARecv.ov.pending"_clause,
                                           "WSARecv.buf.fill-order-guarantee"_clause,
                                           "WSARecvFrom.from.deferred"_clause,
                                           "OVIO.multi.recv"_clause});
const AlternativeInfo pends_without_data(
    "WSARecv.pends_without_data", Fairness::owed,
    {"WSARecv.ret.pending"_clause, "WSARecv.err.WSA_IO_PENDING"_clause, "WSARecv.ov.pending"_clause,
     "WSARecv.ov.post"_clause, "WSARecv.feat.overlapped"_clause, "WSARecv.ret.error"_clause,
     "WSARecv.ov.pending-noupdate"_clause, "WSARecv.lpflags.delayed"_clause,
     "WSARecvFrom.from.deferred"_clause, "WSARecvFrom.ov.contract"_clause,
     "OVIO.pend.initiated"_clause, "OVIO.call.immediate-return"_clause,
     "OVIO.mode.irrelevant"_clause, "sock-011"_clause, "sock-012"_clause, "sock-013"_clause,
     "sock-018"_clause, "sock-023"_clause, "sock-029"_clause});
const AlternativeInfo would_block("WSARecv.would_block", Fairness::owed,
                                  {"WSARecv.err.WSAEWOULDBLOCK-nonov"_clause,
                                   "recvfrom.err.WSAEWOULDBLOCK"_clause, "sock-033"_clause,
                                   "sock-035"_clause, "sock-263"_clause});
const AlternativeInfo blocks("WSARecv.blocks", Fairness::owed,
                             {"WSARecv.nonov.blocks"_clause, "WSARecv.nonov.recv-semantics"_clause,
                              "WSARecv.nonov.both-null"_clause, "WSARecv.nonov.no-timeout"_clause,
                              "WSARecv.p.ov-ignored"_clause, "WSARecv.p.cr-ignored"_clause,
                              "OVIO.mode.create-no-effect"_clause, "OVIO.mode.use-no-effect"_clause,
                              "SOCK.nonov-on-ov"_clause, "sock-036"_clause, "sock-037"_clause});
const AlternativeInfo unblocks("WSARecv.unblocks", Fairness::owed,
                               {"WSARecv.nonov.stream-one-byte"_clause,
                                "WSARecv.nonov.stream-no-guarantee"_clause,
                                "WSARecv.nonov.buffered-copied"_clause, "sock-036"_clause});
const AlternativeInfo is_interrupted("WSARecv.is_interrupted", Fairness::owed,
                                     {"WSARecv.apc.blocking-alertable"_clause, "sock-004"_clause});
const StreamRefusals refusals = {is_not_bound, is_not_connected, is_closed_meanwhile,
                                 is_shut_down, is_reset,         is_aborted};

const AlternativeInfo takes_data(
    "receive.takes_data", Fairness::owed,
    {"WSARecv.stream.partial-fill"_clause, "WSARecv.stream.fill-until"_clause,
     "OVIO.pend.stream-exhausted"_clause, "WSARecv.flag.push-nodelay"_clause,
     "WSARecv.flag.push-hint"_clause, "WSARecv.flag.push-tcp-immediate"_clause,
     "WSARecv.iocp.call-order"_clause, "WSARecv.buf.fill-order-guarantee"_clause});
const AlternativeInfo takes_message(
    "receive.takes_message", Fairness::owed,
    {"WSARecv.msg.place"_clause, "WSARecv.mode.row4"_clause, "WSARecv.nonov.message-full"_clause,
     "WSARecv.close.zero-message-legal"_clause, "WSARecvFrom.from.deferred"_clause,
     "WSARecvFrom.from.len"_clause, "WSARecvFrom.from.source"_clause,
     "WSASendTo.dest.override"_clause, "sock-266"_clause, "ci-111"_clause,
     "WSARecv.buf.fill-order-guarantee"_clause});
const AlternativeInfo cuts_message("receive.cuts_message", Fairness::owed,
                                   {"WSARecv.err.WSAEMSGSIZE"_clause,
                                    "WSARecv.msg.larger-first-part"_clause,
                                    "WSARecv.msg.unreliable-lost"_clause,
                                    "WSARecvFrom.trunc"_clause,
                                    "inferred.recvfrom.cut-tells-sender"_clause, "ci-104"_clause,
                                    "ci-105"_clause, "sock-256"_clause});
const AlternativeInfo sees_the_end("receive.sees_the_end", Fairness::owed,
                                   {"WSARecv.close.stream-zero"_clause, "sock-241"_clause});
const AlternativeInfo times_out("receive.times_out", Fairness::after_time,
                                {"WSARecv.opt.timeouts-blocking-only"_clause,
                                 "SOPT.rcvtimeo"_clause, "sock-044"_clause});
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

constexpr auto buffer_overflow = static_cast<std::uint32_t>(Status::buffer_overflow);

// What the call asks for before a request is made. Which refusal comes first where several apply is
// our choice (inferred.transfer.refusal-order).
void check_receive(const Subject& subject) {
  const SocketObject* socket = find_socket(subject);
  if (!socket) return;
  const FileObject& file = subject.known.file(*socket);
  const Operation& operation = subject.known.operation(subject.chain.operation);
  const bool winsock2 = tells_flags(subject.call.event.function);
  const std::int64_t flags = flags_of(subject.call.event);
  const auto refused = [&](const AlternativeInfo& info, std::uint32_t code) {
    auto builder = refuse(subject, info, code);
    require_open(builder, subject.known, *socket);
    return builder;
  };
  if (winsock2 && subject.call.is_null(Parameter::lpOverlapped) &&
      subject.call.is_null(Parameter::lpNumberOfBytesRecvd)) {
    refused(lacks_count, error::wsaefault);
    return;
  }
  if (has_no_buffer(subject.call)) {
    refused(has_no_buffers, error::wsaeinval);
    return;
  }
  if (has_bad_buffer(subject.call)) {
    const bool old = !winsock2 && subject.known.profile() == Profile::windows_xp;
    refused(has_bad_buffers, old ? error::wsaenobufs : error::wsaefault);
    return;
  }
  if (const auto refusal = address_refusal(subject, *socket)) {
    refused(*refusal->info, refusal->code);
    return;
  }
  const bool for_all = (flags & constant::msg_waitall) != 0;
  if (for_all && (flags & not_with_waitall) != 0) {
    refused(cannot_wait_for_all, error::wsaeopnotsupp);
    return;
  }
  if (for_all && socket->datagram) {
    refused(waits_for_no_messages, error::wsaeopnotsupp);
    return;
  }
  if ((flags & constant::msg_oob) != 0) {  // specified only where urgent bytes are in line
    refused(has_no_urgent_data, error::wsaeinval);
    return;
  }
  auto beginning = subject.allowed.offer(begins);
  require_open(beginning, subject.known, *socket);
  beginning.next(start);
  if (for_all) {
    beginning.when(reads(socket->nonblocking, 0));
    refused(cannot_wait, error::wsaeopnotsupp).when(!reads(socket->nonblocking, 0));
  }
  if (file.port_known && operation.routine) {
    beginning.when(!happened(file.associated));
    refused(refuses_routine, error::wsaeinval).when(happened(file.associated));
  }
}

// The driver tries: state first, then data, then it pends (N1, N2, N3).
void attempt_receive(const Subject& subject) {
  const Operation& operation = subject.known.operation(subject.chain.operation);
  const SocketObject& socket = subject.known.socket(operation);
  const StreamCheck stream(subject, operation);
  if (!stream.offer_refusals(subject, refusals)) return;

  const MicroStep after_end = first_after_end(operation, false);
  if (socket.datagram) {
    auto whole = stream.usable(subject, takes_message_at_once);
    whole.when(empty(socket.receives)).when(arrived(operation.stream, 1));
    whole.when(!longer(operation.stream, operation.capacity));
    whole.then(take(operation.stream)).then(ends(0)).next(after_end);
    show_done(whole, subject);
    auto cut = stream.usable(subject, cuts_message_at_once);
    cut.when(empty(socket.receives)).when(arrived(operation.stream, 1));
    cut.when(longer(operation.stream, operation.capacity));
    cut.then(take(operation.stream)).then(ends(buffer_overflow));
    show_cut(cut, subject);
    cut.next(after_end);
  } else {
    auto received = stream.usable(subject, receives_at_once);
    received.when(empty(socket.receives)).when(arrived(operation.stream, 1));
    received.then(take(operation.stream)).then(ends(0)).next(after_end);
    show_done(received, subject);
    auto ended = stream.usable(subject, sees_the_end_at_once);
    ended.when(empty(socket.receives)).when(finished(operation.stream));
    ended.then(ends(0)).next(after_end);
    show_done(ended, subject);
  }

  // Nothing is there for it: others wait before it, or no data have arrived.
  const auto offer_without = [&](auto offer_one) {
    offer_one().when(!empty(socket.receives));
    offer_one()
        .variant(1)
        .when(empty(socket.receives))
        .when(!arrived(operation.stream, 1))
        .when(!finished(operation.stream));
  };
  const auto queue_here = [&](const AlternativeInfo& info) {
    auto builder = stream.usable(subject, info);
    builder.then(push(socket.receives, operation.item));
    return builder;
  };
  if (!is_synchronous(operation)) {
    bool behind = true;
    offer_without([&] {
      auto builder = queue_here(behind ? pends_behind_others : pends_without_data);
      behind = false;
      builder.then(pend());
      show_pending(builder, subject);
      return builder;
    });
    return;
  }
  // A nonoverlapped socket that was given an OVERLAPPED waits whatever its mode (sock-036).
  const bool obeys_mode = !operation.has_overlapped;
  offer_without([&] {
    auto builder = queue_here(blocks);
    builder.then(mark(operation.linked)).next(MicroStep::wait);
    if (obeys_mode) builder.when(reads(socket.nonblocking, 0));
    return builder;
  });
  if (!obeys_mode) return;
  offer_without([&] {
    auto builder = refuse(subject, would_block, error::wsaewouldblock);
    stream.require_usable(builder);
    builder.when(!reads(socket.nonblocking, 0));
    return builder;
  });
}

// How a request ends that found no data.
void end_receive(const RequestEnd& request) {
  const Operation& operation = request.operation();
  const Known& known = request.known();
  const SocketObject& socket = known.socket(operation);
  const Profile profile = known.profile();
  const Instant closed = known.file(operation).closed;
  if (operation.stream == no_stream) return;  // it was never connected: refused, it never pended
  const Atom whole = !happened(socket.reset);
  if (socket.datagram) {
    request.perform(takes_message, Status::success, true)
        .when(head(socket.receives, operation.item))
        .when(arrived(operation.stream, 1))
        .when(!longer(operation.stream, operation.capacity));
    request.perform(cuts_message, Status::buffer_overflow, true)
        .when(head(socket.receives, operation.item))
        .when(arrived(operation.stream, 1))
        .when(longer(operation.stream, operation.capacity));
  } else {
    request.perform(request.is_awaited() ? unblocks : takes_data, Status::success, true)
        .when(whole)
        .when(head(socket.receives, operation.item))
        .when(arrived(operation.stream, 1));
    request.perform(sees_the_end, Status::success)
        .when(whole)
        .when(head(socket.receives, operation.item))
        .when(finished(operation.stream));
  }
  request.perform(ends_by_reset, Status::connection_reset).when(happened(socket.reset));
  if (profile == Profile::documented) {
    request.abort(ends_by_documented_close, closed, Status::cancelled);
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

// The call waits for its own request, alertably (S4).
void await_receive(const Subject& subject) {
  end_receive(RequestEnd(subject));
  subject.allowed.offer(is_interrupted)
      .when(!empty(subject.known.thread(subject.chain.thread).apcs))
      .next(deliver);
}

}  // namespace

void receive(const Subject& subject) {
  const Chain& chain = subject.chain;
  switch (chain.step) {
    case check:
      return check_receive(subject);
    case start:
    case MicroStep::clear:
      return start_operation(subject.known, chain, subject.allowed);
    case attempt:
      return attempt_receive(subject);
    case MicroStep::wait:
      return await_receive(subject);
    case deliver:
    case drain:
      return deliver_routines(subject.known, chain, subject.allowed);
    default:
      return completion(subject.known, chain, leave, subject.allowed);
  }
}

void pending_receive(const Known& known, const Operation& operation, Alternatives& allowed) {
  end_receive(RequestEnd(known, operation, allowed));
}

}  // namespace ioracle::rules
