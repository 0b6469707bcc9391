// TransactNamedPipe: a write that never waits for room, then a read of one message (P7).

#include "model/rules/pipe.h"

namespace ioracle::rules {
namespace {

const AlternativeInfo is_no_pipe("transact.has_no_open_handle", Fairness::owed,
                                 {"inferred.pipe.transact-states"_clause});
const AlternativeInfo begins("transact.begins", Fairness::owed, {});
const AlternativeInfo reads_bytes("transact.reads_bytes", Fairness::owed,
                                  {"TNP.mode"_clause, "inferred.pipe.transact-states"_clause});
const AlternativeInfo is_not_connected("transact.is_not_connected", Fairness::owed,
                                       {"w32-143"_clause, "inferred.pipe.transact-states"_clause});
const AlternativeInfo is_busy("transact.is_busy", Fairness::owed,
                              {"inferred.pipe.transact-states"_clause});
const AlternativeInfo sends_request("transact.sends_request", Fairness::owed,
                                    {"w32-149"_clause, "w32-151"_clause, "w32-155"_clause});
const AlternativeInfo pends("transact.pends", Fairness::owed,
                            {"TNP.pending"_clause, "TNP.complete-when"_clause,
                             "GOREx.pend.indicator"_clause, "w32-149"_clause, "w32-151"_clause});
const AlternativeInfo blocks("transact.blocks", Fairness::owed, {"TNP.complete-when"_clause});

void attempt_transact(const Subject& subject, const Operation& operation) {
  const Known& known = subject.known;
  const Connection& connection = known.pipe_connection(operation);
  const Instant closed = known.file(operation).closed;
  const Instant other_closed = connection.closed[1 - operation.side];
  fails(subject, is_no_pipe, error::invalid_handle).when(happened(closed));
  if (!operation.by_message) {
    fails(subject, reads_bytes, error::bad_pipe).when(!happened(closed));
    return;
  }
  const auto is_cut_off = [&] {
    return fails(subject, is_not_connected, error::bad_pipe).when(!happened(closed));
  };
  is_cut_off().variant(0).when(happened(connection.disconnected));
  is_cut_off().variant(1).when(!happened(connection.disconnected)).when(happened(other_closed));
  if (operation.side == 1) {
    is_cut_off()
        .variant(2)
        .when(!happened(connection.disconnected))
        .when(!happened(connection.connected));
  }
  auto busy = fails(subject, is_busy, error::pipe_busy);
  require_usable(busy, known, operation);
  busy.when(!happened(other_closed)).when(arrived(operation.stream, 1));
  put_into_pipe(subject, sends_request, operation.writes_first, {!arrived(operation.stream, 1)});
}

// The request is where the peer can read it; the reply may be there already.
void wait_for_reply(const Subject& subject, const Operation& operation) {
  const Known& known = subject.known;
  const Operation& request = known.operation(operation.writes_first);
  for (const bool waited : {false, true}) {
    auto waits = once_fed(subject, is_synchronous(operation) ? blocks : pends, request, waited);
    waits.then(push(reads_of(known, operation), operation.item));
    if (is_synchronous(operation)) {
      waits.then(mark(operation.linked)).next(MicroStep::wait);
    } else {
      waits.then(pend()).returns(0).last_error(error::io_pending).next(leave);
    }
  }
}

}  // namespace

void transact_pipe(const Subject& subject) {
  const Known& known = subject.known;
  const PipeEnd* end = known.pipe_end(subject.call.value(Parameter::hNamedPipe));
  if (!end) {
    fails(subject, is_no_pipe, error::invalid_handle);
    return;
  }
  const Operation& operation = known.operation(subject.chain.operation);
  switch (subject.chain.step) {
    case check:
      fails(subject, is_no_pipe, error::invalid_handle)
          .when(happened(known.file(end->file).closed));
      subject.allowed.offer(begins).when(!happened(known.file(end->file).closed)).next(start);
      return;
    case start:
    case MicroStep::clear:
      return start_operation(known, subject.chain, subject.allowed);
    case attempt:
      return attempt_transact(subject, operation);
    case feed:
      return wait_for_reply(subject, operation);
    case MicroStep::wait:
      return end_pipe_read(RequestEnd(subject));
    default:
      return completion(known, subject.chain, leave, subject.allowed);
  }
}

}  // namespace ioracle::rules
