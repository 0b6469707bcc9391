// WSPGetOverlappedResult: what the provider finds in the structure, and what it makes of it.

#include "model/rules/provider.h"

namespace ioracle::rules {
namespace {

const AlternativeInfo query_is_no_socket("WSPGetOverlappedResult.is_no_socket", Fairness::owed,
                                         {"WSPGOR.err.notsock"_clause, "WSPGOR.errno.out"_clause,
                                          "WSPGOR.ret.contract"_clause,
                                          "WSPGOR.ret.false-undetermined"_clause,
                                          "WSPGOR.ret.false-cb-untouched"_clause});
const AlternativeInfo query_finds_network_down(
    "WSPGetOverlappedResult.finds_network_down", Fairness::owed,
    {"WSPGOR.err.netdown"_clause, "WSPGOR.errno.out"_clause, "WSPGOR.ret.contract"_clause,
     "WSPGOR.ret.cause-origin"_clause, "WSPGOR.ret.false-cb-untouched"_clause});
const AlternativeInfo has_bad_parameter("WSPGetOverlappedResult.has_bad_parameter", Fairness::owed,
                                        {"WSPGOR.err.badparam"_clause, "LPWSPGOR.badparam"_clause,
                                         "WSPGOR.errno.out"_clause, "WSPGOR.ret.contract"_clause,
                                         "WSPGOR.ret.false-undetermined"_clause,
                                         "WSPGOR.ret.false-cb-untouched"_clause});
const AlternativeInfo has_bad_event("WSPGetOverlappedResult.has_bad_event", Fairness::owed,
                                    {"WSPGOR.err.badevent"_clause, "WSPGOR.errno.out"_clause,
                                     "WSPGOR.ret.contract"_clause,
                                     "WSPGOR.ret.false-undetermined"_clause,
                                     "WSPGOR.ret.false-cb-untouched"_clause});
const AlternativeInfo begins_query("WSPGetOverlappedResult.begins", Fairness::owed,
                                   {"WSPGOR.rem.caller"_clause, "WSPGOR.scope.pending-only"_clause,
                                    "WSPGOR.s.same-socket"_clause, "WSPGOR.ov.same-struct"_clause});
const AlternativeInfo is_incomplete(
    "WSPGetOverlappedResult.is_incomplete", Fairness::owed,
    {"WSPGOR.wait.false-pending"_clause, "WSPGOR.err.incomplete"_clause,
     "WSPGOR.err.incomplete-only-nowait"_clause, "WSPGOR.ret.true"_clause,
     "WSPGOR.ret.contract"_clause, "WSPGOR.ret.false-not-done"_clause,
     "WSPGOR.ret.false-exhaustive"_clause, "WSPGOR.ret.false-cb-untouched"_clause,
     "WSPGOR.errno.out"_clause});
const AlternativeInfo finds_in_progress(
    "WSPGetOverlappedResult.finds_in_progress", Fairness::owed,
    {"WSPGOR.wait.false-pending"_clause, "WSPGOR.err.incomplete"_clause,
     "WSPGOR.err.incomplete-only-nowait"_clause, "WSPGOR.ret.true"_clause,
     "WSPGOR.ret.contract"_clause, "WSPGOR.ret.false-not-done"_clause,
     "WSPGOR.ret.false-exhaustive"_clause, "WSPGOR.ret.false-cb-untouched"_clause,
     "WSPGOR.errno.out"_clause, "WSPGOR.wpu.seq4-check"_clause, "WSPGOR.wpu.seq4-error"_clause});
const AlternativeInfo must_wait("WSPGetOverlappedResult.must_wait", Fairness::owed,
                                {"WSPGOR.wait.true-blocks"_clause,
                                 "WSPGOR.err.incomplete-only-nowait"_clause});
const AlternativeInfo must_wait_for_event(
    "WSPGetOverlappedResult.must_wait_for_event", Fairness::owed,
    {"WSPGOR.wait.true-blocks"_clause, "WSPGOR.wait.true-mechanism"_clause,
     "WSPGOR.err.incomplete-only-nowait"_clause, "WSPGOR.wpu.seq4-check"_clause,
     "WSPGOR.wpu.seq4-wait"_clause});
const AlternativeInfo wait_ends("WSPGetOverlappedResult.wait_ends", Fairness::owed,
                                {"WSPGOR.wait.true-blocks"_clause,
                                 "WSPGOR.err.incomplete-only-nowait"_clause,
                                 "WSPGOR.wait.true-mechanism"_clause,
                                 "WSPGOR.wpu.seq4-wait"_clause});
const AlternativeInfo finds_end("WSPGetOverlappedResult.finds_end", Fairness::owed,
                                {"WSPGOR.ret.true"_clause, "WSPGOR.wpu.free-choice"_clause});
const AlternativeInfo finds_typical_end("WSPGetOverlappedResult.finds_typical_end", Fairness::owed,
                                        {"WSPGOR.ret.true"_clause, "WSPGOR.wpu.seq4-check"_clause});
const AlternativeInfo is_unpredictable("WSPGetOverlappedResult.is_unpredictable", Fairness::owed,
                                       {"WSPGOR.wait.true-nonevent"_clause,
                                        "WSPGOR.wait.true-only-event"_clause,
                                        "inferred.provider.misused-query"_clause});
const AlternativeInfo is_misdirected("WSPGetOverlappedResult.is_misdirected", Fairness::owed,
                                     {"inferred.provider.misused-query"_clause,
                                      "WSPGOR.s.same-socket"_clause, "WSPGOR.ov.same-struct"_clause,
                                      "WSPGOR.scope.pending-only"_clause});
const AlternativeInfo reports_success("WSPGetOverlappedResult.reports_success", Fairness::owed,
                                      {"WSPGOR.err.incomplete-only-nowait"_clause,
                                       "WSPGOR.ret.contract"_clause, "WSPGOR.ret.true"_clause,
                                       "WSPGOR.cb.meaning"_clause, "WSPGOR.flags.supplement"_clause,
                                       "WSPGOR.rem.last-op"_clause,
                                       "WSPGOR.ret.false-exhaustive"_clause,
                                       "WSPGOR.wpu.three-values"_clause});
const AlternativeInfo reports_typical_success(
    "WSPGetOverlappedResult.reports_typical_success", Fairness::owed,
    {"WSPGOR.err.incomplete-only-nowait"_clause, "WSPGOR.ret.contract"_clause,
     "WSPGOR.ret.true"_clause, "WSPGOR.cb.meaning"_clause, "WSPGOR.flags.supplement"_clause,
     "WSPGOR.flags.recv"_clause, "WSPGOR.rem.last-op"_clause, "WSPGOR.ret.false-exhaustive"_clause,
     "WSPGOR.wpu.three-values"_clause, "WSPGOR.wpu.seq4-return"_clause});
const AlternativeInfo reports_failure(
    "WSPGetOverlappedResult.reports_failure", Fairness::owed,
    {"WSPGOR.err.incomplete-only-nowait"_clause, "WSPGOR.ret.contract"_clause,
     "WSPGOR.errno.out"_clause, "WSPGOR.ret.cause-origin"_clause,
     "WSPGOR.ret.false-op-error"_clause, "WSPGOR.ret.false-cb-untouched"_clause,
     "WSPGOR.rem.last-op"_clause, "WSPGOR.wpu.three-values"_clause,
     "WSPGOR.wpu.seq4-return"_clause});

constexpr std::int64_t preset_of_variables = 0xDEADBEEF;

// The query takes what the request left in the structure.
void report_end(const Subject& subject, const ProviderRequest& request) {
  if (request.error != 0) {
    fails_with(subject, reports_failure, request.error);
    return;
  }
  const bool typical = request.typical && request.offset;
  auto builder = subject.allowed.offer(typical ? reports_typical_success : reports_success);
  builder.returns(1)
      .shows(Parameter::lpcbTransfer, Shown::integer, static_cast<std::int64_t>(request.bytes))
      .next(leave);
  if (typical) {
    builder.shows(Parameter::lpdwFlags, Shown::integer, *request.offset);
  } else {
    builder.shows(Parameter::lpdwFlags, Shown::another, preset_of_variables);
  }
}

void read_request(const Subject& subject, const Operation& operation,
                  const ProviderRequest& request, const Atom& pending) {
  const Known& known = subject.known;
  const Value& handle = subject.call.event.words.event;
  const bool waits = subject.call.integer(Parameter::fWait) != 0;
  const bool typical = request.typical;
  if (waits && handle.kind == ValueKind::null) {
    subject.allowed.offer(is_unpredictable).next(leave);
    return;
  }
  if (!waits) {
    fails_with(subject, typical ? finds_in_progress : is_incomplete, error::io_incomplete)
        .when(pending);
  } else if (handle.recorded() && !known.event(handle)) {
    fails_with(subject, has_bad_event, error::invalid_handle).when(pending);
  } else {
    subject.allowed.offer(typical ? must_wait_for_event : must_wait)
        .when(pending)
        .next(MicroStep::wait);
  }
  auto ended = subject.allowed.offer(typical ? finds_typical_end : finds_end);
  if (typical) {
    ended.when(happened(operation.ended)).when(!pending);
  } else {
    ended.when(happened(request.announced));
  }
  if (request.upcall_id == 0) ended.when(never());
  ended.next(report);
}

}  // namespace

void provided_result(const Subject& subject) {
  const Known& known = subject.known;
  const Call& call = subject.call;
  const SocketObject* socket = known.socket(call.value(Parameter::s));
  if (subject.chain.step == check) {
    if (!socket) {
      fails_with(subject, query_is_no_socket, error::wsaenotsock);
      return;
    }
    if (socket->faults.network_down) {
      fails_with(subject, query_finds_network_down, error::wsaenetdown);
    }
    if (call.is_null(Parameter::lpOverlapped) || call.is_null(Parameter::lpcbTransfer) ||
        call.is_null(Parameter::lpdwFlags)) {
      fails_with(subject, has_bad_parameter, error::wsaeinval);
      fails_with(subject, has_bad_parameter, error::invalid_parameter).variant(1);
      return;
    }
    const Operation* asked = known.provided(call.value(Parameter::lpOverlapped));
    if (!asked || &known.socket(*asked) != socket || known.request(*asked).over) {
      subject.allowed.offer(is_misdirected).next(leave);
    } else {
      subject.allowed.offer(begins_query).next(read);
    }
    return;
  }
  const Operation& operation = *known.provided(call.value(Parameter::lpOverlapped));
  const ProviderRequest& request = known.request(operation);
  const Atom pending = request.typical ? reads(known.overlapped(operation.overlapped).internal,
                                               constant::status_pending)
                                       : !happened(operation.ended);
  if (subject.chain.step == read) return read_request(subject, operation, request, pending);
  if (subject.chain.step == report) return report_end(subject, request);
  const Waited waited = waited_for(known, call.event.words.event);
  auto builder = subject.allowed.offer(wait_ends);
  builder.when(happened(operation.ended)).when(!pending).when(waited.signaled());
  if (request.upcall_id == 0) builder.when(never());
  if (waited.consumed) builder.then(write(waited.state, 0));
  builder.next(report);
}

}  // namespace ioracle::rules
