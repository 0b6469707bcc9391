// How an operation is to be started.

#include "model/constants.h"
#include "model/contract/watch.h"

namespace ioracle::contract {
namespace {

const Duty count_beside_overlapped(
    "start.count_beside_overlapped", MarkKind::hazard, {"WSARecv.p.nbytes-null-advice"_clause},
    "{function} is given lpNumberOfBytesRecvd together with an OVERLAPPED",
    "pass NULL for lpNumberOfBytesRecvd, and take the count from the packet, the routine or the "
    "query: what the call leaves there means nothing once it pends");
const Duty concurrent_receives(
    "start.concurrent_receives", MarkKind::hazard,
    {"WSARecv.iocp.concurrent-calls"_clause, "WSARecvMsg.iocp.order"_clause},
    "{function} is called for {object} while {operation} is being called by another thread",
    "let one thread at a time call receives of a socket, or hold a lock around the call: else the "
    "order in which the buffers are filled is not known");

const Duty peeks_overlapped(
    "start.peeks_overlapped", MarkKind::misuse, {"WSARecv.flag.peek-nonov"_clause},
    "{function} is given MSG_PEEK together with an OVERLAPPED",
    "peek only with recv, or without an OVERLAPPED: the flag is not meant for overlapped receives");
const Duty part_of_a_stream("start.part_of_a_stream", MarkKind::misuse,
                            {"WSARecv.flag.partial-msgonly"_clause},
                            "{function} is given MSG_PARTIAL on {object}, which has no messages",
                            "leave MSG_PARTIAL out on stream sockets: it means nothing there");
const Duty pushes_messages(
    "start.pushes_messages", MarkKind::misuse, {"WSARecv.flag.push-streamonly"_clause},
    "{function} is given MSG_PUSH_IMMEDIATE on {object}, which is no stream",
    "leave MSG_PUSH_IMMEDIATE out on sockets that take messages: it means nothing there");

void check_flags(const Watch& watch, const CallFacts& call) {
  const std::int64_t flags = flags_of(watch.event);
  const Thing& socket = watch.books.thing(watch.books.object(call.handle));
  if ((flags & constant::msg_peek) != 0 && call.overlapped && !socket.synchronous) {
    watch.broken(peeks_overlapped, call.overlapped);
  }
  const bool messages = socket.datagram || socket.message_oriented;
  if ((flags & constant::msg_partial) != 0 && !messages) {
    watch.broken(part_of_a_stream, call.handle);
  }
  if ((flags & constant::msg_push_immediate) != 0 && messages) {
    watch.broken(pushes_messages, call.handle);
  }
}

bool is_number_received(Parameter parameter) {
  return parameter == Parameter::lpNumberOfBytesRecvd ||
         parameter == Parameter::lpdwNumberOfBytesRecvd;
}

}  // namespace

void check_start(const Watch& watch, const CallFacts& call) {
  if (!receives_from_socket(call.function)) return;
  if (call.overlapped && !watch.books.thing(watch.books.object(call.handle)).synchronous) {
    for (const Argument& argument : watch.event.arguments) {
      if (!is_number_received(argument.parameter)) continue;
      if (argument.value.kind == ValueKind::name) watch.broken(count_beside_overlapped, {});
    }
  }
  if (!call.handle) return;
  check_flags(watch, call);
  for (std::size_t index = 0; index < watch.books.running_count(); ++index) {
    const CallFacts& other = watch.books.running()[index];
    if (other.thread == call.thread || !receives_from_socket(other.function)) continue;
    if (watch.books.object(other.handle) != watch.books.object(call.handle)) continue;
    InFlight operation;
    operation.id = other.id;
    operation.seq = other.seq;
    operation.function = other.function;
    watch.marks.add(concurrent_receives, watch.event, call.handle, &operation);
    return;
  }
}

}  // namespace ioracle::contract
