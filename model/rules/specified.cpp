// Are there rules for what a call asks for? The rest is unsupported, and says so.

#include "model/rules/address.h"
#include "model/rules/message.h"
#include "model/rules/transfer.h"

namespace ioracle::rules {
namespace {

// The circuit of a socket that carries messages and loses none.
const Connection* circuit_of(const Known& known, const SocketObject* socket) {
  if (!socket || !socket->linked) return nullptr;
  const Connection& connection = known.connection(socket->connection);
  return connection.reliable ? &connection : nullptr;
}

// Of several bytes that are sent with MSG_OOB only the last is urgent: not specified.
bool is_one_byte(const Event& call) {
  const Argument* given = call.find(data_of(call.function));
  return given && given->count == 1 && call.buffers[given->first].length == 1;
}

}  // namespace

bool is_specified(const Known& known, const Event& call) {
  const Argument* handle = call.find(socket_parameter(call.function));
  const SocketObject* socket = handle ? known.socket(handle->value) : nullptr;
  const bool set_nonblocking = socket && socket->was_set_nonblocking;
  switch (call.function) {
    case Function::recv:
    case Function::recvfrom:
    case Function::WSARecv:
    case Function::WSARecvFrom: {
      if (!is_specified_address(known, call) || is_given_no_event(call)) return false;
      const std::int64_t flags = flags_of(call);
      const Connection* circuit = circuit_of(known, socket);
      const bool partial = (flags & constant::msg_partial) != 0;
      if (circuit && partial && !circuit->in_parts) return false;
      if ((flags & constant::msg_waitall) != 0) return true;
      if ((flags & constant::msg_oob) != 0) {
        return socket && (flags & constant::msg_peek) == 0 && !circuit;
      }
      // With an OVERLAPPED peeking is a misuse, and of messages nothing is specified.
      const Argument* pointer = call.find(Parameter::lpOverlapped);
      const bool overlapped = pointer && pointer->value.kind == ValueKind::name;
      return (flags & constant::msg_peek) == 0 ||
             (socket && !socket->datagram && !circuit && !overlapped);
    }
    case Function::WSARecvMsg:
      return is_specified_message(known, call) && is_specified_address(known, call) &&
             !is_given_no_event(call);
    case Function::WSASendMsg:
      if (!is_specified_message(known, call)) return false;
      [[fallthrough]];
    case Function::send:
    case Function::sendto:
    case Function::WSASend:
    case Function::WSASendTo: {
      const Connection* circuit = circuit_of(known, socket);
      const bool partial = (flags_of(call) & constant::msg_partial) != 0;
      if (circuit && circuit->in_parts && partial) return false;  // parts that are sent
      return is_specified_address(known, call) && !is_given_no_event(call) &&
             ((flags_of(call) & constant::msg_oob) == 0 ||
              (socket && !socket->datagram && !circuit && is_one_byte(call)));
    }
    case Function::connect:
    case Function::accept:
      return !set_nonblocking;
    case Function::CreateFileW:
    case Function::ReadFile:
    case Function::ReadFileEx:
    case Function::WriteFile:
    case Function::WriteFileEx:
    case Function::FlushFileBuffers:
      return is_specified_file_call(known, call);
    case Function::DeviceIoControl:
    case Function::WaitCommEvent:
      return is_specified_device_call(known, call);
    case Function::LockFileEx:
    case Function::UnlockFileEx:
      return is_specified_lock(known, call);
    case Function::WSAIoctl:
      return is_specified_socket_control(known, call);
    case Function::CreateNamedPipeW:
    case Function::ConnectNamedPipe:
    case Function::DisconnectNamedPipe:
    case Function::PeekNamedPipe:
    case Function::TransactNamedPipe:
    case Function::WaitNamedPipeW:
    case Function::SetNamedPipeHandleState:
    case Function::CloseHandle:
    case Function::CancelIo:
    case Function::CancelIoEx:
      return is_specified_pipe_call(known, call);
    case Function::CancelSynchronousIo:
      return is_specified_cancel(known, call);
    case Function::ioctlsocket: {
      const Argument* command = call.find(Parameter::cmd);
      return command && command->value.is(constant::fionbio);
    }
    default:
      return true;
  }
}

}  // namespace ioracle::rules
