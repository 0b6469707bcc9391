// Event objects: WSACreateEvent, CreateEventW, setting, resetting, closing.

#include "model/rules/rules.h"

namespace ioracle::rules {
namespace {

const AlternativeInfo creates("event.creates", Fairness::owed, {"WSAEvent.create"_clause});
const AlternativeInfo sets("event.sets", Fairness::owed, {"WSAEvent.set"_clause});
const AlternativeInfo resets("event.resets", Fairness::owed, {"WSAEvent.reset"_clause});
const AlternativeInfo is_no_event("event.is_no_event", Fairness::owed,
                                  {"WSAEvent.close"_clause, "WSAWait.err.handle"_clause});
const AlternativeInfo closes("event.closes", Fairness::owed, {"WSAEvent.close"_clause});
const AlternativeInfo closes_other("CloseHandle.closes", Fairness::owed, {"IOCP.released"_clause});

bool sets_event(Function function) {
  return function == Function::SetEvent || function == Function::WSASetEvent;
}

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

void close_handle(const Subject& subject) {
  const bool winsock = subject.call.event.function == Function::WSACloseEvent;
  const Value handle = subject.call.value(winsock ? Parameter::hEvent : Parameter::hObject);
  const EventObject* event = subject.known.event(handle);
  const PortObject* port = winsock ? nullptr : subject.known.port(handle);
  if (!event && !port) {
    fails(subject, is_no_event, error::invalid_handle);
    return;
  }
  const Instant closed = event ? event->closed : port->closed;
  fails(subject, is_no_event, error::invalid_handle).when(happened(closed));
  subject.allowed.offer(event ? closes : closes_other)
      .when(!happened(closed))
      .then(mark(closed))
      .returns(1)
      .next(leave);
}

}  // namespace ioracle::rules
