// The switch and WSPGetOverlappedResult: of what it may ask a service provider.

#include "model/contract/watch.h"

namespace ioracle::contract {
namespace {

const Duty another_socket(
    "provider.asked_through_another_socket", MarkKind::misuse, {"WSPGOR.s.same-socket"_clause},
    "{function} is given {object}, but {operation} was started on another socket",
    "ask with the socket on which WSPRecv, WSPSend, WSPRdmaRead, WSPRdmaWrite or WSPIoctl started "
    "the request");
const Duty another_structure(
    "provider.asked_with_another_structure", MarkKind::misuse, {"WSPGOR.ov.same-struct"_clause},
    "{function} is given {object}, with which no request to the provider was started",
    "ask with the very WSAOVERLAPPED that the request was started with, not with a copy of it");
const Duty never_pended(
    "provider.asked_for_what_never_pended", MarkKind::misuse,
    {"WSPGOR.scope.pending-only"_clause, "WSPGOR.rem.caller"_clause},
    "{function} asks for {operation}, which its call did not leave pending",
    "ask only for requests whose call failed with WSA_IO_PENDING: the others are over when it "
    "returns");
const Duty waits_without_event(
    "provider.waited_for_without_an_event", MarkKind::misuse,
    {"WSPGOR.wait.true-only-event"_clause, "WSPGOR.wait.true-nonevent"_clause},
    "{function} waits for {operation}, which was not to be notified by an event",
    "pass fWait FALSE, or put an event into hEvent, and give no routine, when the request is "
    "started");

}  // namespace

void check_ask(const Watch& watch, const CallFacts& call) {
  if (!call.overlapped) return;
  const Thing& overlapped = watch.books.thing(call.overlapped);
  if (!overlapped.provided) return watch.broken(another_structure, call.overlapped);
  InFlight request;
  request.id = overlapped.last_id;
  request.seq = overlapped.last_seq;
  request.function = overlapped.last_function;
  const auto broken = [&](const Duty& duty, Name object) {
    watch.marks.add(duty, watch.event, object, &request);
  };
  if (call.handle && overlapped.last_handle &&
      watch.books.object(call.handle) != overlapped.last_handle) {
    broken(another_socket, call.handle);
  }
  if (!overlapped.pended) broken(never_pended, call.overlapped);
  if (call.waits && (overlapped.last_event_null || overlapped.last_has_routine)) {
    broken(waits_without_event, call.overlapped);
  }
}

}  // namespace ioracle::contract
