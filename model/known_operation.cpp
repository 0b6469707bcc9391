// Operations, as the calls that start them make them known.

#include "model/known.h"

namespace ioracle {

void Known::begin_transfer(Call& call, OperationKind kind) {
  const ObjectReference target = find(call.value(Parameter::s));
  if (target.kind != ObjectKind::socket) return;
  const SocketObject& socket = sockets_[target.index];
  Operation operation;
  operation.kind = kind;
  if (socket.linked) {
    operation.stream = connections_[socket.connection]
                           .stream[(kind == OperationKind::send) == (socket.side == 0) ? 0 : 1];
  }
  begin_operation(call, operation, socket.file, Parameter::lpBuffers);
}

// The channel of an operation is fixed at issue: CHAN.table.*, mechanisms C2, CIOCP.dup.
void Known::begin_operation(Call& call, Operation operation, std::uint32_t file_index,
                            std::optional<Parameter> data) {
  const FileObject& file = files_[file_index];
  operation.file = file_index;
  operation.thread = call.thread;
  operation.call_id = call.event.id;
  operation.linked = new_instant();
  operation.cancelled = new_instant();
  operation.ended = new_instant();
  const Value pointer = call.value(Parameter::lpOverlapped);
  const Value routine = call.value(Parameter::lpCompletionRoutine);
  const bool asynchronous = file.overlapped && pointer.kind == ValueKind::name;
  if (asynchronous) {
    operation.has_overlapped = true;
    operation.overlapped = find(pointer).index;
    operation.context = true;
    if (routine.kind == ValueKind::name) {
      operation.routine = routine.name;
    } else if (const EventObject* event = this->event(call.event.words.event)) {
      operation.event = event->state;
      if (call.event.words.event_tagged) operation.context = false;  // GQCS.hevent-bit
    }
    if (operation.event == no_register) {
      operation.event = file.signal;
      operation.event_is_handle_signal = true;
    }
    const bool detached = file.port_known && operation.event_is_handle_signal &&
                          !operation.routine && operation.context &&
                          profile_ != Profile::windows_xp;
    operation.request_class = detached ? RequestClass::detached : RequestClass::attached;
  } else {
    operation.request_class = RequestClass::synchronous;
    operation.event = file.signal;
    operation.event_is_handle_signal = true;
  }
  operation.first_buffer = static_cast<std::uint32_t>(operation_buffers_.size());
  operation.first_run = static_cast<std::uint32_t>(payload_.size());
  const auto id = OperationId{static_cast<std::uint32_t>(operations_.size())};
  const bool sends = ioracle::sends(operation.kind);
  const Argument* given = data ? call.event.find(*data) : nullptr;
  for (std::uint32_t place = 0; given && place < given->count; ++place) {
    const BufferValue& buffer = call.event.buffers[given->first + place];
    operation.capacity += buffer.length;
    for (std::uint32_t index = 0; index < buffer.run_count && sends; ++index) {
      Run run = call.event.runs[buffer.first_run + index];
      if (!run.pattern) {  // literal bytes move into this store
        const std::uint64_t from = run.offset;
        run.offset = literals_.size();
        literals_.append(call.event.literals, from, run.length);
      }
      payload_.push_back(run);
      ++operation.run_count;
    }
    operation_buffers_.push_back(buffer);
    ++operation.buffer_count;
    if (!sends && buffer.memory) {
      if (last_users_.size() <= buffer.memory.index) {
        last_users_.resize(buffer.memory.index + 1, no_operation);
      }
      last_users_[buffer.memory.index] = id;
    }
  }
  ItemInfo item;
  item.operation = id;
  item.pointer = pointer;
  operation.item = new_item(item);
  if (operation.has_overlapped) overlappeds_[operation.overlapped].last = id;
  call.operation = id;
  outstanding_[operation.file].push_back(id);
  operations_.push_back(operation);
}

}  // namespace ioracle
