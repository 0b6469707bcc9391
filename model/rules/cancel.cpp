// CancelIo, CancelIoEx and CancelSynchronousIo: a request to cancel, operation by operation.
// Whoever gets hold of an operation first ends it (X1): the canceller here, or the driver in the
// operation's own chain.

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

const AlternativeInfo is_no_thread("CancelSynchronousIo.is_no_thread", Fairness::owed,
                                   {"inferred.cancel.no-thread"_clause});
const AlternativeInfo takes_synchronous("CancelSynchronousIo.takes", Fairness::owed,
                                        {"CancelSync.thread"_clause, "w32-190"_clause});
const AlternativeInfo succeeds_synchronous("CancelSynchronousIo.succeeds", Fairness::owed,
                                           {"CancelSync.thread"_clause, "w32-190"_clause});
const AlternativeInfo finds_none("CancelSynchronousIo.finds_nothing", Fairness::owed,
                                 {"CancelSync.notfound"_clause, "w32-189"_clause,
                                  "w32-191"_clause});

// One operation of a sweep, on to the next.
void visit(const Subject& subject, OperationId id, bool meant, const AlternativeInfo& takes_it) {
  Alternatives& allowed = subject.allowed;
  const Operation& operation = subject.known.operation(id);
  const Effect go_on = advance(id);
  if (!meant) {
    allowed.offer(looks).variant(1).then(go_on).next(attempt);
    return;
  }
  allowed.offer(takes_it)
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
}

const ThreadObject* thread_of(const Known& known, std::uint32_t own, const Value& handle) {
  return handle == Value::raw(constant::current_thread) ? &known.thread(own) : known.thread(handle);
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
    const bool meant = is_meant(subject, subject.known.operation(*candidate));
    return visit(subject, *candidate, meant, own_only ? takes_own : takes);
  }
  if (own_only) {
    allowed.offer(succeeds_anyhow).returns(1).next(leave);
  } else if (chain.found > 0) {
    allowed.offer(succeeds).returns(1).next(leave);
  } else {
    fails(subject, finds_nothing, error::not_found);
  }
}

// What the thread waits for in a call: what it issued and has not returned from when this begins.
void cancel_synchronous(const Subject& subject) {
  const Known& known = subject.known;
  const Chain& chain = subject.chain;
  const Value handle = subject.call.value(Parameter::hThread);
  const ThreadObject* thread = thread_of(known, chain.thread, handle);
  if (chain.step == check) {
    const bool own = handle == Value::raw(constant::current_thread);
    if (!thread || !own) {
      auto refused = fails(subject, is_no_thread, error::invalid_handle);
      if (!thread) return;
      refused.when(happened(thread->closed));
    }
    auto looking = subject.allowed.offer(looks);
    if (!own) looking.when(!happened(thread->closed));
    looking.next(attempt);
    return;
  }
  const auto candidate = std::ranges::find_if(thread->synchronous, [&](OperationId id) {
    const std::uint64_t returned = known.operation(id).returned_seq;
    return index_of(id) >= chain.position && (returned == 0 || returned > subject.call.event.seq);
  });
  if (candidate != thread->synchronous.end()) {
    return visit(subject, *candidate, true, takes_synchronous);
  }
  if (chain.found > 0) {
    subject.allowed.offer(succeeds_synchronous).returns(1).last_error(Shown::unchanged).next(leave);
  } else {
    fails(subject, finds_none, error::not_found);
  }
}

// How a write to a pipe, a lock or a request to a device ends by it is not specified.
bool is_specified_cancel(const Known& known, const Event& call) {
  const Argument* handle = call.find(Parameter::hThread);
  const ThreadObject* thread = handle ? known.thread(handle->value) : nullptr;
  return !thread || std::ranges::none_of(thread->synchronous, [&](OperationId id) {
    const Operation& operation = known.operation(id);
    const bool told =
        operation.kind == OperationKind::pipe_listen ||
        (operation.kind == OperationKind::pipe_read && operation.writes_first == no_operation);
    return operation.returned_seq == 0 && !told;
  });
}

}  // namespace ioracle::rules
