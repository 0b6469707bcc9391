// An OVERLAPPED belongs to the system until the notification of its operation is delivered.

#include "model/contract/watch.h"

namespace ioracle::contract {
namespace {

const Duty two_in_flight(
    "overlapped.two_in_flight", MarkKind::misuse,
    {"WSARecv.ov.separate"_clause, "OVL.reuse"_clause, "ReadFile.ov.required"_clause},
    "{object} is given to {function} while {operation}, started with it, is pending",
    "give each operation an OVERLAPPED of its own, or wait until the one before is reported: by "
    "its packet, its routine, a wait for its event or a query");
const Duty used_before_notified(
    "overlapped.used_before_its_notification", MarkKind::misuse,
    {"WSARecv.ov.valid-duration"_clause, "OVL.reuse"_clause, "WriteFile.success-packet"_clause},
    "{object} is given to {function} while the packet or routine of {operation}, which succeeded "
    "at once, has not been delivered",
    "keep the OVERLAPPED until the packet is dequeued or the routine runs, also where the call "
    "succeeds at once; or set FILE_SKIP_COMPLETION_PORT_ON_SUCCESS, so that no packet comes then");
const Duty used_after_cancel(
    "overlapped.used_after_cancel", MarkKind::misuse,
    {"CancelIoEx.lifetime"_clause, "OVL.reuse"_clause},
    "{object} is given to {function} after the cancellation of {operation} was asked for, and "
    "before its end was reported",
    "a cancellation is a request: keep the OVERLAPPED until the operation is reported");
const Duty gone(
    "overlapped.gone", MarkKind::misuse, {"WSARecv.ov.valid-duration"_clause, "OVL.reuse"_clause},
    "{object} is gone while it belongs to {operation}",
    "keep the OVERLAPPED, on the heap or in an object that lives as long, until the operation is "
    "reported: by its packet, its routine, a wait for its event or a query");
const Duty gone_after_cancel(
    "overlapped.gone_after_cancel", MarkKind::misuse,
    {"CancelIoEx.lifetime"_clause, "CancelIoEx.iocp.async-packet"_clause},
    "{object} is gone after the cancellation of {operation} was asked for, and before its end was "
    "reported",
    "a cancellation is a request, and the cancelled operation is notified too: free the "
    "OVERLAPPED when its packet, routine, event or query has told the end");
const Duty overwritten("overlapped.overwritten", MarkKind::misuse,
                       {"WSARecv.ov.valid-duration"_clause, "OVL.reuse"_clause},
                       "the program writes to {object} while it belongs to {operation}",
                       "fill in the OVERLAPPED before the call, and leave it alone until the "
                       "operation is reported");
const Duty buffer_gone(
    "buffer.gone", MarkKind::misuse, {"ReadFile.buffer"_clause, "WSASend.buf.system-owned"_clause},
    "the buffer {object} is gone while it belongs to {operation}",
    "keep the buffer until the operation is reported: by its packet, its routine, a wait for its "
    "event or a query; after a cancellation too");
const Duty sent_buffer_changed(
    "buffer.changed_while_sent", MarkKind::misuse,
    {"OVIO.send.no-disturb"_clause, "WSASend.buf.system-owned"_clause},
    "the program writes to {object}, which {operation} is sending",
    "write to the buffer only after the send is reported, or send from another one");
const Duty received_buffer_used(
    "buffer.used_while_received", MarkKind::misuse, {"ReadFile.buffer"_clause},
    "the program reads or writes {object}, which {operation} is filling",
    "look at the buffer of a receive only after the operation is reported");
const Duty buffer_before_notified(
    "buffer.used_before_its_notification", MarkKind::misuse,
    {"inferred.contract.data-complete-at-return"_clause},
    "{object} is used or gone while the packet or routine of {operation}, which succeeded at once, "
    "has not been delivered",
    "keep the buffers as long as the OVERLAPPED, until the packet is dequeued or the routine runs; "
    "or set FILE_SKIP_COMPLETION_PORT_ON_SUCCESS, so that no packet comes after a success");
const Duty address_gone(
    "address.gone", MarkKind::misuse, {"WSARecvFrom.from.deferred"_clause},
    "{object}, for the sender's address of {operation}, is gone before its end was reported",
    "keep lpFrom and lpFromlen as long as the OVERLAPPED: they are written when the receive "
    "completes");
const Duty message_gone(
    "message.gone", MarkKind::misuse, {"inferred.contract.message-outlives-call"_clause},
    "{object}, of the WSAMSG of {operation}, is gone before its end was reported",
    "keep the WSAMSG and its control buffer as long as the OVERLAPPED: they are written when the "
    "operation completes");
const Duty accept_buffer_gone(
    "accept_buffer.gone", MarkKind::misuse,
    {"ReadFile.buffer"_clause, "AcceptEx.bytes.iocp"_clause},
    "{object}, for the data and addresses of {operation}, is gone before its end was reported",
    "keep lpOutputBuffer of AcceptEx as long as the OVERLAPPED, and parse it afterwards");

const Duty& duty_of_gone(Part part) {
  switch (part) {
    case Part::address:
      return address_gone;
    case Part::message:
      return message_gone;
    case Part::accepted:
      return accept_buffer_gone;
    default:
      return buffer_gone;
  }
}

bool overlap(const OwnedMemory& owned, std::uint64_t offset, std::uint64_t length) {
  if (owned.length == 0 || length == 0) return true;
  return owned.offset < offset + length && offset < owned.offset + owned.length;
}

// Calls found(operation, part) once for each operation in flight that owns some of the bytes.
template <typename Found>
void each_owner(const Watch& watch, Name memory, std::uint64_t offset, std::uint64_t length,
                const Found& found) {
  if (watch.books.thing(memory).owned == 0) return;
  for (std::uint32_t slot = 1; slot < watch.books.slot_count(); ++slot) {
    const InFlight& operation = watch.books.operation(slot);
    if (operation.serial == 0) continue;
    for (const OwnedMemory& owned : operation.memory) {
      if (owned.name != memory || !overlap(owned, offset, length)) continue;
      found(operation, owned.part);
      break;
    }
  }
}

bool has_ended(const InFlight& operation) { return operation.state == InFlight::State::ended; }

std::uint64_t length_of(const Event& event) {
  return event.buffers.empty() ? 0 : event.buffers.front().length;
}

std::uint64_t offset_of(const Event& event) {
  return event.buffers.empty() ? 0 : event.buffers.front().offset;
}

}  // namespace

void check_reuse(const Watch& watch, const CallFacts& call) {
  if (call.deed != Deed::start || !call.overlapped) return;
  const std::uint32_t slot = watch.books.thing(call.overlapped).newest;
  if (slot == 0) return;
  const InFlight& operation = watch.books.operation(slot);
  const Duty& pending = operation.cancelled ? used_after_cancel : two_in_flight;
  watch.broken(has_ended(operation) ? used_before_notified : pending, call.overlapped, operation);
}

// A query shows what hEvent holds by then.
void check_kept(const Watch& watch, const CallFacts& call) {
  const std::uint32_t slot = watch.books.thing(call.overlapped).newest;
  if (slot == 0) return;
  const InFlight& operation = watch.books.operation(slot);
  if (operation.event_closed) return;  // a closed handle has no name any more
  const bool another = call.event && watch.books.object(call.event) != operation.event;
  if (another || call.event_wrong) watch.broken(overwritten, call.overlapped, operation);
}

void check_memory(const Watch& watch) {
  const Event& event = watch.event;
  const bool writes = event.action == "write";
  if (!writes && event.action != "free" && event.action != "scope_end") return;
  for (std::uint32_t slot = watch.books.thing(event.object).newest; slot != 0;) {
    const InFlight& operation = watch.books.operation(slot);
    const Duty& lost = operation.cancelled ? gone_after_cancel : gone;
    watch.broken(writes ? overwritten : lost, event.object, operation);
    slot = operation.older;
  }
  const std::uint64_t offset = writes ? offset_of(event) : 0;
  const std::uint64_t length = writes ? length_of(event) : 0;
  each_owner(watch, event.object, offset, length, [&](const InFlight& operation, Part part) {
    const Duty& changed = part == Part::sent ? sent_buffer_changed : received_buffer_used;
    const Duty& pending = writes ? changed : duty_of_gone(part);
    watch.broken(has_ended(operation) ? buffer_before_notified : pending, event.object, operation);
  });
}

void check_observed(const Watch& watch) {
  const Event& event = watch.event;
  if (event.action != "buffer") return;
  each_owner(watch, event.object, offset_of(event), length_of(event),
             [&](const InFlight& operation, Part part) {
               if (part != Part::received && part != Part::accepted) return;
               watch.broken(has_ended(operation) ? buffer_before_notified : received_buffer_used,
                            event.object, operation);
             });
}

}  // namespace ioracle::contract
