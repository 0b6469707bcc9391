// Waits for objects and for time, one table of functions; and the routines that an alertable wait
// runs, for every call that waits alertably (D2, D3).

#include <algorithm>
#include <array>
#include <optional>

#include "model/rules/rules.h"

namespace ioracle::rules {
namespace {

const AlternativeInfo has_bad_count("wait.has_bad_count", Fairness::owed,
                                    {"WSAWait.count"_clause, "WAIT.wfmo.limit"_clause});
const AlternativeInfo has_duplicates("wait.has_duplicates", Fairness::owed,
                                     {"inferred.wait.duplicates"_clause,
                                      "WSAWait.dup.waitall"_clause, "WAIT.wfmo.limit"_clause});
const AlternativeInfo has_bad_handle("wait.has_bad_handle", Fairness::owed,
                                     {"WSAWait.err.handle"_clause, "w32-355"_clause,
                                      "w32-357"_clause, "w32-361"_clause});
const AlternativeInfo has_closed_handle("wait.has_closed_handle", Fairness::owed,
                                        {"WSAWait.err.handle"_clause, "WSAEvent.close"_clause});
const AlternativeInfo begins("wait.begins", Fairness::owed, {});
const AlternativeInfo signals("SignalObjectAndWait.signals", Fairness::owed,
                              {"WAIT.soaw.atomic"_clause});
const AlternativeInfo any_is_satisfied(
    "wait.any_is_satisfied", Fairness::owed,
    {"WSAWait.any.lowest"_clause, "WAIT.wfmo.lowest"_clause, "WAIT.auto.consumed"_clause,
     "WAIT.auto.no-fifo"_clause, "WSAEvent.auto"_clause, "WAIT.wfso.codes"_clause,
     "WAIT.wfso.zero"_clause, "WSARecv.ev.wait-poll"_clause, "w32-254"_clause, "w32-356"_clause,
     "WSARecv.ex.event-on-immediate"_clause, "ci-184"_clause, "ci-185"_clause});
const AlternativeInfo port_is_closed("wait.port_is_closed", Fairness::owed, {"w32-257"_clause});
const AlternativeInfo all_are_satisfied("wait.all_are_satisfied", Fairness::owed,
                                        {"WSAWait.all"_clause, "WAIT.auto.consumed"_clause,
                                         "WSARecv.ex.event-on-immediate"_clause});
const AlternativeInfo is_interrupted("wait.is_interrupted", Fairness::owed,
                                     {"WSAWait.alert.true"_clause, "APC.alertable"_clause,
                                      "APC.satisfied-first"_clause, "APC.empty-queue"_clause,
                                      "WSARecv.cr.alertable-only"_clause, "w32-332"_clause,
                                      "w32-339"_clause, "WSARecv.p.cr-called"_clause,
                                      "WSARecv.cr.fileio-rules"_clause,
                                      "WSARecv.ret.zero-cr"_clause, "OVIO.ret0.routine"_clause});
const AlternativeInfo times_out("wait.times_out", Fairness::after_time,
                                {"WSAWait.timeout.elapsed"_clause, "WSAWait.timeout.zero"_clause,
                                 "WSAWait.alert.false"_clause, "WAIT.wfso.codes"_clause,
                                 "WAIT.wfso.zero"_clause, "WAIT.sleepex.zero"_clause,
                                 "WAIT.sleepex.false"_clause, "WAIT.timeout.resolution"_clause,
                                 "w32-354"_clause, "w32-356"_clause});
const AlternativeInfo routine_begins(
    "routine.begins", Fairness::owed,
    {"APC.fifo"_clause, "APC.nested"_clause, "WSARecv.cr.alertable-only"_clause,
     "WSARecv.cr.dwError"_clause, "WSARecv.cr.cbTransferred"_clause,
     "WSARecv.cr.lpOverlapped"_clause, "WSARecv.cr.dwFlags"_clause, "WSASend.cr.flags-zero"_clause,
     "CHAN.spi.same-thread"_clause, "sock-026"_clause, "WSARecv.ov.final-status"_clause,
     "WSARecv.cr.fileio-rules"_clause, "WSARecv.p.cr-called"_clause});
const AlternativeInfo another_waits("routine.another_waits", Fairness::owed,
                                    {"WSARecv.cr.all-before-wait-returns"_clause,
                                     "CR.all-before-return"_clause,
                                     "WSARecv.cr.next-after-return"_clause});
const AlternativeInfo all_have_run("routine.all_have_run", Fairness::owed,
                                   {"WSARecv.cr.all-before-wait-returns"_clause,
                                    "CR.all-before-return"_clause, "WSAWait.alert.true"_clause,
                                    "WAIT.sleepex.zero"_clause, "w32-336"_clause,
                                    "WSARecv.cr.fileio-rules"_clause, "w32-339"_clause});

// How the functions that wait call their parameters.
struct WaitForm {
  Function function{};
  std::optional<Parameter> count = std::nullopt;  // of several handles
  std::optional<Parameter> handles = std::nullopt;
  std::optional<Parameter> handle = std::nullopt;  // one
  std::optional<Parameter> all = std::nullopt;
  Parameter interval{};
  std::optional<Parameter> alertable = std::nullopt;
};

constexpr WaitForm forms[] = {
    {.function = Function::WSAWaitForMultipleEvents,
     .count = Parameter::cEvents,
     .handles = Parameter::lphEvents,
     .all = Parameter::fWaitAll,
     .interval = Parameter::dwTimeout,
     .alertable = Parameter::fAlertable},
    {.function = Function::WaitForMultipleObjects,
     .count = Parameter::nCount,
     .handles = Parameter::lpHandles,
     .all = Parameter::bWaitAll,
     .interval = Parameter::dwMilliseconds},
    {.function = Function::WaitForMultipleObjectsEx,
     .count = Parameter::nCount,
     .handles = Parameter::lpHandles,
     .all = Parameter::bWaitAll,
     .interval = Parameter::dwMilliseconds,
     .alertable = Parameter::bAlertable},
    {.function = Function::WaitForSingleObject,
     .handle = Parameter::hHandle,
     .interval = Parameter::dwMilliseconds},
    {.function = Function::WaitForSingleObjectEx,
     .handle = Parameter::hHandle,
     .interval = Parameter::dwMilliseconds,
     .alertable = Parameter::bAlertable},
    {.function = Function::SignalObjectAndWait,
     .handle = Parameter::hObjectToWaitOn,
     .interval = Parameter::dwMilliseconds,
     .alertable = Parameter::bAlertable},
    {.function = Function::Sleep, .interval = Parameter::dwMilliseconds},
    {.function = Function::SleepEx,
     .interval = Parameter::dwMilliseconds,
     .alertable = Parameter::bAlertable},
};

const WaitForm& form_of(Function function) {
  return *std::ranges::find(forms, function, &WaitForm::function);
}

// What one call waits for.
struct WaitList {
  std::array<Waited, constant::maximum_wait_objects> objects;
  std::size_t count = 0;  // as given: it may be more than the limit
  bool valid = true;
  bool duplicates = false;

  std::span<const Waited> waited() const {
    return std::span(objects).first(std::min(count, objects.size()));
  }
};

bool is_pseudo(const Value& handle) {
  return handle.kind == ValueKind::raw &&
         (handle.number == constant::current_process || handle.number == constant::current_thread);
}

WaitList wait_list(const Subject& subject, const WaitForm& form) {
  WaitList list;
  const Call& call = subject.call;
  if (form.handle) {
    const Value handle = call.value(*form.handle);
    list.count = 1;
    list.objects[0] = waited_for(subject.known, handle);
    list.valid = list.objects[0].kind != Waited::Kind::nothing || is_pseudo(handle);
  }
  const Argument* given = form.handles ? call.event.find(*form.handles) : nullptr;
  if (!given) return list;
  const auto handles = std::span(call.event.values).subspan(given->first, given->count);
  const Argument* count = call.event.find(*form.count);
  list.count = count && count->value.kind == ValueKind::integer
                   ? static_cast<std::size_t>(count->value.number)
                   : handles.size();
  for (std::size_t index = 0; index < std::min(handles.size(), list.waited().size()); ++index) {
    list.objects[index] = waited_for(subject.known, handles[index]);
    list.valid = list.valid && list.objects[index].kind != Waited::Kind::nothing;
    const auto before = handles.first(index);
    list.duplicates = list.duplicates || std::ranges::find(before, handles[index]) != before.end();
  }
  return list;
}

struct WaitMode {
  bool all = false;
  bool alertable = false;
  std::int64_t interval_ms = 0;
};

WaitMode wait_mode(const Call& call, const WaitForm& form) {
  return {form.all && call.integer(*form.all) != 0,
          form.alertable && call.integer(*form.alertable) != 0, call.integer(form.interval)};
}

// Success and expiry leave the last error alone; the pages of Winsock do not say so.
void leave_error(Alternatives::Builder& builder, const Call& call) {
  if (call.event.function != Function::WSAWaitForMultipleEvents) {
    builder.last_error(Shown::unchanged);
  }
}

void offer_any(const Subject& subject, std::span<const Waited> list) {
  for (std::size_t index = 0; index < list.size(); ++index) {
    const Waited& own = list[index];
    if (own.kind == Waited::Kind::nothing) continue;
    const auto offer_one = [&](const AlternativeInfo& info, const Atom& reason) {
      auto builder = subject.allowed.offer(info);
      builder.variant(static_cast<std::uint32_t>(index));
      for (const Waited& lower : list.first(index)) builder.when(lower.unsignaled());
      builder.when(reason).returns(static_cast<std::int64_t>(index)).next(leave);
      leave_error(builder, subject.call);
      return builder;
    };
    auto builder = offer_one(any_is_satisfied, own.signaled());
    if (own.consumed) builder.then(write(own.state, 0));
    if (own.kind == Waited::Kind::queue) {
      offer_one(port_is_closed, happened(own.closed)).when(own.unsignaled());
    }
  }
}

void offer_all(const Subject& subject, std::span<const Waited> list) {
  auto builder = subject.allowed.offer(all_are_satisfied);
  for (const Waited& one : list) {
    builder.when(one.signaled());
    if (one.consumed) builder.then(write(one.state, 0));
  }
  builder.returns(constant::wait_object_0).next(leave);
  leave_error(builder, subject.call);
}

// Offers what applies while the wait is not satisfied: for `any` all objects are unsignaled, for
// `all` one of them, each of which is an alternative of its own.
template <class Offer>
void offer_unsatisfied(std::span<const Waited> list, bool all, Offer offer_one) {
  if (!all || list.empty()) {
    auto builder = offer_one();
    for (const Waited& one : list) {
      if (one.kind == Waited::Kind::nothing) continue;
      builder.when(one.unsignaled());
      if (one.kind == Waited::Kind::queue) builder.when(!happened(one.closed));
    }
    return;
  }
  for (std::size_t index = 0; index < list.size(); ++index) {
    offer_one().variant(static_cast<std::uint32_t>(index)).when(list[index].unsignaled());
  }
}

void check_wait(const Subject& subject, const WaitForm& form, const WaitList& list) {
  const Call& call = subject.call;
  if (form.handles && (list.count == 0 || list.count > list.objects.size())) {
    fails(subject, has_bad_count, error::invalid_parameter);
    return;
  }
  // Both handles of SignalObjectAndWait are looked up before anything is signaled.
  const bool signals_first = form.function == Function::SignalObjectAndWait;
  const EventObject* signaled =
      signals_first ? subject.known.event(call.value(Parameter::hObjectToSignal)) : nullptr;
  if (!list.valid || (signals_first && !signaled)) {
    fails(subject, has_bad_handle, error::invalid_handle);
    return;
  }
  if (list.duplicates && wait_mode(call, form).all) {
    fails(subject, has_duplicates, error::invalid_parameter);
    return;
  }
  const auto begin = [&] {
    auto builder = subject.allowed.offer(begins);
    builder.next(signals_first ? attempt : MicroStep::wait);
    return builder;
  };
  std::vector<Instant> closings;
  for (const Waited& one : list.waited()) {
    if (one.kind != Waited::Kind::nothing) closings.push_back(one.closed);
  }
  if (signaled) closings.push_back(signaled->closed);
  auto builder = begin();
  for (const Instant closed : closings) builder.when(!happened(closed));
  for (std::size_t index = 0; index < closings.size(); ++index) {
    fails(subject, has_closed_handle, error::invalid_handle)
        .variant(static_cast<std::uint32_t>(index))
        .when(happened(closings[index]));
  }
}

}  // namespace

Atom Waited::signaled() const {
  switch (kind) {
    case Kind::state:
      return reads(state, 1);
    case Kind::instant:
      return happened(instant);
    default:
      return !empty(queue);
  }
}

Atom Waited::unsignaled() const {
  switch (kind) {
    case Kind::state:
      return reads(state, 0);
    case Kind::instant:
      return !happened(instant);
    default:
      return empty(queue);
  }
}

Waited waited_for(const Known& known, const Value& handle) {
  Waited waited;
  if (const EventObject* event = known.event(handle)) {
    waited.kind = Waited::Kind::state;
    waited.state = event->state;
    waited.consumed = !event->manual_reset;
    waited.closed = event->closed;
  } else if (const FileObject* file = known.file(handle)) {
    waited.kind = Waited::Kind::state;
    waited.state = file->signal;
    waited.closed = file->closed;
  } else if (const ThreadObject* thread = known.thread(handle)) {
    waited.kind = Waited::Kind::instant;
    waited.instant = thread->exited;
    waited.closed = thread->closed;
  } else if (const PortObject* port = known.port(handle)) {
    waited.kind = Waited::Kind::queue;
    waited.queue = port->packets;
    waited.closed = port->closed;
  }
  return waited;
}

void deliver_routines(const Known& known, const Chain& chain, Alternatives& allowed) {
  const Fifo apcs = known.thread(chain.thread).apcs;
  if (chain.step == deliver) {
    allowed.offer(routine_begins).when(!empty(apcs)).then(pop(apcs)).next(running);
    return;
  }
  end_routines(known, chain, allowed, all_have_run).next(MicroStep::wait);
}

Alternatives::Builder end_routines(const Known& known, const Chain& chain, Alternatives& allowed,
                                   const AlternativeInfo& all_ran) {
  const Fifo apcs = known.thread(chain.thread).apcs;
  allowed.offer(another_waits).when(!empty(apcs)).next(deliver);
  auto builder = allowed.offer(all_ran);
  builder.when(empty(apcs));
  return builder;
}

void wait_for_objects(const Subject& subject) {
  Alternatives& allowed = subject.allowed;
  const Chain& chain = subject.chain;
  const Call& call = subject.call;
  const WaitForm& form = form_of(call.event.function);
  const WaitMode mode = wait_mode(call, form);
  const WaitList list = wait_list(subject, form);
  const Fifo apcs = subject.known.thread(chain.thread).apcs;
  switch (chain.step) {
    case check:
      return check_wait(subject, form, list);
    case attempt:
      allowed.offer(signals)
          .then(write(subject.known.event(call.value(Parameter::hObjectToSignal))->state, 1))
          .next(MicroStep::wait);
      return;
    case MicroStep::wait:
      if (mode.all) {
        offer_all(subject, list.waited());
      } else {
        offer_any(subject, list.waited());
      }
      if (mode.alertable) {
        offer_unsatisfied(list.waited(), mode.all, [&] {
          auto builder = allowed.offer(is_interrupted);
          builder.when(!empty(apcs)).next(deliver);
          return builder;
        });
      }
      if (mode.interval_ms != constant::infinite) {
        offer_unsatisfied(list.waited(), mode.all, [&] {
          auto builder = allowed.offer(times_out);
          if (mode.alertable) builder.when(empty(apcs));
          builder.when(elapsed(static_cast<std::uint64_t>(mode.interval_ms))).next(leave);
          leave_error(builder, call);
          if (call.event.function == Function::SleepEx) {
            builder.returns(0);
          } else if (call.event.function != Function::Sleep) {
            builder.returns(constant::wait_timeout);
          }
          return builder;
        });
      }
      return;
    case drain:
      end_routines(subject.known, chain, allowed, all_have_run)
          .returns(constant::wait_io_completion)
          .next(leave);
      return;
    default:
      return deliver_routines(subject.known, chain, allowed);
  }
}

}  // namespace ioracle::rules
