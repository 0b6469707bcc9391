// CancelIo and CancelIoEx: a request to cancel, operation by operation. Whoever gets hold of an
// operation first ends it (X1): the canceller here, or the driver in the operation's own chain.

#include <algorithm>

#include "model/rules/rules.h"

namespace ioracle::rules {
namespace {

const AlternativeInfo is_no_handle("CancelIoEx.is_no_handle", Fairness::owed, {});
const AlternativeInfo looks("CancelIoEx.looks", Fairness::owed, {});
const AlternativeInfo takes("CancelIoEx.takes", Fairness::owed,
                            {"CancelIoEx.one"_clause, "CancelIoEx.scope.process"_clause,
                             "CancelIoEx.null.all"_clause});
const AlternativeInfo misses_not_started("CancelIoEx.misses_not_pending", Fairness::owed,
                                         {"CancelIoEx.null.race"_clause});
const AlternativeInfo misses_ended("CancelIoEx.misses_ended", Fairness::owed,
                                   {"CancelIoEx.outcome.three"_clause});
const AlternativeInfo misses_cancelled("CancelIoEx.misses_cancelled", Fairness::owed,
                                       {"CancelIoEx.outcome.three"_clause});
const AlternativeInfo succeeds("CancelIoEx.succeeds", Fairness::owed, {"CancelIoEx.async"_clause});
const AlternativeInfo finds_nothing("CancelIoEx.finds_nothing", Fairness::owed,
                                    {"CancelIoEx.notfound"_clause, "sock-223"_clause});

const AlternativeInfo succeeds_anyhow("CancelIo.succeeds", Fairness::owed,
                                      {"CancelIo.ret"_clause, "CancelIo.state"_clause,
                                       "CancelIo.sync-handle"_clause, "w32-179"_clause,
                                       "inferred.cancel.io-waits"_clause});
const AlternativeInfo takes_own("CancelIo.takes", Fairness::owed,
                                {"CancelIo.scope.thread"_clause, "CancelIo.status"_clause});

// CancelIo means what its own thread issued, CancelIoEx what was issued with that OVERLAPPED.
bool is_meant(const Subject& subject, const Operation& operation) {
  if (!operation.has_overlapped) return false;
  if (subject.call.event.function == Function::CancelIo) {
    return operation.thread == subject.chain.thread;
  }
  const Value wanted = subject.call.value(Parameter::lpOverlapped);
  return wanted.kind == ValueKind::null ||
         wanted == Value::of(subject.known.overlapped(operation.overlapped).name);
}

}  // namespace

void cancel(const Subject& subject) {
  Alternatives& allowed = subject.allowed;
  const Chain& chain = subject.chain;
  const FileObject* file = subject.known.file(subject.call.value(Parameter::hFile));
  if (chain.step == check) {
    if (!file) {
      fails(subject, is_no_handle, error::invalid_handle);
      return;
    }
    fails(subject, is_no_handle, error::invalid_handle).when(happened(file->closed));
    allowed.offer(looks).when(!happened(file->closed)).next(attempt);
    return;
  }
  const bool own_only = subject.call.event.function == Function::CancelIo;
  const auto outstanding = subject.known.outstanding(*file);
  const auto candidate = std::ranges::find_if(
      outstanding, [&](OperationId id) { return index_of(id) >= chain.position; });
  if (candidate != outstanding.end()) {
    const Operation& operation = subject.known.operation(*candidate);
    const Effect go_on = advance(*candidate);
    if (!is_meant(subject, operation)) {
      allowed.offer(looks).variant(1).then(go_on).next(attempt);
      return;
    }
    allowed.offer(own_only ? takes_own : takes)
        .when(happened(operation.linked))
        .when(!happened(operation.ended))
        .when(!happened(operation.cancelled))
        .then(mark(operation.cancelled))
        .then(found())
        .then(go_on)
        .next(attempt);
    allowed.offer(misses_not_started).when(!happened(operation.linked)).then(go_on).next(attempt);
    allowed.offer(misses_ended).when(happened(operation.ended)).then(go_on).next(attempt);
    allowed.offer(misses_cancelled)
        .when(happened(operation.cancelled))
        .when(!happened(operation.ended))
        .then(go_on)
        .next(attempt);
    return;
  }
  if (own_only) {
    allowed.offer(succeeds_anyhow).returns(1).next(leave);
  } else if (chain.found > 0) {
    allowed.offer(succeeds).returns(1).next(leave);
  } else {
    fails(subject, finds_nothing, error::not_found);
  }
}

}  // namespace ioracle::rules
