// Sockets and connections, and the operations that make and end them, as the calls that start them
// and the returns that show their ends make them known.

#include <algorithm>

#include "model/constants.h"
#include "model/known.h"
#include "model/status.h"

namespace ioracle {

void Known::add_socket(Name name, bool overlapped, bool datagram) {
  SocketObject socket;
  socket.file =
      add_file(name, ObjectKind::socket, static_cast<std::uint32_t>(sockets_.size()), overlapped);
  for (Instant* instant :
       {&socket.bound, &socket.listening, &socket.connected, &socket.receive_shut,
        &socket.send_shut, &socket.reset, &socket.context}) {
    *instant = new_instant();
  }
  for (Fifo* fifo : {&socket.receives, &socket.sends, &socket.backlog, &socket.accepts}) {
    *fifo = new_fifo();
  }
  socket.engaged = new_register(0);
  socket.nonblocking = new_register(0);
  socket.datagram = datagram;
  if (datagram) {
    Connection inbox;
    inbox.messages = true;
    inbox.reset[1] = socket.reset;
    inbox.closed[1] = files_[socket.file].closed;
    socket.side = 1;
    socket.connection = add_connection(inbox);
  }
  sockets_.push_back(socket);
}

void Known::begin_connect(Call& call) {
  const ObjectReference target = find(call.value(Parameter::s));
  if (target.kind != ObjectKind::socket) return;
  SocketObject& socket = sockets_[target.index];
  if (socket.datagram) return;
  // While no end of a ConnectEx was seen, it may have been refused: then this one counts.
  if (socket.linked && socket.connecting == no_operation) return;
  if (socket.linked) call.replaced = socket.connection;
  Connection connection;
  connection.connector = files_[socket.file].name;
  connection.reset[0] = socket.reset;
  connection.closed[0] = files_[socket.file].closed;
  provide(socket.faults, connection);
  socket.linked = true;
  socket.side = 0;
  socket.connection = add_connection(connection);
  ItemInfo item;
  item.connection = socket.connection;
  call.item = new_item(item);
  ++structure_;
}

// Adds the cells of a connection that are not there yet.
std::uint32_t Known::add_connection(Connection connection) {
  for (int side = 0; side < 2; ++side) {
    connection.stream[side] = Stream{streams_++};
    for (Instant* instant :
         {&connection.reset[side], &connection.closed[side], &connection.aborted[side]}) {
      if (*instant == no_instant) *instant = new_instant();
    }
  }
  connections_.push_back(connection);
  return static_cast<std::uint32_t>(connections_.size() - 1);
}

std::uint32_t Known::urgent_beside(std::uint32_t connection) {
  if (connections_[connection].urgent != no_connection) return connections_[connection].urgent;
  Connection urgent;
  for (int side = 0; side < 2; ++side) {
    urgent.closed[side] = connections_[connection].closed[side];
    urgent.reads[side] = new_fifo();
  }
  const std::uint32_t added = add_connection(urgent);
  connections_[connection].urgent = added;
  ++structure_;
  return added;
}

bool Known::takes_urgent_in_line(const SocketObject& sender) const {
  return std::ranges::any_of(sockets_, [&](const SocketObject& socket) {
    return socket.linked && socket.connection == sender.connection && socket.side != sender.side &&
           socket.options.out_of_band_inline;
  });
}

bool Known::keeps_rest(Stream stream) const {
  const Connection& connection = connections_[index_of(stream) / 2];
  return connection.is_pipe || (connection.reliable && connection.in_parts);
}

bool Known::keeps_whole(Stream stream) const {
  const Connection& connection = connections_[index_of(stream) / 2];
  return connection.reliable && !connection.in_parts;
}

bool Known::tells_sender(Stream stream) const {
  const Connection& connection = connections_[index_of(stream) / 2];
  return connection.messages && !connection.is_pipe && !connection.reliable;
}

// From now on a datagram socket sends to that one, and takes from no other.
void Known::connect_datagrams(const Call& call) {
  const ObjectReference own = find(call.value(Parameter::s));
  const ObjectReference peer = find(call.value(Parameter::name));
  if (own.kind != ObjectKind::socket || !sockets_[own.index].datagram) return;
  sockets_[own.index].peer = peer.kind == ObjectKind::socket ? peer.index : no_connection;
}

// A connection refused leaves the socket as it was (ConnectEx.retry).
void Known::leave_connection(const Call& call) {
  const ObjectReference target = find(call.value(Parameter::s));
  if (call.item == no_item || target.kind != ObjectKind::socket) return;
  SocketObject& socket = sockets_[target.index];
  if (socket.connection != items_[index_of(call.item)].connection) return;
  if (call.replaced == no_connection) {
    socket.linked = false;
  } else {
    socket.linked = true;
    socket.connection = call.replaced;
  }
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
  operation.target_linked = sockets_[target.index].linked;
  operation.capacity = static_cast<std::uint64_t>(call.integer(Parameter::dwReceiveDataLength));
  operation.lacks_room = (local != 0 && local < area_bytes) ||
                         call.integer(Parameter::dwRemoteAddressLength) < area_bytes;
  begin_operation(call, operation, listener->file, std::nullopt);
  sockets_[target.index].accepting = call.operation;
  const Argument* output = call.event.find(Parameter::lpOutputBuffer);
  if (!output || output->count == 0) return;
  const Name memory = call.event.buffers[output->first].memory;
  if (accepted_into_.size() <= memory.index) accepted_into_.resize(memory.index + 1, 0);
  accepted_into_[memory.index] = target.index + 1;
}

const SocketObject* Known::accepted_into(Name memory) const {
  const std::uint32_t next =
      memory.index < accepted_into_.size() ? accepted_into_[memory.index] : 0;
  return next == 0 ? nullptr : &sockets_[next - 1];
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
  if (call.item != no_item && call.replaced == no_connection) {
    sockets_[target.index].connecting = call.operation;
  }
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

OperationId Known::shown_connection(const Call& call, const Event& returned, Item taken) const {
  const auto last_of = [&](const Value& value) {
    const OverlappedObject* shown = overlapped(value);
    return shown ? shown->last : no_operation;
  };
  OperationId shown = no_operation;
  switch (call.event.function) {
    case Function::AcceptEx:
    case Function::ConnectEx:
    case Function::DisconnectEx:
      shown = call.operation;
      break;
    case Function::WSAGetOverlappedResult:
      if (!returned.result.is(0) || !tells_nothing(returned)) {
        shown = last_of(call.value(Parameter::lpOverlapped));
      }
      break;
    case Function::GetQueuedCompletionStatus:
      if (taken != no_item) {
        shown = item(taken).operation;
      } else if (const Argument* packet = returned.find(Parameter::lpOverlapped)) {
        shown = last_of(packet->value);
      }
      break;
    case Function::setsockopt: {
      const SocketObject* updated = socket(call.value(Parameter::s));
      const bool updates = call.integer(Parameter::level) == constant::sol_socket &&
                           call.integer(Parameter::optname) == constant::so_update_accept_context;
      if (updated && updates) shown = updated->accepting;
      break;
    }
    default:
      break;
  }
  if (shown == no_operation) return no_operation;
  const Operation& operation = this->operation(shown);
  switch (operation.kind) {
    case OperationKind::accept: {
      const SocketObject& accepting = sockets_[operation.target];
      return accepting.accepting == shown && !accepting.linked ? shown : no_operation;
    }
    case OperationKind::connect:
    case OperationKind::disconnect:
      return shown;
    default:
      return no_operation;
  }
}

void Known::end_accept(const Call& call, Name name, std::uint32_t index) {
  ++structure_;
  const SocketObject* listener = socket(call.value(Parameter::s));
  const SocketOptions options = listener ? listener->options : SocketOptions{};
  add_socket(name, !listener || file(*listener).overlapped);
  SocketObject& accepted = sockets_.back();
  const Connection& connection = connections_[index];
  accepted.linked = true;
  accepted.side = 1;
  accepted.connection = index;
  accepted.bound = always_happened;
  accepted.connected = always_happened;
  accepted.context = always_happened;
  accepted.reset = connection.reset[1];
  accepted.options = options;
  files_[accepted.file].closed = connection.closed[1];
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

void Known::end_connection(const ConnectionNews& news) {
  const Operation& operation = operations_[index_of(news.operation)];
  SocketObject& socket = sockets_[files_[operation.file].subject];
  const bool ends_it = socket.linked && socket.connection == operation.connection;
  if (operation.kind == OperationKind::accept) {
    if (news.succeeded && news.connection != no_connection) {
      link_accepted(news.operation, news.connection);
    }
  } else if (operation.kind == OperationKind::connect) {
    if (socket.connecting == news.operation) socket.connecting = no_operation;
    if (ends_it && !news.succeeded) socket.linked = false;
  } else if (ends_it && operation.reuses && news.succeeded) {
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
