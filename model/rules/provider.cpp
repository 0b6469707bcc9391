// The switch and a service provider around one OVERLAPPED: the functions that start a request, the
// upcall that tells its end, and the query. What the page of WSPGetOverlappedResult calls typical
// is asked only of a provider that declares itself so.

#include "model/rules/provider.h"

namespace ioracle::rules {

Atom never() { return !happened(always_happened); }

Alternatives::Builder fails_with(const Subject& subject, const AlternativeInfo& info,
                                 std::uint32_t code) {
  const bool query = subject.call.event.function == Function::WSPGetOverlappedResult;
  Alternatives::Builder builder = subject.allowed.offer(info);
  builder.returns(query ? 0 : constant::socket_error)
      .shows(Parameter::lpErrno, Shown::integer, code)
      .next(leave);
  if (query) builder.shows(Parameter::lpcbTransfer, Shown::untouched);
  return builder;
}

namespace {

const AlternativeInfo is_no_socket("provider.is_no_socket", Fairness::owed,
                                   {"inferred.provider.refuses"_clause});
const AlternativeInfo finds_network_down("provider.finds_network_down", Fairness::owed,
                                         {"inferred.provider.refuses"_clause});
const AlternativeInfo refuses("provider.refuses", Fairness::owed,
                              {"inferred.provider.refuses"_clause});
const AlternativeInfo begins_request("provider.begins_request", Fairness::owed,
                                     {"WSPGOR.start.functions"_clause});
const AlternativeInfo sets_internal("provider.sets_internal", Fairness::owed,
                                    {"WSPGOR.wpu.seq1-internal"_clause});
const AlternativeInfo leaves_internal("provider.leaves_internal", Fairness::owed,
                                      {"WSPGOR.wpu.free-choice"_clause});
const AlternativeInfo resets_event("provider.resets_event", Fairness::owed,
                                   {"WSPGOR.pend.event-reset"_clause});
const AlternativeInfo keeps_event("provider.keeps_event", Fairness::owed,
                                  {"WSPGOR.pend.event-reset"_clause});
const AlternativeInfo pends("provider.pends", Fairness::owed,
                            {"WSPGOR.start.pending"_clause, "WSPGOR.start.functions"_clause});
const AlternativeInfo pends_typically("provider.pends_typically", Fairness::owed,
                                      {"WSPGOR.start.functions"_clause,
                                       "WSPGOR.start.pending"_clause,
                                       "WSPGOR.wpu.seq1-internal"_clause});
const AlternativeInfo ends_at_once("provider.ends_at_once", Fairness::owed,
                                   {"inferred.provider.ends-at-once"_clause});

const AlternativeInfo leaves_zero("provider.leaves_zero", Fairness::owed,
                                  {"WSPGOR.wpu.seq3-order"_clause,
                                   "WSPGOR.wpu.seq3-internal"_clause, "WPUCOR.order"_clause,
                                   "inferred.provider.internal-zero"_clause});
const AlternativeInfo is_no_provider_socket("WPUCompleteOverlappedRequest.is_no_provider_socket",
                                            Fairness::owed, {"WPUCOR.err.WSAEINVAL"_clause});
const AlternativeInfo takes_completion("WPUCompleteOverlappedRequest.takes_completion",
                                       Fairness::owed,
                                       {"WPUCOR.notify"_clause, "WSPGOR.start.pending"_clause,
                                        "WSPGOR.wpu.free-choice"_clause});
const AlternativeInfo takes_typical_completion(
    "WPUCompleteOverlappedRequest.takes_typical_completion", Fairness::owed,
    {"WPUCOR.notify"_clause, "WSPGOR.start.pending"_clause, "WSPGOR.wpu.seq2-offsethigh"_clause,
     "WSPGOR.wpu.seq2-offset"_clause, "WSPGOR.wpu.seq2-call"_clause});
const AlternativeInfo counts_what_moved("WPUCompleteOverlappedRequest.counts_what_moved",
                                        Fairness::owed,
                                        {"WSPGOR.cb.meaning"_clause,
                                         "WSPGOR.wpu.seq2-call"_clause});

const AlternativeInfo completes("provider.completes", Fairness::owed,
                                {"WSPGOR.done.event-set"_clause, "WPUCOR.order"_clause,
                                 "WPUCOR.notify"_clause});

void attempt_request(const Subject& subject, const Operation& operation,
                     const ProviderRequest& request) {
  const bool typical = request.typical;
  auto builder = fails_with(subject, typical ? pends_typically : pends, error::io_pending);
  builder.then(pend());
  if (typical && operation.words_told && !request.begun) builder.when(never());
  subject.allowed.offer(ends_at_once).returns(0).next(leave);
  subject.allowed.offer(refuses)
      .returns(constant::socket_error)
      .shows(Parameter::lpErrno, Shown::another, error::io_pending)
      .next(leave);
}

}  // namespace

void start_provided(const Subject& subject) {
  const Known& known = subject.known;
  const SocketObject* socket = known.socket(subject.call.value(Parameter::s));
  if (!socket) {
    fails_with(subject, is_no_socket, error::wsaenotsock);
    return;
  }
  const Operation& operation = known.operation(subject.chain.operation);
  const ProviderRequest& request = known.request(operation);
  const Register internal = known.overlapped(operation.overlapped).internal;
  Alternatives& allowed = subject.allowed;
  switch (subject.chain.step) {
    case check:
      if (socket->faults.network_down) {
        fails_with(subject, finds_network_down, error::wsaenetdown);
      }
      allowed.offer(begins_request).next(operation.words_told ? MicroStep::clear : start);
      return;
    case start:
      allowed.offer(sets_internal)
          .then(write(internal, constant::status_pending))
          .next(MicroStep::clear);
      if (!request.typical) allowed.offer(leaves_internal).next(MicroStep::clear);
      return;
    case MicroStep::clear:
      if (!operation.event_is_handle_signal) {
        allowed.offer(resets_event).then(write(operation.event, 0)).next(attempt);
      }
      // Where it is not set, to reset it or not is the same.
      allowed.offer(keeps_event)
          .when(operation.event_is_handle_signal ? happened(always_happened)
                                                 : reads(operation.event, 1))
          .next(attempt);
      return;
    default:
      return attempt_request(subject, operation, request);
  }
}

void complete_request(const Subject& subject) {
  const Known& known = subject.known;
  const Operation* operation = known.provided(subject.call.value(Parameter::lpOverlapped));
  if (!known.socket(subject.call.value(Parameter::s)) || !operation) {
    fails_with(subject, is_no_provider_socket, error::wsaeinval);
    return;
  }
  const ProviderRequest& request = known.request(*operation);
  const bool typical = request.typical && operation->words_told;
  const bool again = request.upcall_id != subject.call.event.id;
  const bool too_much = operation->buffer_count > 0 && request.bytes > operation->capacity;
  const bool untold =
      typical && (!request.offset || !request.offset_high || *request.offset_high != request.error);
  const AlternativeInfo& info = too_much  ? counts_what_moved
                                : typical ? takes_typical_completion
                                          : takes_completion;
  auto builder = subject.allowed.offer(info);
  builder.when(happened(operation->linked)).then(mark(request.announced)).returns(0).next(leave);
  if (again || too_much || untold) builder.when(never());
}

void pending_provided(const Known& known, const Chain& chain, Alternatives& allowed) {
  const Operation& operation = known.operation(chain.operation);
  const ProviderRequest& request = known.request(operation);
  if (chain.step == status) {
    // Its value is told by no page: inferred.provider.internal-zero.
    allowed.offer(leaves_zero)
        .then(write(known.overlapped(operation.overlapped).internal, 0))
        .next(signal);
    return;
  }
  if (request.upcall_id == 0) return;
  allowed.offer(completes)
      .when(happened(operation.words_told ? request.reported : request.announced))
      .then(move(request.bytes))
      .then(ends(static_cast<std::uint32_t>(Status::success)))
      .next(first_after_end(operation, true));
}

bool is_specified_provider_call(const Known& known, const Event& call) {
  const auto value = [&](Parameter parameter) {
    const Argument* argument = call.find(parameter);
    return argument ? argument->value : Value::null();
  };
  const SocketObject* socket = known.socket(value(Parameter::s));
  if (!socket) return true;
  const Value overlapped = value(Parameter::lpOverlapped);
  const Operation* operation = known.provided(overlapped);
  const bool same = operation && &known.socket(*operation) == socket;
  switch (call.function) {
    case Function::WPUCompleteOverlappedRequest:
      return same && !known.request(*operation).over;
    case Function::WSPGetOverlappedResult:
      if (overlapped.kind == ValueKind::null) return true;
      return !operation || known.request(*operation).returned || known.request(*operation).over;
    default:
      // SAN.ov.always; with one that is in use the switch breaks its contract.
      return overlapped.kind == ValueKind::name &&
             value(Parameter::lpCompletionRoutine).kind != ValueKind::name &&
             (!operation || operation->call_id == call.id || known.request(*operation).over ||
              known.request(*operation).upcall_id != 0);
  }
}

}  // namespace ioracle::rules
