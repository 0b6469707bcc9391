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
