// What ends with a thread or with Winsock, and what may be called inside a routine.

#include "model/contract/watch.h"

namespace ioracle::contract {
namespace {

const Duty routine_lost(
    "thread.ends_with_routines", MarkKind::misuse,
    {"APC.exit-lost"_clause, "WSARecv.thread-exit.cancel"_clause},
    "the thread ends while the routine of {operation}, which it has started, is still to run",
    "wait alertably on the thread that started the operation until its routine has run");
const Duty ends_with_operations(
    "thread.ends_with_operations", MarkKind::hazard,
    {"WSARecv.thread-exit.may-fail"_clause, "AcceptEx.thread-exit"_clause,
     "WSAGOR.thread-exit.may-fail"_clause, "ExitThread.cancel.noniocp"_clause},
    "the thread ends while {operation}, which it has started on a handle without a port, is "
    "pending",
    "let a thread start operations that lives until they end, or bring the handle to a completion "
    "port");
const Duty cleanup_with_operations(
    "cleanup.with_operations", MarkKind::misuse,
    {"WSACleanup.cancel.no-indication"_clause, "WSACleanup.reset"_clause},
    "the last {function} comes while the end of {operation} was not reported: neither its event "
    "nor "
    "its routine will be",
    "close the sockets and wait for what is in flight before WSACleanup");
const Duty nested_blocking(
    "routine.blocks_inside_blocking_call", MarkKind::misuse, {"WSARecv.apc.nested-blocking"_clause},
    "{function} may block, inside a routine that has interrupted a blocking Winsock call",
    "issue overlapped calls in a routine, or leave the blocking call to the thread's own code");

}  // namespace

bool may_block(Books& books, const CallFacts& call) {
  if (call.overlapped || !is_of_winsock(call.function)) return false;
  if (call.deed != Deed::block && !call.overlapped_null) return false;
  return call.function == Function::select || !books.thing(books.object(call.handle)).nonblocking;
}

void check_nested(const Watch& watch, const CallFacts& call) {
  if (call.within == 0 || !may_block(watch.books, call)) return;
  for (std::size_t index = 0; index < watch.books.running_count(); ++index) {
    const CallFacts& around = watch.books.running()[index];
    if (around.thread != call.thread || around.serial >= call.serial) continue;
    if (may_block(watch.books, around)) return watch.broken(nested_blocking, {});
  }
}

void check_cleanup(const Watch& watch) {
  for (std::uint32_t slot = 1; slot < watch.books.slot_count(); ++slot) {
    const InFlight& operation = watch.books.operation(slot);
    if (operation.serial == 0 || !is_of_winsock(operation.function)) continue;
    // Of a socket on a port the packet may still come; one that was closed has ended what it had.
    const Thing& socket = watch.books.thing(operation.handle);
    if (socket.asked_for_port || socket.closed) continue;
    if (!operation.event && !operation.routine) continue;
    watch.broken(cleanup_with_operations, operation.overlapped, operation);
  }
}

void check_thread_exit(const Watch& watch) {
  for (std::uint32_t slot = 1; slot < watch.books.slot_count(); ++slot) {
    const InFlight& operation = watch.books.operation(slot);
    if (operation.serial == 0 || operation.thread != watch.event.thread) continue;
    if (operation.routine) {
      watch.marks.add(routine_lost, watch.event, operation.overlapped, &operation);
    } else if (operation.state == InFlight::State::pending &&
               !watch.books.thing(operation.handle).asked_for_port) {
      watch.marks.add(ends_with_operations, watch.event, operation.overlapped, &operation);
    }
  }
}

}  // namespace ioracle::contract
