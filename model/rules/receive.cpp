// WSARecv, WSARecvFrom, WSARecvMsg, recv and recvfrom: what may happen when they are called, and
// how a posted receive may end.

#include "model/rules/receive.h"

#include "model/rules/address.h"
#include "model/rules/fault.h"

namespace ioracle::rules {
namespace {

const AlternativeInfo is_not_bound("WSARecv.is_not_bound", Fairness::owed,
                                   {"WSARecv.err.WSAEINVAL"_clause, "WSARecv.bind.known"_clause,
                                    "WSARecv.scope.sockets"_clause,
                                    "WSARecvFrom.err.WSAEINVAL"_clause,
                                    "WSARecvMsg.err.WSAEINVAL"_clause});
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
                                        "WSARecv.mode.row2"_clause,
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
                                        "sock-062"_clause,
                                        "OVIO.prov.all-support"_clause,
                                        "WSARecv.cr.call-from"_clause,
                                        "OVIO.rcvbuf0.reliable"_clause,
                                        "OVIO.send.functions"_clause,
                                        "OVIO.order.send-data"_clause,
                                        "OVIO.recv.unposted-buffered"_clause,
                                        "OVIO.recv.functions"_clause});
const AlternativeInfo receives_all_at_once("WSARecv.receives_all_at_once", Fairness::owed,
                                           {"WSARecv.flag.waitall-full"_clause,
                                            "WSARecv.ret.zero"_clause,
                                            "WSARecv.p.flags-inout"_clause});
const AlternativeInfo receives_the_rest_at_once("WSARecv.receives_the_rest_at_once", Fairness::owed,
                                                {"WSARecv.flag.waitall-closed"_clause,
                                                 "WSARecv.ret.zero"_clause});
const AlternativeInfo peeks_at_once("WSARecv.peeks_at_once", Fairness::owed,
                                    {"WSARecv.flag.peek-copy"_clause, "sock-252"_clause});
const AlternativeInfo takes_urgent_at_once("WSARecv.takes_urgent_at_once", Fairness::owed,
                                           {"WSARecv.flag.oob"_clause, "sock-255"_clause,
                                            "sock-277"_clause, "sock-280"_clause,
                                            "inferred.receive.urgent-apart"_clause});
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
     "sock-266"_clause, "ci-103"_clause, "WSARecv.lpflags.partial-clear"_clause, "sock-208"_clause,
     "inferred.message.control-length"_clause, "WSARecv.mode.determination"_clause,
     "WSARecv.flag.partial-end"_clause});
const AlternativeInfo cuts_message_at_once(
    "WSARecv.cuts_message_at_once", Fairness::owed,
    {"WSARecv.err.WSAEMSGSIZE"_clause, "WSARecv.msg.larger-first-part"_clause,
     "WSARecv.msg.unreliable-lost"_clause, "WSARecvFrom.trunc"_clause,
     "WSARecvMsg.err.WSAEMSGSIZE"_clause, "inferred.recvfrom.cut-tells-sender"_clause,
     "ci-084"_clause, "ci-100"_clause, "ci-104"_clause, "WSARecvMsg.out.MSG_TRUNC"_clause,
     "sock-257"_clause, "WSARecv.mode.determination"_clause,
     "WSARecv.feat.partial-support"_clause});
const AlternativeInfo takes_part_at_once("WSARecv.takes_part_at_once", Fairness::owed,
                                         {"WSARecv.msg.partial-supported"_clause,
                                          "WSARecv.msg.larger-first-part"_clause,
                                          "WSARecv.flag.partial-output"_clause,
                                          "WSARecv.lpflags.partial-set"_clause,
                                          "WSARecv.mode.row3"_clause, "WSARecv.ret.zero"_clause,
                                          "inferred.receive.partial-status"_clause});
const AlternativeInfo keeps_message_at_once("WSARecv.keeps_message_at_once", Fairness::owed,
                                            {"WSARecv.msg.reliable-no-partial"_clause,
                                             "WSARecv.err.WSAEMSGSIZE"_clause,
                                             "WSARecv.msg.larger-first-part"_clause});
const AlternativeInfo finds_circuit_closed("WSARecv.finds_circuit_closed", Fairness::owed,
                                           {"WSARecv.err.WSAEDISCON"_clause,
                                            "WSARecv.close.message-wsaediscon"_clause});
const AlternativeInfo cuts_control_at_once("WSARecvMsg.cuts_control_at_once", Fairness::owed,
                                           {"WSARecvMsg.out.MSG_CTRUNC"_clause, "sock-204"_clause,
                                            "sock-206"_clause, "ci-084"_clause,
                                            "inferred.message.no-control"_clause});
const AlternativeInfo pends_behind_others("WSARecv.pends_behind_others", Fairness::owed,
                                          {"WSARecv.ret.pending"_clause,
                                           "WSARecv.ov.pending"_clause,
                                           "WSARecv.buf.fill-order-guarantee"_clause,
                                           "WSARecvFrom.from.deferred"_clause,
                                           "OVIO.multi.recv"_clause});
const AlternativeInfo pends_without_data("WSARecv.pends_without_data", Fairness::owed,
                                         {"WSARecv.ret.pending"_clause,
                                          "WSARecv.err.WSA_IO_PENDING"_clause,
                                          "WSARecv.ov.pending"_clause,
                                          "WSARecv.ov.post"_clause,
                                          "WSARecv.feat.overlapped"_clause,
                                          "WSARecv.ret.error"_clause,
                                          "WSARecv.ov.pending-noupdate"_clause,
                                          "WSARecvMsg.nbytes.pending"_clause,
                                          "WSARecv.lpflags.delayed"_clause,
                                          "WSARecvFrom.from.deferred"_clause,
                                          "WSARecvFrom.ov.contract"_clause,
                                          "OVIO.pend.initiated"_clause,
                                          "OVIO.call.immediate-return"_clause,
                                          "OVIO.mode.irrelevant"_clause,
                                          "sock-011"_clause,
                                          "sock-012"_clause,
                                          "sock-013"_clause,
                                          "sock-018"_clause,
                                          "sock-023"_clause,
                                          "sock-029"_clause,
                                          "WSAGOR.pend.indicator"_clause,
                                          "OVIO.prov.all-support"_clause,
                                          "WSARecv.cr.call-from"_clause,
                                          "OVIO.multi.both"_clause,
                                          "OVIO.sock.socket"_clause,
                                          "OVIO.sock.wsasocket-flag"_clause});
const AlternativeInfo pends_until_full("WSARecv.pends_until_full", Fairness::owed,
                                       {"WSARecv.flag.waitall-only"_clause,
                                        "WSARecv.ret.pending"_clause, "sock-253"_clause});
const AlternativeInfo blocks_until_full("WSARecv.blocks_until_full", Fairness::owed,
                                        {"WSARecv.flag.waitall-only"_clause,
                                         "WSARecv.nonov.blocks"_clause});
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
const AlternativeInfo is_interrupted("WSARecv.is_interrupted", Fairness::owed,
                                     {"WSARecv.apc.blocking-alertable"_clause, "sock-004"_clause});
const AlternativeInfo is_open_ended("WSARecv.is_open_ended", Fairness::never_owed,
                                    {"WSARecv.apc.nested-blocking"_clause});
const StreamRefusals refusals = {is_not_bound, is_not_connected, is_closed_meanwhile,
                                 is_shut_down, is_reset,         is_aborted};

constexpr auto buffer_overflow = static_cast<std::uint32_t>(Status::buffer_overflow);
constexpr auto receive_partial = static_cast<std::uint32_t>(Status::receive_partial);

// Of two blocking calls, one inside the other, any end is accepted. It is offered last: where a
// trace shows nothing odd, it is explained as any other.
void offer_any_end(const Subject& subject) {
  if (!subject.call.open_ended) return;
  subject.allowed.offer(is_open_ended).next(leave);
}

// Of the message that comes next, what the buffers take.
void take_message_at_once(const Subject& subject, const StreamCheck& stream) {
  const Operation& operation = subject.known.operation(subject.chain.operation);
  const SocketObject& socket = subject.known.socket(operation);
  const Fifo queue = subject.known.queue(operation);
  const bool cuts_control = operation.cuts_control;
  const MicroStep after_end = first_after_end(operation, false);  // also of what tells it later
  const auto take_with = [&](const AlternativeInfo& info, bool longer_than_room,
                             std::uint32_t status) {
    auto taken = stream.usable(subject, info);
    taken.when(empty(queue)).when(arrived(operation.stream, 1));
    const Atom too_long = longer(operation.stream, operation.capacity);
    taken.when(longer_than_room ? too_long : !too_long);
    taken.then(take(operation.stream)).then(ends(status));
    return taken;
  };
  if (cuts_control) {
    auto whole = take_with(cuts_control_at_once, false, buffer_overflow);
    show_cut(whole, subject, Cut::control);
    whole.next(after_end);
  } else {
    auto whole = take_with(takes_message_at_once, false, 0);
    show_done(whole, subject);
    whole.next(after_end);
  }
  if (subject.known.keeps_rest(operation.stream)) {
    auto part = take_with(takes_part_at_once, true, receive_partial);
    show_done(part, subject, constant::msg_partial);
    part.next(after_end);
  } else {
    const bool stays = subject.known.keeps_whole(operation.stream);
    auto cut =
        take_with(stays ? keeps_message_at_once : cuts_message_at_once, true, buffer_overflow);
    show_cut(cut, subject);
    cut.next(after_end);
  }
  if (socket.datagram) return;
  auto closed = refuse(subject, finds_circuit_closed, error::wsaediscon);
  stream.require_usable(closed);
  closed.when(empty(queue)).when(finished(operation.stream));
}

// The driver tries: state first, then data, then it pends (N1, N2, N3).
void attempt_receive(const Subject& subject) {
  const Operation& operation = subject.known.operation(subject.chain.operation);
  const SocketObject& socket = subject.known.socket(operation);
  const Fifo queue = subject.known.queue(operation);
  const StreamCheck stream(subject, operation);
  if (!stream.offer_refusals(subject, refusals)) return;
  offer_drop(subject, socket);
  offer_interruptions(subject, socket, stream);

  const MicroStep after_end = first_after_end(operation, false);
  if (subject.known.carries_messages(operation.stream)) {
    take_message_at_once(subject, stream);
  } else {
    const auto take_here = [&](const AlternativeInfo& info, std::uint64_t amount_bytes) {
      auto received = stream.usable(subject, info);
      received.when(empty(queue)).when(arrived(operation.stream, amount_bytes));
      received.then(take(operation.stream)).then(ends(0)).next(after_end);
      show_done(received, subject);
      return received;
    };
    if (operation.waits_for_all) {
      take_here(receives_all_at_once, awaited_bytes(operation));
      if (operation.capacity > 1) {  // one byte has no rest
        take_here(receives_the_rest_at_once, 1).when(ended(operation.stream));
      }
    } else {
      take_here(operation.urgent  ? takes_urgent_at_once
                : operation.peeks ? peeks_at_once
                                  : receives_at_once,
                1);
    }
    auto ended = stream.usable(subject, sees_the_end_at_once);
    ended.when(empty(queue)).when(finished(operation.stream));
    ended.then(ends(0)).next(after_end);
    show_done(ended, subject);
  }

  // Nothing is there for it: others wait before it, or no data have arrived.
  const auto offer_without = [&](auto offer_one) {
    offer_one().when(!empty(queue));
    auto without_data = offer_one();
    without_data.variant(1).when(empty(queue));
    without_data.when(!arrived(operation.stream, awaited_bytes(operation)));
    without_data.when(!finished(operation.stream));
    if (operation.waits_for_all) without_data.when(!ended(operation.stream));
  };
  const auto queue_here = [&](const AlternativeInfo& info) {
    auto builder = stream.usable(subject, info);
    builder.then(push(queue, operation.item));
    return builder;
  };
  if (!is_synchronous(operation)) {
    bool behind = true;
    offer_without([&] {
      auto builder = queue_here(behind                    ? pends_behind_others
                                : operation.waits_for_all ? pends_until_full
                                                          : pends_without_data);
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
    auto builder = queue_here(operation.waits_for_all ? blocks_until_full : blocks);
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
      attempt_receive(subject);
      return offer_any_end(subject);
    case MicroStep::wait:
      await_receive(subject);
      return offer_any_end(subject);
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
