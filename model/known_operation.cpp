// Operations and connections, as the calls that start them make them known.

#include "model/known.h"

namespace ioracle {

// The channel of an operation is fixed at issue: CHAN.table.*, mechanisms C2, CIOCP.dup.
void Known::begin_operation(Call& call, OperationKind kind) {
  const ObjectReference target = find(call.value(Parameter::s));
  if (target.kind != ObjectKind::socket) return;
  const SocketObject& socket = sockets_[target.index];
  Operation operation;
  operation.kind = kind;
  operation.socket = target.index;
  operation.thread = call.thread;
  operation.call_id = call.event.id;
  operation.linked = new_instant();
  operation.cancelled = new_instant();
  operation.ended = new_instant();
  const Value pointer = call.value(Parameter::lpOverlapped);
  const Value routine = call.value(Parameter::lpCompletionRoutine);
  const bool asynchronous = socket.overlapped && pointer.kind == ValueKind::name;
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
      operation.event = socket.signal;
      operation.event_is_handle_signal = true;
    }
    const bool detached = socket.port_known && operation.event_is_handle_signal &&
                          !operation.routine && operation.context &&
                          profile_ != Profile::windows_xp;
    operation.request_class = detached ? RequestClass::detached : RequestClass::attached;
  } else {
    operation.request_class = RequestClass::synchronous;
    operation.event = socket.signal;
    operation.event_is_handle_signal = true;
  }
  if (socket.linked) {
    operation.stream = connections_[socket.connection]
                           .stream[(kind == OperationKind::send) == (socket.side == 0) ? 0 : 1];
  }
  operation.first_buffer = static_cast<std::uint32_t>(operation_buffers_.size());
  operation.first_run = static_cast<std::uint32_t>(payload_.size());
  const auto id = OperationId{static_cast<std::uint32_t>(operations_.size())};
  for (BufferValue buffer : call.event.buffers) {
    operation.capacity += buffer.length;
    for (std::uint32_t index = 0; index < buffer.run_count && kind == OperationKind::send;
         ++index) {
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
    if (kind == OperationKind::receive && buffer.memory) {
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
  outstanding_[target.index].push_back(id);
  operations_.push_back(operation);
}

void Known::begin_connect(Call& call) {
  const ObjectReference target = find(call.value(Parameter::s));
  if (target.kind != ObjectKind::socket || sockets_[target.index].linked) return;
  Connection connection;
  connection.connector = sockets_[target.index].name;
  for (int side = 0; side < 2; ++side) {
    connection.stream[side] = Stream{streams_++};
    connection.reset[side] = side == 0 ? sockets_[target.index].reset : new_instant();
    connection.closed[side] = side == 0 ? sockets_[target.index].closed : new_instant();
    connection.aborted[side] = new_instant();
  }
  SocketObject& socket = sockets_[target.index];
  socket.linked = true;
  socket.side = 0;
  socket.connection = static_cast<std::uint32_t>(connections_.size());
  ItemInfo item;
  item.connection = socket.connection;
  call.item = new_item(item);
  connections_.push_back(connection);
}

}  // namespace ioracle
