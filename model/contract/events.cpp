// The event of an OVERLAPPED: whose it is, who may change, close and wait for it.

#include <algorithm>

#include "model/contract/watch.h"

namespace ioracle::contract {
namespace {

const Duty event_shared(
    "event.shared", MarkKind::hazard, {"OVL.event.same-thread-set"_clause, "OVL.wsa.hevent"_clause},
    "{function} is given the event {object}, which is that of {operation} too, still in flight",
    "give each operation in flight an event of its own: its signal does not tell which has ended");
const Duty no_event(
    "event.is_no_event", MarkKind::misuse, {"OVL.wsa.hevent"_clause},
    "{function} is given an OVERLAPPED whose hEvent is neither NULL nor an open event",
    "set hEvent to NULL or to an event: it is no place for a pointer of the program, unless a "
    "completion routine is given");
const Duty event_changed(
    "event.changed_while_pending", MarkKind::hazard,
    {"inferred.contract.event-left-alone"_clause, "ReadFile.event.reset"_clause},
    "{function} changes the event {object} while {operation}, which signals it, is in flight",
    "leave hEvent alone while the operation is in flight: it is reset by the call that starts the "
    "operation, and set when that ends");
const Duty wait_after_close(
    "event.closed_then_waited_for", MarkKind::misuse,
    {"WSAEvent.close"_clause, "OVL.wsa.hevent"_clause},
    "{function} waits for {object}, which was closed while {operation} was to signal it",
    "close the event after the operation that signals it is reported and nobody waits for it");
const Duty query_after_close(
    "event.closed_then_queried", MarkKind::misuse,
    {"WSAEvent.close"_clause, "OVL.wsa.hevent"_clause, "WSAGOR.err.WSA_INVALID_HANDLE"_clause},
    "{function} asks for the result of {operation}, whose hEvent was closed before it was reported",
    "close the event after the operation that signals it is reported");
const Duty consumed_twice(
    "event.auto_reset_waited_for_twice", MarkKind::hazard,
    {"GOREx.ev.auto-consumed"_clause, "WAIT.auto.consumed"_clause, "GOREx.ev.manual-advice"_clause},
    "{function} waits for the auto-reset event {object} again: a wait before it took the signal",
    "use a manual-reset event, or wait once for each operation");
const Duty consumed_before_query(
    "event.auto_reset_consumed_before_query", MarkKind::misuse,
    {"GOREx.ev.auto-exclusive"_clause, "GOREx.ev.auto-hang"_clause},
    "{function} may wait for the auto-reset event {object}, whose signal another wait has taken",
    "use a manual-reset event, or let the query alone wait for it");
const Duty wait_beside_routine(
    "event.waited_for_beside_routine", MarkKind::hazard, {"WSARecv.cr.hevent-undefined"_clause},
    "{function} waits for {object}, the hEvent of {operation}, which was given a completion "
    "routine",
    "wait alertably for the routine: with one the system leaves hEvent alone, so nothing sets it");
const Duty closed_during_wait(
    "wait.closed_meanwhile", MarkKind::misuse,
    {"WAIT.close.undefined"_clause, "WSAWait.close.undefined"_clause},
    "{object} is closed while a thread waits for it",
    "end the wait first, by an event of its own for that, and then close the handle");
const Duty twice_in_wait_for_all(
    "wait.for_all_with_a_handle_twice", MarkKind::misuse, {"WSAWait.dup.waitall"_clause},
    "{function} waits for all of its handles, and {object} is among them twice",
    "name each handle once in a wait for all");
const Duty several_without_event(
    "wait.several_operations_without_event", MarkKind::hazard,
    {"GOR.hev.null"_clause, "GOREx.hev.null-ambiguous"_clause, "GOREx.hev.null-discouraged"_clause},
    "{function} starts another operation without hEvent on {object}, where {operation} has none "
    "either; then a wait for the handle cannot tell them apart",
    "give each operation in flight on a handle an event of its own, or use a completion port");
const Duty skipped_signal(
    "wait.handle_is_not_signaled", MarkKind::misuse, {"SFCNM.skip-event"_clause},
    "{function} waits for {object}, whose own signal FILE_SKIP_SET_EVENT_ON_HANDLE has taken away",
    "wait for hEvent of the OVERLAPPED or take the packet; the handle is not signaled in that "
    "mode");

void check_several(const Watch& watch, Name object) {
  const InFlight* first = nullptr;
  const InFlight* second = nullptr;
  for (const std::uint32_t slot : watch.books.thing(object).on) {
    const InFlight& operation = watch.books.operation(slot);
    if (operation.event || operation.routine) continue;
    if (operation.state == InFlight::State::calling) continue;
    if (first == nullptr || operation.seq < first->seq) {
      second = first;
      first = &operation;
    } else if (second == nullptr || operation.seq < second->seq) {
      second = &operation;
    }
  }
  if (second == nullptr) return;
  // At the call that brought it about; a wait has only made it matter.
  Mark mark = mark_of(several_without_event, watch.event, object, first);
  mark.event_seq = second->seq;
  mark.event_line = second->line;
  mark.thread = second->thread;
  mark.event = EventKind::call;
  mark.function = second->function;
  watch.marks.add(mark);
}

void check_handle_wait(const Watch& watch, Name handle) {
  const Name object = watch.books.object(handle);
  check_several(watch, object);
  if (watch.books.thing(object).skips_signal) watch.broken(skipped_signal, object);
}

void check_start_of_event(const Watch& watch, const CallFacts& call) {
  if (!call.overlapped || call.routine) return;
  if (call.event_wrong) watch.broken(no_event, call.overlapped);
  if (!call.event) return;
  const Name object = watch.books.object(call.event);
  if (watch.books.thing(object).closed) watch.broken(no_event, call.overlapped);
  for (const std::uint32_t slot : watch.books.thing(object).signals) {
    const InFlight& operation = watch.books.operation(slot);
    // A routine leaves hEvent to the program; one OVERLAPPED twice is a misuse of its own.
    if (operation.routine || operation.overlapped == call.overlapped) continue;
    watch.broken(event_shared, object, operation);
    return;
  }
}

}  // namespace

void check_events(const Watch& watch, const CallFacts& call) {
  if (call.deed == Deed::start) return check_start_of_event(watch, call);
  if (!call.handle) return;
  const Name object = watch.books.object(call.handle);
  for (const std::uint32_t slot : watch.books.thing(object).signals) {
    const InFlight& operation = watch.books.operation(slot);
    if (operation.routine) continue;
    watch.broken(event_changed, object, operation);
    return;
  }
}

void check_waits(const Watch& watch, const CallFacts& call) {
  for (std::size_t index = 0; index < call.handles.size(); ++index) {
    const Name object = watch.books.object(call.handles[index]);
    Thing& thing = watch.books.thing(object);
    for (std::size_t earlier = 0; call.waits && earlier < index; ++earlier) {
      if (watch.books.object(call.handles[earlier]) != object) continue;
      watch.broken(twice_in_wait_for_all, object);
    }
    if (!thing.on.empty() || thing.skips_signal) check_handle_wait(watch, object);
    if (thing.consumed && thing.auto_reset) watch.broken(consumed_twice, object);
    for (const std::uint32_t slot : thing.signals) {
      const InFlight& operation = watch.books.operation(slot);
      if (operation.routine && is_of_winsock(operation.function)) {
        watch.broken(wait_beside_routine, object, operation);
      }
      if (!operation.event_closed) continue;
      watch.broken(wait_after_close, object, operation);
      break;
    }
  }
}

void check_event_of_query(const Watch& watch, const CallFacts& call, const Thing& overlapped) {
  if (overlapped.newest != 0) {
    const InFlight& operation = watch.books.operation(overlapped.newest);
    if (operation.event_closed) watch.broken(query_after_close, operation.event, operation);
  }
  if (!call.waits) return;
  if (overlapped.last_event) {
    const Thing& event = watch.books.thing(overlapped.last_event);
    if (event.auto_reset && event.consumed) {
      watch.broken(consumed_before_query, overlapped.last_event);
    }
  } else if (overlapped.newest != 0 && overlapped.last_event_null) {
    check_handle_wait(watch, watch.books.operation(overlapped.newest).handle);
  }
}

void check_returned_wait(const Watch& watch, const CallFacts& call) {
  for (const Name handle : satisfied(call, watch.event)) {
    Thing& event = watch.books.thing(watch.books.object(handle));
    // Only the signal of an operation counts: others may set the event as often as they like.
    if (event.auto_reset && !event.signals.empty()) event.consumed = true;
  }
}

// A close that returned while a wait that was called before it has not.
void check_returned_close(const Watch& watch, const CallFacts& call) {
  const bool succeeded =
      call.function == Function::closesocket ? watch.event.result.is(0) : !watch.event.result.is(0);
  if (!call.handle || !succeeded) return;
  const Name object = watch.books.object(call.handle);
  for (std::size_t index = 0; index < watch.books.running_count(); ++index) {
    const CallFacts& other = watch.books.running()[index];
    if (other.serial > call.serial) continue;
    const bool waits = other.deed == Deed::wait &&
                       std::ranges::find(other.handles, call.handle) != other.handles.end();
    const bool dequeues = other.deed == Deed::dequeue && other.handle == call.handle;
    if (waits || dequeues) watch.broken(closed_during_wait, object);
  }
  Thing& closed = watch.books.thing(object);
  closed.closed = true;
  for (const std::uint32_t slot : closed.signals) {
    InFlight& operation = watch.books.operation(slot);
    if (!operation.routine) operation.event_closed = true;
  }
}

}  // namespace ioracle::contract
