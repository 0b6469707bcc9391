// Cancellation: of whose operations, and what may be done afterwards.

#include "model/contract/watch.h"

namespace ioracle::contract {
namespace {

const Duty from_another_thread(
    "cancel.from_another_thread", MarkKind::hazard, {"CancelIo.scope.thread"_clause},
    "{function} is called for {object}, but {operation} was started by another thread",
    "call CancelIo on the thread that started the operation, or CancelIoEx, which reaches those of "
    "every thread");
const Duty of_all_issuers(
    "cancel.of_all_issuers", MarkKind::hazard,
    {"CancelIoEx.null.all"_clause, "CancelIoEx.null.race"_clause},
    "{function} without an OVERLAPPED is called for {object}, and {operation} was started by "
    "another thread",
    "name the OVERLAPPED of the operation that is meant: NULL cancels what others have started "
    "too");
const Duty socket_after_cancel(
    "cancel.socket_used_afterwards", MarkKind::hazard,
    {"OVIO.cancel.socket-undefined"_clause, "OVIO.cancel.then-close"_clause},
    "{function} goes on using {object} after operations on it were cancelled",
    "close the socket after cancelling its operations, and connect a new one");

}  // namespace

void check_cancel(const Watch& watch, const CallFacts& call) {
  if (!call.handle || call.overlapped) return;
  const bool own_only =
      call.function == Function::CancelIo || call.function == Function::NtCancelIoFile;
  const Name object = watch.books.object(call.handle);
  for (const std::uint32_t slot : watch.books.thing(object).on) {
    const InFlight& operation = watch.books.operation(slot);
    if (operation.thread == call.thread) continue;
    if (operation.state != InFlight::State::pending) continue;
    watch.broken(own_only ? from_another_thread : of_all_issuers, object, operation);
    return;
  }
}

void check_use_after_cancel(const Watch& watch, const CallFacts& call) {
  if (!call.handle || !is_of_winsock(call.function)) return;
  const Name object = watch.books.object(call.handle);
  if (watch.books.thing(object).cancel_done) watch.broken(socket_after_cancel, object);
}

}  // namespace ioracle::contract
