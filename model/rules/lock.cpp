// LockFileEx and UnlockFileEx: a range of bytes is held by a file object, alone or with others. A
// lock that does not get its range at once fails, or waits until nobody holds any of it who stands
// in its way (M1).

#include <algorithm>

#include "model/rules/transfer.h"

namespace ioracle::rules {
namespace {

const AlternativeInfo is_no_file("LockFileEx.is_no_file", Fairness::owed,
                                 {"inferred.lock.refusals"_clause});
const AlternativeInfo begins("LockFileEx.begins", Fairness::owed, {});
const AlternativeInfo locks_at_once("LockFileEx.locks", Fairness::owed,
                                    {"w32-328"_clause, "w32-329"_clause,
                                     "inferred.lock.free-at-once"_clause});
const AlternativeInfo is_held("LockFileEx.is_held", Fairness::owed,
                              {"LockFileEx.fail-now"_clause, "w32-326"_clause, "w32-328"_clause,
                               "w32-329"_clause, "w32-331"_clause});
const AlternativeInfo pends("LockFileEx.pends", Fairness::owed,
                            {"LockFileEx.async"_clause, "GOREx.pend.indicator"_clause});
const AlternativeInfo blocks("LockFileEx.blocks", Fairness::owed, {"inferred.lock.waits"_clause});
const AlternativeInfo gets_range("lock.gets_range", Fairness::owed,
                                 {"LockFileEx.async"_clause, "LockFileEx.iocp"_clause,
                                  "inferred.lock.waits"_clause});
const AlternativeInfo ends_by_cancel("lock.ends_by_cancel", Fairness::owed,
                                     {"CancelIoEx.outcome.three"_clause, "CancelIo.status"_clause,
                                      "ci-195"_clause});
const AlternativeInfo ends_with_thread("lock.ends_with_thread", Fairness::owed,
                                       {"ExitThread.cancel.noniocp"_clause});
const AlternativeInfo unlocks("UnlockFileEx.unlocks", Fairness::owed,
                              {"LockFileEx.async"_clause, "inferred.lock.unlock-matches"_clause});
const AlternativeInfo holds_no_such("UnlockFileEx.holds_no_such", Fairness::owed,
                                    {"inferred.lock.unlock-matches"_clause});

// Two that cannot be held at once. A shared one may lie over an exclusive one of its own file
// object, but not the other way round (w32-329, w32-326).
bool conflicts(const LockRange& wanted, const LockRange& held) {
  const bool same = wanted.file == held.file && wanted.begin == held.begin &&
                    wanted.end == held.end && wanted.exclusive == held.exclusive;
  if (same) return wanted.exclusive;
  const bool overlap =
      wanted.disk == held.disk && wanted.begin < held.end && held.begin < wanted.end;
  if (!overlap || (!wanted.exclusive && !held.exclusive)) return false;
  return wanted.exclusive || wanted.file != held.file;
}

std::vector<Register> in_the_way(const Known& known, const LockRange& wanted) {
  std::vector<Register> cells;
  for (const LockRange& other : known.locks()) {
    if (conflicts(wanted, other)) cells.push_back(other.held);
  }
  return cells;
}

Alternatives::Builder end_free(Alternatives& allowed, const AlternativeInfo& info,
                               const Known& known, const Operation& operation, bool pended) {
  const LockRange& range = known.lock(operation);
  auto builder = allowed.offer(info);
  for (const Register cell : in_the_way(known, range)) builder.when(!reads(cell, 1));
  builder.then(write(range.held, 1))
      .then(move(0))
      .then(ends(static_cast<std::uint32_t>(Status::success)))
      .next(first_after_end(operation, pended));
  return builder;
}

void attempt_lock(const Subject& subject) {
  const Known& known = subject.known;
  const Operation& operation = known.operation(subject.chain.operation);
  end_free(subject.allowed, locks_at_once, known, operation, false)
      .returns(1)
      .last_error(Shown::on_success);
  const bool at_once = (subject.call.integer(Parameter::dwFlags) & constant::fail_immediately) != 0;
  std::uint32_t variant = 0;
  for (const Register cell : in_the_way(known, known.lock(operation))) {
    const auto find_held = [&](Alternatives::Builder builder) {
      return builder.variant(variant).when(reads(cell, 1));
    };
    if (at_once) {
      find_held(fails(subject, is_held, error::lock_violation));
    } else if (is_synchronous(operation)) {
      find_held(subject.allowed.offer(blocks)).then(mark(operation.linked)).next(MicroStep::wait);
    } else {
      find_held(subject.allowed.offer(pends))
          .then(pend())
          .returns(0)
          .last_error(error::io_pending)
          .next(leave);
    }
    ++variant;
  }
}

// Is it known whether what stands in the way is held? A lock that waits may have been granted, and
// nobody has seen it.
bool is_known_to_be_held(const Known& known, const Event& call) {
  if (call.function == Function::LockFileEx) {
    const LockRange wanted = known.wanted_lock(call);
    return std::ranges::none_of(known.locks(), [&](const LockRange& range) {
      return conflicts(wanted, range) && known.may_be_granted(range);
    });
  }
  return std::ranges::none_of(known.locks_of(call),
                              [&](const LockRange* range) { return known.may_be_granted(*range); });
}

}  // namespace

void lock_file(const Subject& subject) {
  const Known& known = subject.known;
  const FileHandle* handle = known.file_handle(subject.call.value(Parameter::hFile));
  if (!handle) {
    fails(subject, is_no_file, error::invalid_handle);
    return;
  }
  const Instant closed = known.file(handle->file).closed;
  switch (subject.chain.step) {
    case check:
      fails(subject, is_no_file, error::invalid_handle).when(happened(closed));
      subject.allowed.offer(begins).when(!happened(closed)).next(start);
      return;
    case start:
    case MicroStep::clear:
      return start_operation(known, subject.chain, subject.allowed);
    case attempt:
      return attempt_lock(subject);
    case MicroStep::wait:
      end_free(subject.allowed, gets_range, known, known.operation(subject.chain.operation), false)
          .returns(1)
          .last_error(Shown::on_success);
      return;
    default:
      return completion(known, subject.chain, leave, subject.allowed);
  }
}

void pending_lock(const Known& known, const Operation& operation, Alternatives& allowed) {
  end_free(allowed, gets_range, known, operation, true).when(!happened(operation.cancelled));
  const auto abort = [&](const AlternativeInfo& info, Instant reason) {
    allowed.offer(info)
        .when(happened(reason))
        .then(ends(static_cast<std::uint32_t>(Status::cancelled)))
        .next(first_after_end(operation, true));
  };
  abort(ends_by_cancel, operation.cancelled);
  if (operation.request_class == RequestClass::attached) {
    abort(ends_with_thread, known.thread(operation.thread).exited);
  }
}

// Of a range that is held both ways the exclusive hold goes first.
void unlock_file(const Subject& subject) {
  const Known& known = subject.known;
  const FileHandle* handle = known.file_handle(subject.call.value(Parameter::hFile));
  if (!handle) {
    fails(subject, is_no_file, error::invalid_handle);
    return;
  }
  const Instant closed = known.file(handle->file).closed;
  fails(subject, is_no_file, error::invalid_handle).when(happened(closed));
  const std::vector<const LockRange*> ranges = known.locks_of(subject.call.event);
  auto none = fails(subject, holds_no_such, error::not_locked);
  none.when(!happened(closed));
  for (const LockRange* range : ranges) none.when(!reads(range->held, 1));
  std::vector<Register> before;
  for (const LockRange* held : ranges) {
    auto builder = subject.allowed.offer(unlocks);
    builder.variant(static_cast<std::uint32_t>(before.size())).when(!happened(closed));
    for (const Register cell : before) builder.when(!reads(cell, 1));
    builder.when(reads(held->held, 1)).then(write(held->held, 0)).returns(1).next(leave);
    before.push_back(held->held);
  }
}

// Nothing is known of a lock of no bytes but that it stands in the way of ranges that go on over
// its place (w32-331); tests differ over those that begin there.
bool begins_at_an_empty_lock(const Known& known, const Event& call) {
  const LockRange wanted = known.wanted_lock(call);
  return std::ranges::any_of(known.locks(), [&](const LockRange& range) {
    return range.empty && range.disk == wanted.disk && range.begin == wanted.begin;
  });
}

bool is_specified_without_bytes(const Known& known, const Event& call) {
  if (call.function != Function::LockFileEx) return false;
  const LockRange wanted = known.wanted_lock(call);
  return wanted.exclusive && std::ranges::none_of(known.locks(), [&](const LockRange& range) {
           return range.disk == wanted.disk && range.begin < wanted.end && wanted.begin < range.end;
         });
}

// A shared lock is held once: how often is not counted.
bool is_specified_lock(const Known& known, const Event& call) {
  const auto value = [&](Parameter parameter) {
    const Argument* argument = call.find(parameter);
    return argument ? argument->value : Value::null();
  };
  const FileHandle* handle = known.file_handle(value(Parameter::hFile));
  if (!handle) return known.find(value(Parameter::hFile)).kind == ObjectKind::none;
  const bool locks = call.function == Function::LockFileEx;
  const auto size =
      value(locks ? Parameter::nNumberOfBytesToLockLow : Parameter::nNumberOfBytesToUnlockLow);
  const auto more =
      value(locks ? Parameter::nNumberOfBytesToLockHigh : Parameter::nNumberOfBytesToUnlockHigh);
  if (begins_at_an_empty_lock(known, call)) return false;
  constexpr std::int64_t known_flags = constant::fail_immediately | constant::exclusive_lock;
  return handle->reads && handle->writes &&
         value(Parameter::lpOverlapped).kind == ValueKind::name && call.words.offset &&
         call.words.offset_high &&
         (size.number > 0 || more.number > 0 || is_specified_without_bytes(known, call)) &&
         (!locks || ((value(Parameter::dwFlags).number & ~known_flags) == 0 &&
                     !known.may_hold_shared(known.wanted_lock(call)))) &&
         is_known_to_be_held(known, call);
}

}  // namespace ioracle::rules
