// Pipes and their ends, as the calls that make, open, connect and disconnect them make them known.

#include <algorithm>
#include <cctype>

#include "model/constants.h"
#include "model/known.h"
#include "model/status.h"

namespace ioracle {
namespace {

bool same_path(std::string_view left, std::string_view right) {
  return std::ranges::equal(left, right, [](unsigned char one, unsigned char two) {
    return std::tolower(one) == std::tolower(two);
  });
}

}  // namespace

const PipeEnd* Known::pipe_end(const Value& value) const {
  const ObjectReference object = find(value);
  return object.kind == ObjectKind::pipe ? &pipe_ends_[object.index] : nullptr;
}

Known::Readers Known::waiting_readers(const PipeEnd& writer) const {
  Readers readers;
  for (const PipeEnd& other : pipe_ends_) {
    if (other.connection != writer.connection || other.side == writer.side) continue;
    for (const OperationId id : outstanding_[other.file]) {
      const Operation& operation = operations_[index_of(id)];
      if (operation.kind != OperationKind::pipe_read) continue;
      ++readers.count;
      readers.capacity += operation.capacity;
    }
  }
  return readers;
}

// Names of pipes are compared without regard to case (w32-059).
const PipeObject* Known::find_pipe(Name path) const {
  const std::string_view wanted = names_->text(path);
  const auto found = std::ranges::find_if(
      pipes_, [&](const PipeObject& pipe) { return same_path(names_->text(pipe.path), wanted); });
  return found == pipes_.end() ? nullptr : &*found;
}

bool Known::is_in_call(const Value& handle, Parameter parameter, Function function) const {
  return std::ranges::any_of(calls_, [&](const Call& call) {
    return call.running && call.event.function == function && call.value(parameter) == handle;
  });
}

// Adds a connection of a pipe, which waits for a client.
std::uint32_t Known::add_pipe_connection(Connection connection) {
  connection.is_pipe = true;
  connection.connected = new_instant();
  connection.disconnected = new_instant();
  for (Fifo& reads : connection.reads) reads = new_fifo();
  ItemInfo item;
  item.connection = static_cast<std::uint32_t>(connections_.size());
  connection.listens = new_item(item);
  pipes_[connection.pipe].connections.push_back(item.connection);
  ++structure_;
  return add_connection(connection);
}

void Known::begin_create_pipe(Call& call) {
  const Name path = call.value(Parameter::lpName).name;
  const PipeObject* found = find_pipe(path);
  const auto index = static_cast<std::uint32_t>(found ? found - pipes_.data() : pipes_.size());
  if (!found) {
    PipeObject made;
    made.path = path;
    made.listening = new_fifo();
    made.instances = new_fifo();
    pipes_.push_back(made);
  }
  PipeObject& pipe = pipes_[index];
  if (pipe.open == 0) {
    pipe.access = call.integer(Parameter::dwOpenMode) &
                  (constant::pipe_access_inbound | constant::pipe_access_outbound);
    pipe.most = call.integer(Parameter::nMaxInstances);
    pipe.messages = (call.integer(Parameter::dwPipeMode) & constant::pipe_type_message) != 0;
  }
  ++pipe.open;
  Connection connection;
  connection.pipe = index;
  connection.messages = pipe.messages;
  connection.room[0] = static_cast<std::uint64_t>(call.integer(Parameter::nInBufferSize));
  connection.room[1] = static_cast<std::uint64_t>(call.integer(Parameter::nOutBufferSize));
  connection.instance = new_item({});
  call.item = connections_[add_pipe_connection(connection)].listens;
}

void Known::begin_listen(Call& call) {
  const ObjectReference target = find(call.value(Parameter::hNamedPipe));
  if (target.kind != ObjectKind::pipe) return;
  PipeEnd& end = pipe_ends_[target.index];
  // After DisconnectNamedPipe the end waits for a client only from here on.
  if (end.disconnected && end.side == 1) {
    Connection connection;
    const Connection& last = connections_[end.connection];
    connection.pipe = last.pipe;
    connection.messages = last.messages;
    connection.instance = last.instance;
    connection.closed[1] = last.closed[1];
    std::ranges::copy(last.room, connection.room);
    end.connection = add_pipe_connection(connection);
    end.disconnected = false;
    call.item = connections_[end.connection].listens;
  }
  Operation operation;
  operation.kind = OperationKind::pipe_listen;
  operation.connection = end.connection;
  operation.side = end.side;
  operation.nowait = end.nowait;
  begin_operation(call, operation, end.file, std::nullopt);
}

void Known::begin_pipe_call(Call& call) {
  switch (call.event.function) {
    case Function::CreateNamedPipeW:
      return begin_create_pipe(call);
    case Function::ConnectNamedPipe:
      return begin_listen(call);
    case Function::TransactNamedPipe:
      return begin_transact(call);
    case Function::FlushFileBuffers:
      if (const PipeEnd* end = pipe_end(call.value(Parameter::hFile))) {
        call.flushed = connections_[end->connection].put[end->side].last;
      }
      return;
    default:
      return;
  }
}

void Known::begin_on_pipe(Call& call, OperationKind kind, const PipeEnd& end,
                          const PipeData& data) {
  const bool writes = kind == OperationKind::pipe_write;
  Operation operation;
  operation.kind = kind;
  operation.connection = end.connection;
  operation.side = end.side;
  operation.stream = connections_[end.connection].stream[writes ? end.side : 1 - end.side];
  operation.by_message = end.by_message;
  operation.nowait = end.nowait;
  operation.writes_first = data.writes_first;
  const bool alone = !has_writer(end);
  begin_operation(call, operation, end.file, data.buffer);
  Operation& begun = operations_.back();
  if (begun.buffer_count == 0) {
    begun.capacity = static_cast<std::uint32_t>(call.integer(data.size));
  }
  Connection& connection = connections_[end.connection];
  PutIntoPipe& put = connection.put[writes ? end.side : 1 - end.side];
  if (!writes) {
    put.read = true;
    return;
  }
  const std::uint64_t room = connection.room[end.side] + waiting_readers(end).capacity;
  if (end.nowait && begun.capacity > room) return;  // it finds none
  connection.issued[end.side] += begun.capacity;
  if (!connection.messages) return;
  constexpr std::size_t counted_most = 64;
  put.in_order = put.in_order && put.messages.size() < counted_most && alone;
  if (put.in_order) put.messages.push_back(begun.capacity);
}

bool Known::has_writer(const PipeEnd& end) const {
  return std::ranges::any_of(calls_, [&](const Call& call) {
    if (!call.running || call.operation == no_operation) return false;
    const Operation& operation = operations_[index_of(call.operation)];
    const bool writes =
        operation.kind == OperationKind::pipe_write || operation.writes_first != no_operation;
    return writes && operation.connection == end.connection && operation.side == end.side;
  });
}

void Known::begin_pipe_transfer(Call& call, OperationKind kind) {
  const PipeEnd& end = pipe_ends_[find(call.value(Parameter::hFile)).index];
  const bool writes = kind == OperationKind::pipe_write;
  begin_on_pipe(call, kind, end,
                {data_of(call.event.function),
                 writes ? Parameter::nNumberOfBytesToWrite : Parameter::nNumberOfBytesToRead});
}

// Two operations: the write of the request, of which nobody is told, and the read of the reply.
void Known::begin_transact(Call& call) {
  const ObjectReference target = find(call.value(Parameter::hNamedPipe));
  if (target.kind != ObjectKind::pipe) return;
  const PipeEnd& end = pipe_ends_[target.index];
  begin_on_pipe(call, OperationKind::pipe_write, end,
                {Parameter::lpInBuffer, Parameter::nInBufferSize});
  const OperationId request = call.operation;
  std::erase(outstanding_[end.file], request);
  begin_on_pipe(call, OperationKind::pipe_read, end,
                {Parameter::lpOutBuffer, Parameter::nOutBufferSize, request});
}

void Known::add_pipe_end(const Call& call, Name name, std::uint32_t connection,
                         std::uint32_t side) {
  const Connection& made = connections_[connection];
  PipeEnd end;
  end.connection = connection;
  end.side = side;
  const bool server = side == 1;
  const std::int64_t flags =
      call.integer(server ? Parameter::dwOpenMode : Parameter::dwFlagsAndAttributes);
  if (server) {
    const std::int64_t access = pipes_[made.pipe].access;
    end.reads = (access & constant::pipe_access_inbound) != 0;
    end.writes = (access & constant::pipe_access_outbound) != 0;
    const std::int64_t mode = call.integer(Parameter::dwPipeMode);
    end.by_message = (mode & constant::pipe_readmode_message) != 0;
    end.nowait = (mode & constant::pipe_nowait) != 0;
  } else {
    const std::int64_t access = call.integer(Parameter::dwDesiredAccess);
    end.reads = (access & constant::generic_read) != 0;
    end.writes = (access & constant::generic_write) != 0;
  }
  end.file = add_file(name, ObjectKind::pipe, static_cast<std::uint32_t>(pipe_ends_.size()),
                      (flags & constant::file_flag_overlapped) != 0);
  files_[end.file].closed = made.closed[side];
  pipe_ends_.push_back(end);
  ++structure_;
}

void Known::end_pipe_call(const Call& call, const Event& returned) {
  const Value& result = returned.result;
  switch (call.event.function) {
    case Function::CreateNamedPipeW: {
      const std::uint32_t connection = items_[index_of(call.item)].connection;
      if (result.kind == ValueKind::name) {
        add_pipe_end(call, result.name, connection, 1);
      } else {
        --pipes_[connections_[connection].pipe].open;
      }
      return;
    }
    case Function::ConnectNamedPipe:
    case Function::TransactNamedPipe:
      if (call.operation != no_operation) end_pipe_operation(call, returned);
      return;
    case Function::DisconnectNamedPipe:
      if (const ObjectReference end = find(call.value(Parameter::hNamedPipe));
          end.kind == ObjectKind::pipe && !result.is(0)) {
        pipe_ends_[end.index].disconnected = true;
      }
      return;
    case Function::SetNamedPipeHandleState:
      if (const ObjectReference end = find(call.value(Parameter::hNamedPipe));
          end.kind == ObjectKind::pipe && !result.is(0) && !call.is_null(Parameter::lpMode)) {
        const std::int64_t mode = call.integer(Parameter::lpMode);
        pipe_ends_[end.index].by_message = (mode & constant::pipe_readmode_message) != 0;
        pipe_ends_[end.index].nowait = (mode & constant::pipe_nowait) != 0;
      }
      return;
    case Function::CloseHandle:
      if (const ObjectReference end = find(call.value(Parameter::hObject));
          end.kind == ObjectKind::pipe && !result.is(0) && pipe_ends_[end.index].side == 1) {
        --pipes_[connections_[pipe_ends_[end.index].connection].pipe].open;
      }
      return;
    default:
      return;
  }
}

void Known::note_put(const Operation& operation, OperationId id, bool failed) {
  const bool transacts = operation.writes_first != no_operation;
  if (operation.kind != OperationKind::pipe_write && !transacts) return;
  PutIntoPipe& put = connections_[operation.connection].put[operation.side];
  // A transaction that failed may have written; so may what found no room for some of it.
  if (failed && (transacts || !put.messages.empty())) put.in_order = false;
  if (!failed && operation.capacity > 0) put.last = transacts ? operation.writes_first : id;
}

// Only what pends can still be found by a cancel: ReadFileEx and WriteFileEx do not tell.
void Known::end_pipe_operation(const Call& call, const Event& returned) {
  const Operation& operation = operations_[index_of(call.operation)];
  const bool told = returned.result.recorded();
  const bool failed = returned.result.is(0);
  const bool with_routine = call.event.find(Parameter::lpCompletionRoutine) != nullptr;
  // Of a write that tells nothing it is assumed that it did not pend: what asks about it is then
  // specified.
  const bool untold = !told || (failed && !returned.last_error);
  note_put(operation, call.operation,
           !untold && failed && returned.last_error != error::io_pending);
  if (untold && operation.kind != OperationKind::pipe_write) return;
  const bool pends = (!told || failed) && returned.last_error == error::io_pending;
  if (pends || (!failed && with_routine)) return;
  std::erase(outstanding_[operation.file], call.operation);
}

}  // namespace ioracle
