// Which calls on named pipes are specified.

#include <algorithm>
#include <string_view>

#include "model/rules/rules.h"

namespace ioracle::rules {
namespace {

constexpr std::int64_t access_mask = constant::pipe_access_inbound | constant::pipe_access_outbound;

Value value_of(const Event& call, Parameter parameter) {
  const Argument* argument = call.find(parameter);
  return argument ? argument->value : Value::null();
}

// A write that pends leaves its place when it is cancelled; what then lies in the pipe is not
// specified.
bool may_cancel_a_write(const Known& known, const Event& call) {
  const FileObject* file = known.file(value_of(call, Parameter::hFile));
  if (!file) return false;
  const Value wanted = value_of(call, Parameter::lpOverlapped);
  return std::ranges::any_of(known.outstanding(*file), [&](OperationId id) {
    const Operation& operation = known.operation(id);
    if (operation.kind != OperationKind::pipe_write || !operation.has_overlapped) return false;
    return wanted.kind != ValueKind::name ||
           wanted == Value::of(known.overlapped(operation.overlapped).name);
  });
}

bool is_waiting_for_a_lock(const Known& known, const Value& handle) {
  const FileHandle* file = known.file_handle(handle);
  return file &&
         std::ranges::any_of(known.outstanding(known.file(file->file)), [&](OperationId id) {
           const Operation& operation = known.operation(id);
           return operation.kind == OperationKind::lock && !operation.answers_at_once;
         });
}

bool has_outstanding(const Known& known, const PipeEnd& end, OperationKind kind) {
  return std::ranges::any_of(known.outstanding(known.file(end.file)),
                             [&](OperationId id) { return known.operation(id).kind == kind; });
}

bool is_specified_create(const Known& known, const Event& call) {
  const Value path = value_of(call, Parameter::lpName);
  if (!is_pipe_path(known, path)) return false;
  const std::int64_t open_mode = value_of(call, Parameter::dwOpenMode).number;
  const std::int64_t mode = value_of(call, Parameter::dwPipeMode).number;
  const std::int64_t most = value_of(call, Parameter::nMaxInstances).number;
  constexpr std::int64_t known_modes =
      constant::pipe_type_message | constant::pipe_readmode_message | constant::pipe_nowait;
  if ((open_mode & access_mask) == 0 || most < 1 || most > constant::pipe_unlimited_instances ||
      (open_mode & ~(access_mask | constant::file_flag_overlapped)) != 0 ||
      (mode & ~known_modes) != 0 ||
      (mode & ~constant::pipe_nowait) == constant::pipe_readmode_message) {
    return false;
  }
  const PipeObject* pipe = known.find_pipe(path.name);
  if (!pipe || pipe->open == 0) return true;
  // Which of several is the first instance, and what it decides, must be known.
  const bool alone = known.names().text(pipe->path).size() > 0 &&
                     !known.is_in_call(path, Parameter::lpName, Function::CreateNamedPipeW);
  return alone && pipe->messages == ((mode & constant::pipe_type_message) != 0);
}

bool is_specified_open(const Known& known, const Event& call) {
  const PipeObject* pipe = known.find_pipe(value_of(call, Parameter::lpFileName).name);
  const std::int64_t access = value_of(call, Parameter::dwDesiredAccess).number;
  const std::int64_t flags = value_of(call, Parameter::dwFlagsAndAttributes).number;
  constexpr std::int64_t file_attribute_normal = 0x80;
  constexpr std::int64_t known_access = constant::generic_read | constant::generic_write;
  if ((flags & ~(constant::file_flag_overlapped | file_attribute_normal)) != 0 || access == 0 ||
      (access & ~known_access) != 0 ||
      !value_of(call, Parameter::dwCreationDisposition).is(constant::open_existing)) {
    return false;
  }
  if (!pipe) return true;
  const bool reads = (access & constant::generic_read) != 0;
  const bool writes = (access & constant::generic_write) != 0;
  return (!reads || (pipe->access & constant::pipe_access_outbound) != 0) &&
         (!writes || (pipe->access & constant::pipe_access_inbound) != 0);
}

// With PIPE_NOWAIT a write must surely find room or surely find none: what waits in the pipe is not
// known, nor what a read that waits there takes of it.
bool is_specified_without_waiting(const Known& known, const Event& call, const PipeEnd& end) {
  const Connection& connection = known.connection(end.connection);
  const auto size =
      static_cast<std::uint64_t>(value_of(call, Parameter::nNumberOfBytesToWrite).number);
  const std::uint64_t room = connection.room[end.side];
  if (size > room) {
    // Of bytes the part that a waiting read takes would be written, and no more.
    const Known::Readers readers = known.waiting_readers(end);
    const bool fits = size <= room + readers.capacity;
    return readers.count == 0 || (readers.count == 1 && (fits || connection.messages));
  }
  return size == 0 || !connection.messages || connection.issued[end.side] + size <= room;
}

bool is_specified_transfer(const Known& known, const Event& call) {
  const Value handle = value_of(call, Parameter::hFile);
  const PipeEnd* end = known.pipe_end(handle);
  const bool writes =
      call.function == Function::WriteFile || call.function == Function::WriteFileEx;
  const bool with_routine =
      call.function == Function::ReadFileEx || call.function == Function::WriteFileEx;
  if (call.function == Function::FlushFileBuffers) {
    return end->writes && !end->nowait && !known.has_writer(*end);
  }
  if (writes ? !end->writes : !end->reads) return false;
  const bool given = value_of(call, Parameter::lpOverlapped).kind == ValueKind::name;
  const bool overlapped = known.file(end->file).overlapped;
  if (with_routine) {
    const bool routine = value_of(call, Parameter::lpCompletionRoutine).kind == ValueKind::name;
    if (!overlapped || !given || !routine || (end->by_message && !writes)) return false;
  } else if (!given && value_of(call, writes ? Parameter::lpNumberOfBytesWritten
                                             : Parameter::lpNumberOfBytesRead)
                               .kind != ValueKind::name) {
    return false;
  }
  // Calls on one synchronous handle wait for each other, and its mode must not change beside them.
  if (known.is_in_call(handle, Parameter::hNamedPipe, Function::SetNamedPipeHandleState)) {
    return false;
  }
  if (writes && known.is_in_call(handle, Parameter::hFile, Function::CancelIoEx)) return false;
  if (writes && end->nowait && !is_specified_without_waiting(known, call, *end)) return false;
  if (overlapped) return true;
  return !known.is_in_call(handle, Parameter::hFile, Function::ReadFile) &&
         !known.is_in_call(handle, Parameter::hFile, Function::WriteFile) &&
         !known.is_in_call(handle, Parameter::hNamedPipe, Function::ConnectNamedPipe);
}

bool is_specified_transact(const Known& known, const Event& call, const PipeEnd& end) {
  const Value handle = value_of(call, Parameter::hNamedPipe);
  const bool given = value_of(call, Parameter::lpOverlapped).kind == ValueKind::name;
  const bool overlapped = known.file(end.file).overlapped;
  const bool counts = value_of(call, Parameter::lpBytesRead).kind == ValueKind::name;
  const auto is_running = [&](Parameter parameter, Function function) {
    return known.is_in_call(handle, parameter, function);
  };
  return end.reads && end.writes && !end.nowait && (given || (!overlapped && counts)) &&
         !is_running(Parameter::hNamedPipe, Function::SetNamedPipeHandleState) &&
         (overlapped || (!is_running(Parameter::hFile, Function::ReadFile) &&
                         !is_running(Parameter::hFile, Function::WriteFile) &&
                         !is_running(Parameter::hNamedPipe, Function::TransactNamedPipe) &&
                         !is_running(Parameter::hNamedPipe, Function::ConnectNamedPipe)));
}

// Of messages what lies there is told while none was read; of bytes it is counted one by one.
bool is_specified_peek(const Known& known, const PipeEnd& end) {
  constexpr std::uint64_t counted_most = 1024;
  const Connection& connection = known.connection(end.connection);
  return end.reads && (connection.messages || connection.issued[1 - end.side] <= counted_most);
}

bool is_specified_listen(const Known& known, const Value& handle, const PipeEnd& end) {
  const bool overlapped = known.file(end.file).overlapped;
  return end.side == 1 &&
         !known.is_in_call(handle, Parameter::hNamedPipe, Function::DisconnectNamedPipe) &&
         (overlapped ||
          !known.is_in_call(handle, Parameter::hNamedPipe, Function::ConnectNamedPipe));
}

}  // namespace

bool is_pipe_path(const Known& known, const Value& path) {
  return path.kind == ValueKind::name && known.names().text(path.name).starts_with(R"(\\.\pipe\)");
}

bool is_specified_pipe_call(const Known& known, const Event& call) {
  const auto end_of = [&](Parameter parameter) {
    return known.pipe_end(value_of(call, parameter));
  };
  const Value handle = value_of(call, Parameter::hNamedPipe);
  const PipeEnd* end = end_of(Parameter::hNamedPipe);
  const bool unknown = known.find(handle).kind == ObjectKind::none;
  switch (call.function) {
    case Function::CreateNamedPipeW:
      return is_specified_create(known, call);
    case Function::CreateFileW:
      return is_specified_open(known, call);
    case Function::ConnectNamedPipe:
      return end ? is_specified_listen(known, handle, *end) : unknown;
    case Function::DisconnectNamedPipe:
      if (!end) return unknown;
      return end->side == 1 &&
             !known.is_in_call(handle, Parameter::hNamedPipe, Function::ConnectNamedPipe) &&
             !known.is_in_call(handle, Parameter::hNamedPipe, Function::DisconnectNamedPipe);
    case Function::WaitNamedPipeW:
      return is_pipe_path(known, value_of(call, Parameter::lpNamedPipeName)) &&
             value_of(call, Parameter::nTimeOut).number > 1;
    case Function::SetNamedPipeHandleState: {
      if (!end) return unknown;
      const Value mode = value_of(call, Parameter::lpMode);
      const bool messages = known.connection(end->connection).messages;
      const std::int64_t read_mode = mode.number & ~constant::pipe_nowait;
      return mode.kind == ValueKind::integer &&
             (read_mode == 0 || (messages && read_mode == constant::pipe_readmode_message)) &&
             !has_outstanding(known, *end, OperationKind::pipe_read) &&
             !has_outstanding(known, *end, OperationKind::pipe_listen);
    }
    case Function::CloseHandle:  // what becomes of a lock that waits is not specified
      return !is_waiting_for_a_lock(known, value_of(call, Parameter::hObject));
    case Function::PeekNamedPipe:
      return end ? is_specified_peek(known, *end) : unknown;
    case Function::TransactNamedPipe:
      return end ? is_specified_transact(known, call, *end) : unknown;
    case Function::CancelIo:
    case Function::CancelIoEx:
      return !may_cancel_a_write(known, call);
    default:
      return is_specified_transfer(known, call);
  }
}

}  // namespace ioracle::rules
