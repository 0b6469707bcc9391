// WSASend, WSASendTo, WSASendMsg, send and sendto: what may happen when they are called, and how a
// pended send may end.

#include "model/rules/address.h"
#include "model/rules/fault.h"
#include "model/rules/message.h"

namespace ioracle::rules {
namespace {

// What a socket takes in all before a send may have to wait (inferred.send.surely-buffered).
constexpr std::uint64_t surely_buffered_bytes = 8192;

// The most that one datagram carries over IPv4: 65,535 less the headers.
constexpr std::uint64_t datagram_bytes_most = 65507;

const AlternativeInfo is_not_bound("WSASend.is_not_bound", Fairness::owed,
                                   {"WSASend.err.WSAEINVAL"_clause});
const AlternativeInfo is_not_connected("WSASend.is_not_connected", Fairness::owed,
                                       {"WSASend.err.WSAENOTCONN"_clause,
                                        "WSASendMsg.err.WSAENOTCONN"_clause,
                                        "WSASend.ret.other-error"_clause});
const AlternativeInfo is_closed_meanwhile("WSASend.is_closed_meanwhile", Fairness::owed,
                                          {"closesocket.concurrent"_clause});
const AlternativeInfo is_shut_down("WSASend.is_shut_down", Fairness::owed,
                                   {"WSASend.err.WSAESHUTDOWN"_clause,
                                    "WSASendTo.err.WSAESHUTDOWN"_clause, "sock-230"_clause});
const AlternativeInfo is_reset("WSASend.is_reset", Fairness::owed,
                               {"WSASend.err.WSAECONNRESET"_clause, "sock-051"_clause,
                                "sock-061"_clause});
const AlternativeInfo is_aborted("WSASend.is_aborted", Fairness::owed,
                                 {"WSASend.err.WSAECONNABORTED"_clause});
const AlternativeInfo lacks_count("WSASend.lacks_count", Fairness::owed, {"sock-164"_clause});
const AlternativeInfo lacks_count_when_bound("WSASendMsg.lacks_count_when_bound", Fairness::owed,
                                             {"sock-211"_clause});
const AlternativeInfo binds_without_count("WSASendMsg.binds_without_count", Fairness::owed,
                                          {"sock-211"_clause});
const AlternativeInfo has_no_buffers("WSASend.has_no_buffers", Fairness::owed,
                                     {"inferred.send.no-buffers"_clause});
const AlternativeInfo has_bad_buffers("WSASend.has_bad_buffers", Fairness::owed,
                                      {"inferred.send.bad-buffers"_clause});
const AlternativeInfo sends_no_part("WSASend.sends_no_part", Fairness::owed,
                                    {"WSASend.flag.partial"_clause});
const AlternativeInfo is_too_long("WSASend.is_too_long", Fairness::owed,
                                  {"WSASend.msg.too-big"_clause, "WSASendTo.msg.too-big"_clause});
const AlternativeInfo refuses_routine("WSASend.refuses_routine", Fairness::owed,
                                      {"sock-025"_clause});
const AlternativeInfo begins("WSASend.begins", Fairness::owed, {});
const AlternativeInfo binds("WSASendTo.binds", Fairness::owed,
                            {"WSASendTo.bind.implicit"_clause,
                             "WSARecv.bind.client-implicit"_clause, "sock-216"_clause,
                             "sock-212"_clause});
const AlternativeInfo is_bound("WSASendTo.is_bound", Fairness::owed, {});
const AlternativeInfo needs_destination("WSASendTo.needs_destination", Fairness::owed,
                                        {"WSASendTo.err.WSAEDESTADDRREQ"_clause});
const AlternativeInfo sends_at_once("WSASend.sends_at_once", Fairness::owed,
                                    {"WSASend.ret.zero"_clause,
                                     "inferred.send.surely-buffered"_clause,
                                     "inferred.send.buffer-zero-inline"_clause,
                                     "sock-003"_clause,
                                     "sock-063"_clause,
                                     "sock-225"_clause,
                                     "OVIO.order.send-data"_clause,
                                     "OVIO.send.functions"_clause,
                                     "WSASend.order.data"_clause,
                                     "WSASendTo.ov.contract"_clause,
                                     "WSASendTo.dest.override"_clause,
                                     "WSASendTo.dest.stream-ignored"_clause,
                                     "sock-273"_clause,
                                     "OVIO.ret0.indication-done"_clause,
                                     "OVIO.multi.both"_clause,
                                     "OVIO.multi.send"_clause,
                                     "WSASendMsg.ov.contract"_clause,
                                     "sock-212"_clause,
                                     "ci-110"_clause,
                                     "sock-267"_clause});
const AlternativeInfo pends("WSASend.pends", Fairness::owed,
                            {"WSASend.ret.pending"_clause, "OVIO.pend.initiated"_clause,
                             "OVIO.order.send-data"_clause, "OVIO.multi.send"_clause,
                             "OVIO.call.immediate-return"_clause, "WSASendTo.ov.contract"_clause,
                             "sock-217"_clause, "sock-219"_clause, "OVIO.multi.both"_clause,
                             "WSASendMsg.ov.contract"_clause});
const AlternativeInfo would_block("WSASend.would_block", Fairness::owed, {"sock-222"_clause});
const AlternativeInfo blocks("WSASend.blocks", Fairness::owed,
                             {"WSASend.nonov.blocks"_clause, "SOCK.nonov-on-ov"_clause});
const AlternativeInfo unblocks("WSASend.unblocks", Fairness::never_owed,
                               {"WSASend.nonov.blocks"_clause, "sock-220"_clause});
const StreamRefusals refusals = {is_not_bound, is_not_connected, is_closed_meanwhile,
                                 is_shut_down, is_reset,         is_aborted};
// Of sendto and WSASendTo that name nobody.
const StreamRefusals refusals_to_nobody = {
    is_not_bound, needs_destination, is_closed_meanwhile,   is_shut_down,
    is_reset,     is_aborted,        error::wsaedestaddrreq};

const AlternativeInfo is_copied("send.is_copied", Fairness::never_owed,
                                {"WSASend.done.consumed"_clause,
                                 "WSASend.done.not-delivered"_clause});
const AlternativeInfo is_transmitted("send.is_transmitted", Fairness::owed,
                                     {"WSASend.done.not-delivered"_clause,
                                      "WSASendTo.ov.contract"_clause,
                                      "WSASendTo.done.not-delivered"_clause, "ci-109"_clause,
                                      "ci-110"_clause});
const AlternativeInfo is_acknowledged("send.is_acknowledged", Fairness::owed,
                                      {"WSASend.done.consumed"_clause, "sock-217"_clause});
const AlternativeInfo times_out("send.times_out", Fairness::after_time,
                                {"WSARecv.opt.timeouts-blocking-only"_clause,
                                 "WSASendMsg.err.WSAETIMEDOUT"_clause});
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

// Which refusal comes first where several apply is our choice (inferred.transfer.refusal-order).
void check_send(const Subject& subject) {
  const SocketObject* socket = find_socket(subject);
  if (!socket) return;
  const FileObject& file = subject.known.file(*socket);
  const auto refused = [&](const AlternativeInfo& info, std::uint32_t code) {
    auto builder = refuse(subject, info, code);
    require_open(builder, subject.known, *socket);
    return builder;
  };
  const Operation& operation = subject.known.operation(subject.chain.operation);
  if (const auto refusal = message_refusal(subject, *socket)) {
    refused(*refusal->info, refusal->code);
    return;
  }
  if (lacks_any_count(subject.call)) {
    if (takes_message(subject.call.event.function) && operation.addressed) {
      refused(binds_without_count, error::wsaefault)
          .when(!happened(socket->bound))
          .then(mark(socket->bound));
      refused(lacks_count_when_bound, error::wsaefault).when(happened(socket->bound));
    } else {
      refused(lacks_count, error::wsaefault);
    }
    return;
  }
  if (has_no_buffer(subject.call)) {
    refused(has_no_buffers, error::wsaeinval);
    return;
  }
  if (has_bad_buffer(subject.call)) {
    refused(has_bad_buffers, error::wsaefault);
    return;
  }
  if (const auto refusal = address_refusal(subject, *socket)) {
    refused(*refusal->info, refusal->code);
    return;
  }
  if ((flags_of(subject.call.event) & constant::msg_partial) != 0) {
    refused(sends_no_part, error::wsaeopnotsupp);
    return;
  }
  const bool may_refuse = file.port_known && operation.routine;
  const auto begin_with = [&](const AlternativeInfo& info) {
    auto beginning = subject.allowed.offer(info);
    require_open(beginning, subject.known, *socket);
    if (may_refuse) beginning.when(!happened(file.associated));
    return beginning.next(start);
  };
  if (operation.addressed) {
    begin_with(binds).when(!happened(socket->bound)).then(mark(socket->bound));
    begin_with(is_bound).when(happened(socket->bound));
  } else {
    begin_with(begins);
  }
  if (may_refuse) refused(refuses_routine, error::wsaeinval).when(happened(file.associated));
}

// Is it known whether the transport takes the data at once? Beyond a threshold that is unknown it
// may wait (N7); with SO_SNDBUF 0 nothing is copied, and an overlapped send of much waits.
enum class Buffering : std::uint8_t { at_once_while_little, unknown, waits };

Buffering buffering(const Known& known, const Operation& operation) {
  const std::int32_t room = known.socket(operation).options.send_buffer;
  if (known.socket(operation).datagram || !is_windows(known.profile())) return Buffering::unknown;
  if (room == 0 && !is_synchronous(operation) && operation.capacity > surely_buffered_bytes) {
    return Buffering::waits;
  }
  const bool little = operation.capacity <= surely_buffered_bytes;
  return room < 0 && little ? Buffering::at_once_while_little : Buffering::unknown;
}

void attempt_send(const Subject& subject) {
  const Operation& operation = subject.known.operation(subject.chain.operation);
  const SocketObject& socket = subject.known.socket(operation);
  const StreamCheck stream(subject, operation);
  const Function function = subject.call.event.function;
  const bool may_name = address_parameters(function).has_value() && !takes_message(function);
  if (!stream.offer_refusals(subject,
                             may_name && socket.datagram ? refusals_to_nobody : refusals)) {
    return;
  }
  offer_drop(subject, socket);
  if (socket.datagram && operation.capacity > datagram_bytes_most) {
    auto refused = refuse(subject, is_too_long, error::wsaemsgsize);
    stream.require_usable(refused);
    return;
  }
  const Buffering buffered = buffering(subject.known, operation);
  if (buffered != Buffering::waits) {
    auto sent = stream.usable(subject, sends_at_once);
    sent.then(append(operation.stream)).then(ends(0)).next(first_after_end(operation, false));
    show_done(sent, subject);
  }
  const auto require_much = [&](Alternatives::Builder& builder) {
    if (buffered != Buffering::at_once_while_little) return;
    builder.when(in_flight(operation.stream, surely_buffered_bytes - operation.capacity + 1));
  };
  const auto queue_here = [&](const AlternativeInfo& info) {
    auto builder = stream.usable(subject, info);
    require_much(builder);
    builder.then(append(operation.stream)).then(push(socket.sends, operation.item));
    return builder;
  };
  if (!is_synchronous(operation)) {
    auto pended = queue_here(pends);
    pended.then(pend());
    show_pending(pended, subject);
    return;
  }
  auto blocked = queue_here(blocks);
  blocked.then(mark(operation.linked)).next(MicroStep::wait);
  if (operation.has_overlapped) return;
  blocked.when(reads(socket.nonblocking, 0));
  auto refused = refuse(subject, would_block, error::wsaewouldblock);
  stream.require_usable(refused);
  require_much(refused);
  refused.when(!reads(socket.nonblocking, 0));
}

void end_by_time(const RequestEnd& request) {
  const std::int64_t timeout_ms = request.operation().timeout_ms;
  if (!request.is_awaited() || timeout_ms <= 0) return;
  request.perform(times_out, Status::io_timeout)
      .when(elapsed(static_cast<std::uint64_t>(timeout_ms)));
}

// How a request ends whose data the transport did not take at once.
void end_send(const RequestEnd& request) {
  const Operation& operation = request.operation();
  const Known& known = request.known();
  const SocketObject& socket = known.socket(operation);
  if (operation.stream == no_stream) return;  // it was never connected: refused, it never pended
  const Atom whole = !happened(socket.reset);
  if (socket.datagram) {
    request.perform(is_transmitted, Status::success);
    request.abort(ends_by_close, known.file(operation).closed, Status::cancelled);
    request.abort(ends_by_cancel, operation.cancelled, Status::cancelled);
    end_by_time(request);
    return;
  }
  // Without a buffer nothing is copied: the data are the caller's until they are acknowledged.
  if (socket.options.send_buffer != 0 || !is_windows(known.profile())) {
    request.perform(request.is_awaited() ? unblocks : is_copied, Status::success).when(whole);
  }
  request.perform(is_acknowledged, Status::success)
      .when(whole)
      .when(acknowledged(operation.stream, known.item(operation.item).operation));
  end_by_drop(request, socket);
  request.perform(ends_by_reset, Status::connection_reset).when(happened(socket.reset));
  request.abort(ends_by_close, known.file(operation).closed, Status::cancelled);
  request.abort(ends_by_cancel, operation.cancelled, Status::cancelled);
  if (operation.request_class == RequestClass::attached) {
    request.abort(ends_with_thread, known.thread(operation.thread).exited, Status::cancelled);
  }
  end_by_time(request);
}

}  // namespace

void send(const Subject& subject) {
  const Chain& chain = subject.chain;
  switch (chain.step) {
    case check:
      return check_send(subject);
    case start:
    case MicroStep::clear:
      return start_operation(subject.known, chain, subject.allowed);
    case attempt:
      return attempt_send(subject);
    case MicroStep::wait:
      return end_send(RequestEnd(subject));
    default:
      return completion(subject.known, chain, leave, subject.allowed);
  }
}

void pending_send(const Known& known, const Operation& operation, Alternatives& allowed) {
  end_send(RequestEnd(known, operation, allowed));
}

}  // namespace ioracle::rules
