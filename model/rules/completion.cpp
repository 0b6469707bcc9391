// From the end of an operation to its notification: data, then count, status, event, then APC or
// packet.

#include "model/rules/rules.h"

namespace ioracle::rules {
namespace {

const AlternativeInfo writes_information("completion.writes_information", Fairness::owed,
                                         {"OVL.internalhigh"_clause,
                                          "WSPGOR.wpu.seq3-internalhigh"_clause,
                                          "sock-077"_clause});
const AlternativeInfo writes_status("completion.writes_status", Fairness::owed,
                                    {"OVL.internal.pending"_clause, "WSPGOR.wpu.seq3-order"_clause,
                                     "sock-077"_clause});
const AlternativeInfo signals(
    "completion.signals", Fairness::owed,
    {"WSAGOR.done.event-set"_clause, "WSARecv.ev.signaled"_clause, "WSAEvent.set.on-error"_clause,
     "CHAN.table.event"_clause, "OVIO.ret0.event"_clause, "WSASend.ev.signaled"_clause,
     "WSARecv.ex.event-on-immediate"_clause, "OVIO.ret0.indication-done"_clause,
     "OVIO.order.recv-completions"_clause, "OVIO.order.send-completions"_clause, "ci-089"_clause});
const AlternativeInfo signals_handle("completion.signals_handle", Fairness::owed,
                                     {"sock-014"_clause, "sock-015"_clause});
const AlternativeInfo leaves_event("completion.leaves_event_to_the_program", Fairness::owed,
                                   {"WSARecv.ev.ignored-with-cr"_clause, "sock-014"_clause});
const AlternativeInfo skips_signal("completion.skips_signal", Fairness::owed,
                                   {"SFCNM.skip-event"_clause, "w32-274"_clause, "ci-085"_clause});
const AlternativeInfo queues_routine("completion.queues_routine", Fairness::owed,
                                     {"CHAN.table.routine"_clause, "CHAN.routine.on-failure"_clause,
                                      "CHAN.spi.same-thread"_clause, "WSARecv.ret.zero-cr"_clause,
                                      "OVIO.ret0.routine"_clause, "WSARecv.p.cr-called"_clause,
                                      "WSARecv.cr.any-order"_clause});
const AlternativeInfo loses_routine("completion.loses_routine", Fairness::owed,
                                    {"APC.exit-lost"_clause, "w32-350"_clause});
const AlternativeInfo queues_packet("completion.queues_packet", Fairness::owed,
                                    {"IOCP.functions"_clause, "IOCP.queue.fifo"_clause,
                                     "SFCNM.skip-port.pending"_clause, "sock-062"_clause,
                                     "sock-077"_clause, "w32-238"_clause, "w32-241"_clause,
                                     "w32-265"_clause, "ci-089"_clause});
const AlternativeInfo skips_packet("completion.skips_packet", Fairness::owed,
                                   {"SFCNM.skip-port"_clause, "w32-264"_clause, "ci-077"_clause});
const AlternativeInfo notifies_nobody("completion.notifies_nobody", Fairness::owed,
                                      {"CHAN.table.ov-noevent-nocr"_clause});

// `in_call`: the operation ended in its call and did not pend.
void notify_port(const Known& known, const Operation& operation, bool in_call, MicroStep last,
                 Alternatives& allowed) {
  const FileObject& file = known.file(operation);
  const bool may_skip = in_call && file.skip_port != no_instant;
  if (!operation.context || !file.port_named) {
    allowed.offer(notifies_nobody).next(last);
    return;
  }
  // The port is looked up when the operation completes, not when it starts (C6, sock-067).
  auto queued = allowed.offer(queues_packet);
  queued.when(happened(file.associated));
  if (may_skip) queued.when(!happened(file.skip_port));
  queued.then(push(known.port(file.port).packets, operation.item)).next(last);
  if (may_skip) {
    allowed.offer(skips_packet)
        .when(happened(file.associated))
        .when(happened(file.skip_port))
        .next(last);
  }
  allowed.offer(notifies_nobody).when(!happened(file.associated)).next(last);
}

}  // namespace

void completion(const Known& known, const Chain& chain, MicroStep last, Alternatives& allowed) {
  const Operation& operation = known.operation(chain.operation);
  switch (chain.step) {
    case information:
      allowed.offer(writes_information)
          .then(write_information(known.overlapped(operation.overlapped).internal_high))
          .next(status);
      return;
    case status:
      allowed.offer(writes_status)
          .then(write_status(known.overlapped(operation.overlapped).internal))
          .next(chain.deferred ? last : signal);
      return;
    case signal: {
      const Instant skip = known.file(operation).skip_signal;
      const bool may_skip = operation.event_is_handle_signal && skip != no_instant;
      auto signaled = allowed.offer(operation.left_event != no_register ? leaves_event
                                    : operation.event_is_handle_signal  ? signals_handle
                                                                        : signals);
      if (may_skip) signaled.when(!happened(skip));
      signaled.then(write(operation.event, 1)).next(notify);
      if (may_skip) allowed.offer(skips_signal).when(happened(skip)).next(notify);
      return;
    }
    case notify: {
      if (!operation.routine) {
        return notify_port(known, operation, chain.kind == Chain::Kind::call, last, allowed);
      }
      const ThreadObject& thread = known.thread(operation.thread);
      allowed.offer(queues_routine)
          .when(!happened(thread.exited))
          .then(push(thread.apcs, operation.item))
          .next(last);
      allowed.offer(loses_routine).when(happened(thread.exited)).next(last);
      return;
    }
    default:
      return;
  }
}

}  // namespace ioracle::rules

namespace ioracle {

MicroStep first_after_end(const Operation& operation, bool pended) {
  // The status block of a pended operation of class D is written by the dequeuer (C5).
  const bool deferred = pended && operation.request_class == RequestClass::detached;
  const bool written = operation.has_overlapped && !deferred && !operation.words_told;
  return written ? MicroStep::information : MicroStep::signal;
}

}  // namespace ioracle
