// Connections, and the operations that make and end them, as the calls that start them and the
// returns that show their ends make them known.

#include "model/constants.h"
#include "model/known.h"
#include "model/status.h"

namespace ioracle {

void Known::begin_connect(Call& call) {
  const ObjectReference target = find(call.value(Parameter::s));
  if (target.kind != ObjectKind::socket || sockets_[target.index].linked) return;
  Connection connection;
  connection.connector = files_[sockets_[target.index].file].name;
  for (int side = 0; side < 2; ++side) {
    connection.stream[side] = Stream{streams_++};
    connection.reset[side] = side == 0 ? sockets_[target.index].reset : new_instant();
    connection.closed[side] =
        side == 0 ? files_[sockets_[target.index].file].closed : new_instant();
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
  ++structure_;
}

void Known::begin_accept_ex(Call& call) {
  const SocketObject* listener = socket(call.value(Parameter::sListenSocket));
  const ObjectReference target = find(call.value(Parameter::sAcceptSocket));
  if (!listener || target.kind != ObjectKind::socket || call.is_null(Parameter::lpOverlapped)) {
    return;
  }
  // AcceptEx.addr.size: an area holds the address and 16 bytes more. A local area of no bytes is
  // allowed (sock-104).
  constexpr std::int64_t area_bytes = 32;
  const std::int64_t local = call.integer(Parameter::dwLocalAddressLength);
  Operation operation;
  operation.kind = OperationKind::accept;
  operation.target = target.index;
  operation.capacity = static_cast<std::uint64_t>(call.integer(Parameter::dwReceiveDataLength));
  operation.lacks_room = (local != 0 && local < area_bytes) ||
                         call.integer(Parameter::dwRemoteAddressLength) < area_bytes;
  begin_operation(call, operation, listener->file, std::nullopt);
  sockets_[target.index].accepting = call.operation;
}

void Known::begin_connect_ex(Call& call) {
  const ObjectReference target = find(call.value(Parameter::s));
  if (target.kind != ObjectKind::socket || call.is_null(Parameter::lpOverlapped)) return;
  begin_connect(call);
  const SocketObject& socket = sockets_[target.index];
  Operation operation;
  operation.kind = OperationKind::connect;
  if (call.item != no_item) {
    operation.connection = socket.connection;
    operation.brings = call.item;
    operation.stream = connections_[socket.connection].stream[0];
  }
  if (const ObjectReference listener = find(call.value(Parameter::name));
      listener.kind == ObjectKind::socket) {
    operation.listener = listener.index;
  }
  begin_operation(call, operation, socket.file, Parameter::lpSendBuffer);
}

void Known::begin_disconnect_ex(Call& call) {
  const ObjectReference target = find(call.value(Parameter::s));
  if (target.kind != ObjectKind::socket) return;
  Operation operation;
  operation.kind = OperationKind::disconnect;
  operation.reuses = (call.integer(Parameter::dwFlags) & constant::tf_reuse_socket) != 0;
  if (sockets_[target.index].linked) {
    operation.connection = sockets_[target.index].connection;
    operation.side = sockets_[target.index].side;
  }
  begin_operation(call, operation, sockets_[target.index].file, std::nullopt);
}

namespace {

// A query that failed before it looked at the operation, or while it was pending.
bool tells_nothing(const Event& returned) {
  const std::uint32_t code = returned.last_error.value_or(error::io_incomplete);
  return code == error::io_incomplete || code == error::wsaenotsock ||
         code == error::wsanotinitialised || code == error::wsaefault;
}

}  // namespace

// The operation of whose end the return tells; no_operation: of none.
OperationId Known::shown_operation(const Call& call, const Event& returned) const {
  const auto last_of = [&](const Value& value) {
    const OverlappedObject* shown = overlapped(value);
    return shown ? shown->last : no_operation;
  };
  switch (call.event.function) {
    case Function::AcceptEx:
    case Function::ConnectEx:
    case Function::DisconnectEx:
      return returned.last_error == error::io_pending && returned.result.is(0) ? no_operation
                                                                              : call.operation;
    case Function::WSAGetOverlappedResult:
      if (returned.result.is(0) && tells_nothing(returned)) return no_operation;
      return last_of(call.value(Parameter::lpOverlapped));
    case Function::GetQueuedCompletionStatus: {
      const Argument* packet = returned.find(Parameter::lpOverlapped);
      return packet ? last_of(packet->value) : no_operation;
    }
    default:
      return no_operation;
  }
}

OperationId Known::shows_accepted(const Call& call, const Event& returned) const {
  OperationId shown = no_operation;
  if (call.event.function == Function::setsockopt) {
    const SocketObject* updated = socket(call.value(Parameter::s));
    const bool updates = call.integer(Parameter::level) == constant::sol_socket &&
                         call.integer(Parameter::optname) == constant::so_update_accept_context;
    if (updated && updates && returned.result.is(0)) shown = updated->accepting;
  } else if (!returned.result.is(0)) {
    shown = shown_operation(call, returned);
  }
  if (shown == no_operation) return no_operation;
  const Operation& operation = this->operation(shown);
  const bool news = operation.kind == OperationKind::accept &&
                    sockets_[operation.target].accepting == shown &&
                    !sockets_[operation.target].linked;
  return news ? shown : no_operation;
}

void Known::link_accepted(OperationId id, std::uint32_t index) {
  Operation& operation = operations_[index_of(id)];
  SocketObject& accepted = sockets_[operation.target];
  Connection& connection = connections_[index];
  operation.stream = connection.stream[0];
  accepted.linked = true;
  accepted.side = 1;
  accepted.connection = index;
  accepted.reset = connection.reset[1];
  connection.closed[1] = files_[accepted.file].closed;
  ++structure_;
}

void Known::end_connection(OperationId id, bool succeeded) {
  const Operation& operation = operations_[index_of(id)];
  SocketObject& socket = sockets_[files_[operation.file].subject];
  if (operation.kind == OperationKind::connect && !succeeded) {
    // Refused: the socket is as it was (ConnectEx.retry).
    if (socket.linked && socket.connection == operation.connection) socket.linked = false;
  }
  if (operation.kind == OperationKind::disconnect && operation.reuses && succeeded &&
      socket.linked) {
    socket.linked = false;
    socket.reused = true;
    socket.accepting = no_operation;
    for (Instant* instant : {&socket.connected, &socket.receive_shut, &socket.send_shut,
                             &socket.reset, &socket.context}) {
      *instant = new_instant();
    }
    ++structure_;
  }
}

}  // namespace ioracle
