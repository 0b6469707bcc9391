// How the result of an operation is to be asked for, and which pointers may be NULL.

#include "model/contract/watch.h"

namespace ioracle::contract {
namespace {

const Duty query_null(
    "query.null_pointer", MarkKind::misuse,
    {"WSAGOR.ov.nonnull"_clause, "WSAGOR.cb.nonnull"_clause, "WSAGOR.flags.nonnull"_clause},
    "{function} is given NULL for lpOverlapped, lpcbTransfer or lpdwFlags",
    "pass the OVERLAPPED of the operation, and variables for the count and the flags, also where "
    "nobody looks at them");
const Duty start_null("start.null_overlapped", MarkKind::misuse,
                      {"AcceptEx.ov.required"_clause, "ConnectEx.ov.required"_clause},
                      "{function} is given no OVERLAPPED",
                      "pass an OVERLAPPED: these functions have no other way");
const Duty count_null("start.null_count", MarkKind::misuse, {"WSARecv.p.nbytes-null-rule"_clause},
                      "{function} is given neither lpNumberOfBytesRecvd nor an OVERLAPPED",
                      "pass a variable for the count wherever there is no OVERLAPPED");
const Duty file_null(
    "start.null_overlapped_on_overlapped_handle", MarkKind::misuse,
    {"ReadFile.ov.required"_clause, "CNP.null-ov"_clause, "DIOC.ov.required"_clause},
    "{function} is given no OVERLAPPED, but {object} was opened with FILE_FLAG_OVERLAPPED",
    "pass an OVERLAPPED with an event for every operation on such a handle: without it the end may "
    "be told wrongly");
const Duty wait_with_routine(
    "query.waits_beside_routine", MarkKind::misuse,
    {"WSARecv.cr.no-fwait"_clause, "WSAGOR.wait.true-nonevent"_clause,
     "WSAGOR.wait.true-only-event"_clause},
    "{function} waits for {operation}, which was given a completion routine",
    "take the result in the routine: wait alertably until it has run, or ask with fWait FALSE");
const Duty wait_without_event(
    "query.waits_without_event", MarkKind::misuse,
    {"WSAGOR.wait.true-only-event"_clause, "WSAGOR.wait.true-mechanism"_clause},
    "{function} waits for {operation}, whose OVERLAPPED has no hEvent",
    "put an event into hEvent before the call that starts the operation, or ask with fWait FALSE");
const Duty never_started(
    "query.of_another_overlapped", MarkKind::misuse,
    {"WSAGOR.ov.same-struct"_clause, "GOREx.ov.same-struct"_clause},
    "{function} is given {object}, with which no operation was started",
    "ask with the very OVERLAPPED that the operation was started with, not with a copy of it");
const Duty another_handle(
    "query.through_another_handle", MarkKind::hazard,
    {"WSAGOR.s.same-socket"_clause, "GOREx.h.same-handle"_clause},
    "{function} is given {object}, but {operation} was started on another handle",
    "ask with the handle on which the operation was started");

bool is_null(const Event& event, Parameter parameter) {
  const Argument* argument = event.find(parameter);
  return argument != nullptr && argument->value.kind == ValueKind::null;
}

InFlight latest(const Thing& overlapped) {
  InFlight operation;
  operation.id = overlapped.last_id;
  operation.seq = overlapped.last_seq;
  operation.function = overlapped.last_function;
  return operation;
}

}  // namespace

void check_null(const Watch& watch, const CallFacts& call) {
  if (!call.overlapped_null) return;
  const Function function = call.function;
  if (function == Function::AcceptEx || function == Function::ConnectEx) {
    return watch.broken(start_null, {});
  }
  if (function == Function::WSARecv || function == Function::WSARecvFrom) {
    if (is_null(watch.event, Parameter::lpNumberOfBytesRecvd)) watch.broken(count_null, {});
    return;
  }
  if (function == Function::WSARecvMsg) {
    if (is_null(watch.event, Parameter::lpdwNumberOfBytesRecvd)) watch.broken(count_null, {});
    return;
  }
  if (is_of_winsock(function) || !call.handle) return;
  const Name object = watch.books.object(call.handle);
  if (watch.books.thing(object).is_overlapped_file) watch.broken(file_null, object);
}

void check_query(const Watch& watch, const CallFacts& call) {
  const bool by_winsock = call.function == Function::WSAGetOverlappedResult;
  if (by_winsock && (call.overlapped_null || is_null(watch.event, Parameter::lpcbTransfer) ||
                     is_null(watch.event, Parameter::lpdwFlags))) {
    watch.broken(query_null, {});
  }
  if (!call.overlapped) return;
  check_kept(watch, call);
  const Thing& overlapped = watch.books.thing(call.overlapped);
  if (overlapped.last_seq == 0) {
    // What a thread is just starting may have been started already.
    return watch.broken(never_started, call.overlapped);
  }
  const InFlight operation = latest(overlapped);
  if (call.handle && overlapped.last_handle &&
      watch.books.object(call.handle) != overlapped.last_handle) {
    watch.marks.add(another_handle, watch.event, call.handle, &operation);
  }
  // Once it was told of, nothing is left to wait for.
  if (call.waits && overlapped.newest != 0) {
    const InFlight& pending = watch.books.operation(overlapped.newest);
    if (overlapped.last_has_routine) {
      watch.broken(wait_with_routine, call.overlapped, pending);
    } else if (by_winsock && overlapped.last_event_null) {
      watch.broken(wait_without_event, call.overlapped, pending);
    }
  }
  check_event_of_query(watch, call, overlapped);
}

}  // namespace ioracle::contract
