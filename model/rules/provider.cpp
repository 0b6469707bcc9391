// The switch and a service provider around one OVERLAPPED: the functions that start a request, the
// upcall that tells its end, and the query. What the page of WSPGetOverlappedResult calls typical
// is asked only of a provider that declares itself so.

#include <optional>

#include "model/rules/rules.h"

namespace ioracle::rules {
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
const AlternativeInfo changes_internal("provider.changes_internal", Fairness::owed,
                                       {"WSPGOR.wpu.seq3-order"_clause,
                                        "WSPGOR.wpu.seq3-internal"_clause, "WPUCOR.order"_clause});
const AlternativeInfo stores_count("provider.stores_count", Fairness::owed,
                                   {"WSPGOR.wpu.seq3-internalhigh"_clause});
const AlternativeInfo owes_status("provider.owes_status", Fairness::owed,
                                  {"WSPGOR.wpu.seq3-internal"_clause,
                                   "WSPGOR.wpu.seq3-internalhigh"_clause});
const AlternativeInfo starts_anew("provider.starts_anew", Fairness::owed,
                                  {"WSPGOR.wpu.control-fields"_clause,
                                   "WSPGOR.wpu.seq1-internal"_clause});
const AlternativeInfo keeps_to_its_words("provider.keeps_to_its_words", Fairness::owed,
                                         {"WSPGOR.wpu.control-fields"_clause});
const AlternativeInfo stores_error("provider.stores_error", Fairness::owed,
                                   {"WSPGOR.wpu.seq2-offsethigh"_clause,
                                    "WSPGOR.wpu.free-choice"_clause});
const AlternativeInfo stores_flags("provider.stores_flags", Fairness::owed,
                                   {"WSPGOR.wpu.seq2-offset"_clause,
                                    "WSPGOR.wpu.free-choice"_clause});

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
                                        "WSPGOR.wait.true-only-event"_clause});
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

// What asks for this never comes; told as an alternative, its clauses say why.
Atom never() { return !happened(always_happened); }

// SOCKET_ERROR or FALSE, and the code where lpErrno points.
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
      if (socket->provider_network_down) {
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
    allowed.offer(changes_internal)
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

void provided_result(const Subject& subject) {
  const Known& known = subject.known;
  const Call& call = subject.call;
  const SocketObject* socket = known.socket(call.value(Parameter::s));
  if (subject.chain.step == check) {
    if (!socket) {
      fails_with(subject, query_is_no_socket, error::wsaenotsock);
      return;
    }
    if (socket->provider_network_down) {
      fails_with(subject, query_finds_network_down, error::wsaenetdown);
    }
    if (call.is_null(Parameter::lpOverlapped) || call.is_null(Parameter::lpcbTransfer) ||
        call.is_null(Parameter::lpdwFlags)) {
      fails_with(subject, has_bad_parameter, error::wsaeinval);
      fails_with(subject, has_bad_parameter, error::invalid_parameter).variant(1);
      return;
    }
    subject.allowed.offer(begins_query).next(read);
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
      return same && known.request(*operation).returned && !known.request(*operation).over;
    default:
      // SAN.ov.always; with one that is in use the switch breaks its contract.
      return overlapped.kind == ValueKind::name &&
             value(Parameter::lpCompletionRoutine).kind != ValueKind::name &&
             (!operation || known.request(*operation).over ||
              known.request(*operation).upcall_id != 0);
  }
}

namespace {

// Who writes: where the actor is told, the provider keeps to its words, and others keep off them.
bool is_written_by_another(const Known& known, const Event& word) {
  if (!word.routine) return false;
  const bool by_provider = known.names().text(word.routine) == "provider";
  const bool starts = word.words.internal == constant::status_pending;
  const bool of_provider = word.words.offset || word.words.offset_high || starts;
  return by_provider != of_provider;
}

}  // namespace
}  // namespace ioracle::rules

namespace ioracle {

const AlternativeInfo& owed_words() { return rules::owes_status; }

WordWrite judge_word(const Known& known, const Event& word) {
  WordWrite write;
  const OverlappedWords& words = word.words;
  const OverlappedObject* overlapped = known.overlapped(Value::of(word.object));
  if (!overlapped) return write;
  if (words.internal || words.internal_high) {
    write.cell = words.internal ? overlapped->internal : overlapped->internal_high;
    write.value = words.internal ? *words.internal : *words.internal_high;
  }
  const Operation* operation = known.provided(Value::of(word.object));
  if (!operation) return write;
  const ProviderRequest& request = known.request(*operation);
  if (!operation->words_told || request.over) return write;
  const bool announced = request.upcall_id != 0;
  const bool pended = request.returned;
  if (words.internal == constant::status_pending) {
    write.info = &rules::starts_anew;
    write.allowed = !announced;
  } else if (words.internal) {
    // Before the call returns, nobody can tell yet whether it leaves the request pending.
    write.info = &rules::changes_internal;
    write.allowed = announced ? request.stored : !pended;
    if (announced && !request.changed) write.marks = request.reported;
  } else if (words.internal_high) {
    write.info = &rules::stores_count;
    write.allowed = announced ? *words.internal_high == request.bytes : !pended;
  } else {
    write.info = words.offset ? &rules::stores_flags : &rules::stores_error;
    write.allowed = !request.typical || !announced;
  }
  if (write.allowed && (announced || pended) && rules::is_written_by_another(known, word)) {
    write.info = &rules::keeps_to_its_words;
    write.allowed = false;
  }
  if (write.info->mutation() == Switch::dropped) write.allowed = false;
  if (write.info->mutation() == Switch::widened) write.allowed = true;
  return write;
}

}  // namespace ioracle
