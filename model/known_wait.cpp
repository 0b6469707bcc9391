// What a wait for an event tells of the operation that signals it.

#include "model/constants.h"
#include "model/known.h"

namespace ioracle {

void Known::note_set(const Call& call) {
  Parameter signaled = Parameter::hEvent;
  switch (call.event.function) {
    case Function::PulseEvent:
    case Function::SetEvent:
    case Function::WSASetEvent:
      break;
    case Function::SignalObjectAndWait:
      signaled = Parameter::hObjectToSignal;
      break;
    case Function::WSAEventSelect:
      signaled = Parameter::hEventObject;
      break;
    default:
      return;
  }
  const ObjectReference object = find(call.value(signaled));
  if (object.kind == ObjectKind::event) events_[object.index].set_by_program = true;
}

// Only the operation itself can have signaled an event that the program never sets and that no
// other operation has.
void Known::note_signaled(const Value& handle, std::uint64_t waited_seq) {
  const EventObject* event = this->event(handle);
  if (!event || event->set_by_program) return;
  Operation* ended = nullptr;
  for (const std::vector<OperationId>& all : outstanding_) {
    for (const OperationId id : all) {
      Operation& operation = operations_[index_of(id)];
      if (operation.event != event->state) continue;
      if (ended) return;
      ended = &operation;
    }
  }
  // What began beside the wait may not have begun when that was satisfied.
  if (ended && ended->returned_seq != 0 && ended->returned_seq < waited_seq) ended->told = true;
}

void Known::end_wait(const Call& call, const Event& returned) {
  if (returned.result.kind != ValueKind::integer) return;
  const std::int64_t index = returned.result.number;
  switch (call.event.function) {
    case Function::WaitForSingleObject:
    case Function::WaitForSingleObjectEx:
      if (index == constant::wait_object_0) {
        note_signaled(call.value(Parameter::hHandle), call.event.seq);
      }
      return;
    case Function::WaitForMultipleObjects:
    case Function::WaitForMultipleObjectsEx:
    case Function::WSAWaitForMultipleEvents: {
      const bool winsock = call.event.function == Function::WSAWaitForMultipleEvents;
      const Argument* list = call.event.find(winsock ? Parameter::lphEvents : Parameter::lpHandles);
      if (!list || index < constant::wait_object_0 || index >= list->count) return;
      const bool all = call.integer(winsock ? Parameter::fWaitAll : Parameter::bWaitAll) != 0;
      for (std::uint32_t place = 0; place < list->count; ++place) {
        if (!all && place != index) continue;
        note_signaled(call.event.values[list->first + place], call.event.seq);
      }
      return;
    }
    default:
      return;
  }
}

}  // namespace ioracle
