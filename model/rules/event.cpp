// Event objects: WSACreateEvent, CreateEventW, setting, resetting, pulsing; closing handles.

#include "model/rules/rules.h"

namespace ioracle::rules {
namespace {

const AlternativeInfo creates("event.creates", Fairness::owed, {"WSAEvent.create"_clause});
const AlternativeInfo sets("event.sets", Fairness::owed, {"WSAEvent.set"_clause});
const AlternativeInfo resets("event.resets", Fairness::owed,
                             {"WSAEvent.reset"_clause, "WSARecv.ex.reset-event"_clause});
const AlternativeInfo is_no_event("event.is_no_event", Fairness::owed,
                                  {"WSAEvent.close"_clause, "WSAWait.err.handle"_clause});
const AlternativeInfo closes("event.closes", Fairness::owed, {"WSAEvent.close"_clause});
const AlternativeInfo closes_other("CloseHandle.closes", Fairness::owed,
                                   {"IOCP.released"_clause, "inferred.lock.close-releases"_clause});

bool sets_event(Function function) {
  return function == Function::SetEvent || function == Function::WSASetEvent;
}

const AlternativeInfo pulses("PulseEvent.pulses", Fairness::owed, {"ci-187"_clause});
const AlternativeInfo ends_pulse("PulseEvent.ends", Fairness::owed,
                                 {"ci-187"_clause, "w32-362"_clause, "ci-189"_clause,
                                  "inferred.pulse.two-steps"_clause});

}  // namespace

void create_event(const Subject& subject) {
  subject.allowed.offer(creates).returns(Shown::new_handle).next(leave);
}

void change_event(const Subject& subject) {
  const EventObject* event = subject.known.event(subject.call.value(Parameter::hEvent));
  if (!event) {
    fails(subject, is_no_event, error::invalid_handle);
    return;
  }
  const bool set = sets_event(subject.call.event.function);
  fails(subject, is_no_event, error::invalid_handle).when(happened(event->closed));
  subject.allowed.offer(set ? sets : resets)
      .when(!happened(event->closed))
      .then(write(event->state, set ? 1 : 0))
      .returns(1)
      .next(leave);
}

// Waiters are released between setting and resetting; who is not waiting then misses it.
void pulse_event(const Subject& subject) {
  const EventObject* event = subject.known.event(subject.call.value(Parameter::hEvent));
  if (!event) {
    fails(subject, is_no_event, error::invalid_handle);
    return;
  }
  if (subject.chain.step != check) {
    subject.allowed.offer(ends_pulse).then(write(event->state, 0)).returns(1).next(leave);
    return;
  }
  fails(subject, is_no_event, error::invalid_handle).when(happened(event->closed));
  subject.allowed.offer(pulses)
      .when(!happened(event->closed))
      .then(write(event->state, 1))
      .next(attempt);
}

void close_handle(const Subject& subject) {
  const bool winsock = subject.call.event.function == Function::WSACloseEvent;
  const Value handle = subject.call.value(winsock ? Parameter::hEvent : Parameter::hObject);
  const EventObject* event = subject.known.event(handle);
  const PortObject* port = winsock ? nullptr : subject.known.port(handle);
  const ThreadObject* thread = winsock ? nullptr : subject.known.thread(handle);
  if (!winsock && subject.known.pipe_end(handle)) return close_pipe(subject);
  const FileObject* opened = winsock ? nullptr : subject.known.file(handle);
  if (opened && subject.known.socket(handle)) opened = nullptr;
  if (!event && !port && !thread && !opened) {
    fails(subject, is_no_event, error::invalid_handle);
    return;
  }
  const Instant closed = event    ? event->closed
                         : port   ? port->closed
                         : opened ? opened->closed
                                  : thread->closed;
  fails(subject, is_no_event, error::invalid_handle).when(happened(closed));
  auto builder = subject.allowed.offer(event ? closes : closes_other);
  builder.when(!happened(closed)).then(mark(closed)).returns(1).next(leave);
  for (const LockRange& range : subject.known.locks()) {
    const bool own = opened && opened == &subject.known.file(range.file);
    if (own) builder.then(write(range.held, 0));  // inferred.lock.close-releases
  }
}

}  // namespace ioracle::rules
