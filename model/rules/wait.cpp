// Waits: WSAWaitForMultipleEvents, WaitForSingleObjectEx, SleepEx; and the routines that an
// alertable wait runs, for every call that waits alertably (D2, D3).

#include <array>

#include "model/rules/rules.h"

namespace ioracle::rules {
namespace {

const AlternativeInfo has_bad_count("wait.has_bad_count", Fairness::owed, {"WSAWait.count"_clause});
const AlternativeInfo has_bad_handle("wait.has_bad_handle", Fairness::owed,
                                     {"WSAWait.err.handle"_clause});
const AlternativeInfo begins("wait.begins", Fairness::owed, {});
const AlternativeInfo any_is_satisfied("wait.any_is_satisfied", Fairness::owed,
                                       {"WSAWait.any.lowest"_clause, "WAIT.wfmo.lowest"_clause,
                                        "WAIT.auto.consumed"_clause, "WAIT.auto.no-fifo"_clause,
                                        "WSARecv.ev.wait-poll"_clause});
const AlternativeInfo all_are_satisfied("wait.all_are_satisfied", Fairness::owed,
                                        {"WSAWait.all"_clause, "WAIT.auto.consumed"_clause});
const AlternativeInfo is_interrupted("wait.is_interrupted", Fairness::owed,
                                     {"WSAWait.alert.true"_clause, "APC.alertable"_clause,
                                      "APC.satisfied-first"_clause,
                                      "WSARecv.cr.alertable-only"_clause});
const AlternativeInfo times_out("wait.times_out", Fairness::after_time,
                                {"WSAWait.timeout.elapsed"_clause, "WSAWait.timeout.zero"_clause,
                                 "WAIT.wfso.codes"_clause, "WAIT.sleepex.zero"_clause});
const AlternativeInfo routine_begins("routine.begins", Fairness::owed,
                                     {"APC.fifo"_clause, "WSARecv.cr.alertable-only"_clause,
                                      "WSARecv.cr.dwError"_clause,
                                      "WSARecv.cr.cbTransferred"_clause,
                                      "WSARecv.cr.lpOverlapped"_clause, "WSARecv.cr.dwFlags"_clause,
                                      "WSASend.cr.flags-zero"_clause, "CHAN.spi.same-thread"_clause,
                                      "sock-026"_clause});
const AlternativeInfo another_waits("routine.another_waits", Fairness::owed,
                                    {"WSARecv.cr.all-before-wait-returns"_clause,
                                     "CR.all-before-return"_clause,
                                     "WSARecv.cr.next-after-return"_clause});
const AlternativeInfo all_have_run("routine.all_have_run", Fairness::owed,
                                   {"WSARecv.cr.all-before-wait-returns"_clause,
                                    "WSAWait.alert.true"_clause, "WAIT.sleepex.zero"_clause});

// What one call waits for.
struct Waited {
  Register state = no_register;
  bool consumed = false;  // an auto-reset event
};

struct WaitList {
  std::array<Waited, constant::maximum_wait_objects> objects;
  std::size_t count = 0;
  bool valid = true;
};

Waited waited_for(const Known& known, const Value& handle) {
  if (const EventObject* event = known.event(handle)) return {event->state, !event->manual_reset};
  if (const FileObject* file = known.file(handle)) return {file->signal, false};
  return {};
}

WaitList wait_list(const Subject& subject) {
  WaitList list;
  const auto add = [&](const Value& handle) {
    const Waited waited = waited_for(subject.known, handle);
    list.valid = list.valid && waited.state != no_register;
    if (list.count < list.objects.size()) list.objects[list.count] = waited;
    ++list.count;
  };
  switch (subject.call.event.function) {
    case Function::WSAWaitForMultipleEvents:
      for (const Value& handle : subject.call.event.values) add(handle);
      break;
    case Function::WaitForSingleObjectEx:
      add(subject.call.value(Parameter::hHandle));
      break;
    default:
      break;  // SleepEx waits for nothing
  }
  return list;
}

struct WaitMode {
  bool all = false;
  bool alertable = false;
  std::int64_t interval_ms = 0;
};

WaitMode wait_mode(const Call& call) {
  if (call.event.function == Function::WSAWaitForMultipleEvents) {
    return {call.integer(Parameter::fWaitAll) != 0, call.integer(Parameter::fAlertable) != 0,
            call.integer(Parameter::dwTimeout)};
  }
  return {false, call.integer(Parameter::bAlertable) != 0, call.integer(Parameter::dwMilliseconds)};
}

void offer_any(const WaitList& list, Alternatives& allowed) {
  for (std::size_t index = 0; index < list.count; ++index) {
    auto builder = allowed.offer(any_is_satisfied);
    builder.variant(static_cast<std::uint32_t>(index));
    for (std::size_t lower = 0; lower < index; ++lower) {
      builder.when(reads(list.objects[lower].state, 0));
    }
    builder.when(reads(list.objects[index].state, 1));
    if (list.objects[index].consumed) builder.then(write(list.objects[index].state, 0));
    builder.returns(static_cast<std::int64_t>(index)).next(leave);
  }
}

void offer_all(const WaitList& list, Alternatives& allowed) {
  auto builder = allowed.offer(all_are_satisfied);
  for (std::size_t index = 0; index < list.count; ++index) {
    builder.when(reads(list.objects[index].state, 1));
    if (list.objects[index].consumed) builder.then(write(list.objects[index].state, 0));
  }
  builder.returns(constant::wait_object_0).next(leave);
}

// Offers what applies while the wait is not satisfied: for `any` all objects are unsignaled, for
// `all` one of them, each of which is an alternative of its own.
template <class Offer>
void offer_unsatisfied(const WaitList& list, bool all, Offer offer_one) {
  if (!all || list.count == 0) {
    auto builder = offer_one();
    for (std::size_t index = 0; index < list.count; ++index) {
      builder.when(reads(list.objects[index].state, 0));
    }
    return;
  }
  for (std::size_t index = 0; index < list.count; ++index) {
    offer_one()
        .variant(static_cast<std::uint32_t>(index))
        .when(reads(list.objects[index].state, 0));
  }
}

}  // namespace

void deliver_routines(const Known& known, const Chain& chain, Alternatives& allowed) {
  const Fifo apcs = known.thread(chain.thread).apcs;
  if (chain.step == deliver) {
    allowed.offer(routine_begins).when(!empty(apcs)).then(pop(apcs)).next(running);
    return;
  }
  allowed.offer(another_waits).when(!empty(apcs)).next(deliver);
  allowed.offer(all_have_run).when(empty(apcs)).next(MicroStep::wait);
}

void wait_for_objects(const Subject& subject) {
  Alternatives& allowed = subject.allowed;
  const Chain& chain = subject.chain;
  const WaitMode mode = wait_mode(subject.call);
  const WaitList list = wait_list(subject);
  const Fifo apcs = subject.known.thread(chain.thread).apcs;
  switch (chain.step) {
    case check:
      if (subject.call.event.function == Function::WSAWaitForMultipleEvents &&
          (list.count == 0 || list.count > constant::maximum_wait_objects)) {
        fails(subject, has_bad_count, error::invalid_parameter);
      } else if (!list.valid) {
        fails(subject, has_bad_handle, error::invalid_handle);
      } else {
        allowed.offer(begins).next(MicroStep::wait);
      }
      return;
    case MicroStep::wait:
      if (mode.all) {
        offer_all(list, allowed);
      } else {
        offer_any(list, allowed);
      }
      if (mode.alertable) {
        offer_unsatisfied(list, mode.all, [&] {
          auto builder = allowed.offer(is_interrupted);
          builder.when(!empty(apcs)).next(deliver);
          return builder;
        });
      }
      if (mode.interval_ms != constant::infinite) {
        offer_unsatisfied(list, mode.all, [&] {
          auto builder = allowed.offer(times_out);
          if (mode.alertable) builder.when(empty(apcs));
          builder.when(elapsed(static_cast<std::uint64_t>(mode.interval_ms)))
              .returns(subject.call.event.function == Function::SleepEx ? 0
                                                                        : constant::wait_timeout)
              .next(leave);
          return builder;
        });
      }
      return;
    case drain:
      allowed.offer(another_waits).when(!empty(apcs)).next(deliver);
      allowed.offer(all_have_run)
          .when(empty(apcs))
          .returns(constant::wait_io_completion)
          .next(leave);
      return;
    default:
      return deliver_routines(subject.known, chain, allowed);
  }
}

}  // namespace ioracle::rules
