// GetQueuedCompletionStatusEx: as many packets as are queued, and an alertable wait for the first.

#include "model/rules/rules.h"

namespace ioracle::rules {
namespace {

const AlternativeInfo begins("GetQueuedCompletionStatusEx.begins", Fairness::owed, {});
const AlternativeInfo has_no_room("GetQueuedCompletionStatusEx.has_no_room", Fairness::owed,
                                  {"GQCS.ex.false"_clause, "inferred.port.no-room"_clause});
const AlternativeInfo takes("GetQueuedCompletionStatusEx.takes", Fairness::owed,
                            {"GQCS.ex.true"_clause, "IOCP.queue.fifo"_clause, "CIOCP.key"_clause,
                             "PQCS.echo"_clause, "w32-217"_clause, "w32-221"_clause,
                             "w32-223"_clause});
const AlternativeInfo takes_another("GetQueuedCompletionStatusEx.takes_another", Fairness::owed,
                                    {"IOCP.queue.fifo"_clause, "w32-217"_clause, "w32-225"_clause});
const AlternativeInfo took_all("GetQueuedCompletionStatusEx.took_all", Fairness::owed,
                               {"w32-217"_clause, "w32-225"_clause});
const AlternativeInfo returns_packets("GetQueuedCompletionStatusEx.returns_packets", Fairness::owed,
                                      {"GQCS.ex.true"_clause, "w32-217"_clause, "w32-225"_clause});
const AlternativeInfo is_interrupted("GetQueuedCompletionStatusEx.is_interrupted", Fairness::owed,
                                     {"GQCS.ex.alertable"_clause, "w32-220"_clause,
                                      "w32-222"_clause});
const AlternativeInfo ran_routines("GetQueuedCompletionStatusEx.ran_routines", Fairness::owed,
                                   {"GQCS.ex.alertable"_clause, "w32-220"_clause});
const AlternativeInfo times_out("GetQueuedCompletionStatusEx.times_out", Fairness::after_time,
                                {"GQCS.timeout"_clause, "w32-219"_clause, "ci-144"_clause});
const AlternativeInfo is_abandoned("GetQueuedCompletionStatusEx.is_abandoned", Fairness::owed,
                                   {"GQCS.ex.false"_clause, "GQCS.abandoned"_clause,
                                    "w32-260"_clause});

// Is the calling thread known to belong to the port, or known not to? (D6)
Association association(const Subject& subject) {
  const ThreadObject& thread = subject.known.thread(subject.chain.thread);
  const ObjectReference port = subject.known.find(subject.call.value(Parameter::CompletionPort));
  return thread.port == port.index ? thread.association : Association::none;
}

void wait_for_packets(const Subject& subject, const PortObject& port) {
  Alternatives& allowed = subject.allowed;
  const bool alertable = subject.call.integer(Parameter::fAlertable) != 0;
  const Fifo apcs = subject.known.thread(subject.chain.thread).apcs;
  const Association own = association(subject);
  auto builder = allowed.offer(takes);
  builder.when(!empty(port.packets));
  if (alertable && own == Association::none) builder.when(empty(apcs));
  builder.then(pop(port.packets)).next(attempt);
  if (alertable) {
    auto interrupted = allowed.offer(is_interrupted);
    interrupted.when(!empty(apcs));
    if (own == Association::sure) interrupted.when(empty(port.packets));
    interrupted.next(deliver);
  }
  if (const std::int64_t interval_ms = subject.call.integer(Parameter::dwMilliseconds);
      interval_ms != constant::infinite) {
    auto expiry = fails(subject, times_out, error::wait_timeout);
    expiry.when(empty(port.packets)).when(!happened(port.closed));
    if (alertable) expiry.when(empty(apcs));
    expiry.when(elapsed(static_cast<std::uint64_t>(interval_ms)))
        .shows(Parameter::lpCompletionPortEntries, Shown::untouched);
  }
  fails(subject, is_abandoned, error::abandoned_wait)
      .when(happened(port.closed))
      .shows(Parameter::lpCompletionPortEntries, Shown::untouched);
}

}  // namespace

void dequeue_packets(const Subject& subject) {
  Alternatives& allowed = subject.allowed;
  const Chain& chain = subject.chain;
  if (chain.step == check) {
    if (subject.call.integer(Parameter::ulCount) == 0) {
      fails(subject, has_no_room, error::invalid_parameter);
    } else {
      check_port(subject, begins);
    }
    return;
  }
  const PortObject& port = *subject.known.port(subject.call.value(Parameter::CompletionPort));
  const auto room = static_cast<std::size_t>(subject.call.integer(Parameter::ulCount));
  switch (chain.step) {
    case MicroStep::wait:
      return wait_for_packets(subject, port);
    case attempt:
      if (chain.taken.size() == room) {
        allowed.offer(took_all).variant(1).next(report);
        return;
      }
      allowed.offer(takes_another).when(!empty(port.packets)).then(pop(port.packets)).next(attempt);
      allowed.offer(took_all).when(empty(port.packets)).next(report);
      return;
    case report:
      if (chain.position < chain.taken.size()) {
        leave_or_write_block(subject, chain.taken[chain.position], report);
        return;
      }
      allowed.offer(returns_packets)
          .returns(1)
          .shows(Parameter::lpCompletionPortEntries, Shown::packets)
          .shows(Parameter::ulNumEntriesRemoved, Shown::packet_count)
          .next(leave);
      return;
    case drain:
      end_routines(subject.known, chain, allowed, ran_routines)
          .returns(0)
          .last_error(error::wait_io_completion)
          .shows(Parameter::lpCompletionPortEntries, Shown::untouched)
          .next(leave);
      return;
    case deliver:
      return deliver_routines(subject.known, chain, allowed);
    default:
      return completion(subject.known, chain, report, allowed);
  }
}

}  // namespace ioracle::rules
