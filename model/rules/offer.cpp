// From a chain to the rule of its function.

#include "model/rules/rules.h"

namespace ioracle {
namespace rules {
namespace {

using Rule = void (*)(const Subject&);

Rule rule_of(Function function) {
  switch (function) {
    case Function::WSAStartup:
    case Function::WSACleanup:
      return startup;
    case Function::socket:
    case Function::WSASocketW:
      return create_socket;
    case Function::bind:
      return bind;
    case Function::listen:
      return listen;
    case Function::connect:
      return connect;
    case Function::accept:
      return accept;
    case Function::AcceptEx:
      return accept_ex;
    case Function::ConnectEx:
      return connect_ex;
    case Function::DisconnectEx:
      return disconnect_ex;
    case Function::getsockname:
    case Function::getpeername:
      return socket_name;
    case Function::GetAcceptExSockaddrs:
      return accepted_addresses;
    case Function::shutdown:
      return shutdown;
    case Function::setsockopt:
      return socket_option;
    case Function::closesocket:
      return close_socket;
    case Function::getsockopt:
      return socket_option;
    case Function::ioctlsocket:
      return io_control;
    case Function::recv:
    case Function::recvfrom:
    case Function::WSARecv:
    case Function::WSARecvFrom:
    case Function::WSARecvMsg:
      return receive;
    case Function::send:
    case Function::sendto:
    case Function::WSASend:
    case Function::WSASendMsg:
    case Function::WSASendTo:
      return send;
    case Function::WSPRecv:
    case Function::WSPSend:
    case Function::WSPRdmaRead:
    case Function::WSPRdmaWrite:
    case Function::WSPIoctl:
      return start_provided;
    case Function::WPUCompleteOverlappedRequest:
      return complete_request;
    case Function::WSPGetOverlappedResult:
      return provided_result;
    case Function::WSAGetOverlappedResult:
    case Function::GetOverlappedResult:
    case Function::GetOverlappedResultEx:
      return result;
    case Function::WSACreateEvent:
    case Function::CreateEventW:
      return create_event;
    case Function::SetEvent:
    case Function::ResetEvent:
    case Function::WSASetEvent:
    case Function::WSAResetEvent:
      return change_event;
    case Function::CloseHandle:
    case Function::WSACloseEvent:
      return close_handle;
    case Function::PulseEvent:
      return pulse_event;
    case Function::WSAWaitForMultipleEvents:
    case Function::WaitForMultipleObjects:
    case Function::WaitForMultipleObjectsEx:
    case Function::WaitForSingleObject:
    case Function::WaitForSingleObjectEx:
    case Function::SignalObjectAndWait:
    case Function::Sleep:
    case Function::SleepEx:
      return wait_for_objects;
    case Function::QueueUserAPC:
    case Function::QueueUserAPC2:
      return queue_apc;
    case Function::CreateIoCompletionPort:
      return create_port;
    case Function::PostQueuedCompletionStatus:
      return post_packet;
    case Function::GetQueuedCompletionStatus:
      return dequeue_packet;
    case Function::GetQueuedCompletionStatusEx:
      return dequeue_packets;
    case Function::SetFileCompletionNotificationModes:
      return notification_modes;
    case Function::CreateFileW:
      return create_file;
    case Function::ReadFile:
    case Function::ReadFileEx:
    case Function::WriteFile:
    case Function::WriteFileEx:
      return transfer_file;
    case Function::FlushFileBuffers:
      return flush_file;
    case Function::DeviceIoControl:
    case Function::WaitCommEvent:
      return control_device;
    case Function::LockFileEx:
      return lock_file;
    case Function::UnlockFileEx:
      return unlock_file;
    case Function::WSAIoctl:
      return control_socket;
    case Function::CreateNamedPipeW:
      return create_pipe;
    case Function::ConnectNamedPipe:
      return connect_pipe;
    case Function::TransactNamedPipe:
      return transact_pipe;
    case Function::DisconnectNamedPipe:
      return disconnect_pipe;
    case Function::WaitNamedPipeW:
      return wait_for_pipe;
    case Function::SetNamedPipeHandleState:
      return set_pipe_state;
    case Function::CancelIo:
    case Function::CancelIoEx:
      return cancel;
    case Function::CancelSynchronousIo:
      return cancel_synchronous;
    case Function::PeekNamedPipe:
      return peek_pipe;
    default:
      return nullptr;
  }
}

void offer_operation(const Known& known, const Chain& chain, Alternatives& allowed) {
  const Operation& operation = known.operation(chain.operation);
  if (operation.kind == OperationKind::provided && (chain.step == end || chain.step == status)) {
    return pending_provided(known, chain, allowed);
  }
  if (chain.step != end && chain.step != served) return completion(known, chain, done, allowed);
  switch (operation.kind) {
    case OperationKind::receive:
      return pending_receive(known, operation, allowed);
    case OperationKind::send:
      return pending_send(known, operation, allowed);
    case OperationKind::accept:
      return pending_accept(known, chain, allowed);
    case OperationKind::connect:
      return pending_connect(known, operation, allowed);
    case OperationKind::disconnect:
      return pending_disconnect(known, operation, allowed);
    case OperationKind::read:
    case OperationKind::write:
      return pending_file_transfer(known, operation, allowed);
    case OperationKind::pipe_listen:
      return pending_pipe_listen(known, operation, allowed);
    case OperationKind::pipe_read:
      return pending_pipe_read(known, operation, allowed);
    case OperationKind::pipe_write:
      return pending_pipe_write(known, operation, allowed);
    case OperationKind::lock:
      return pending_lock(known, operation, allowed);
    case OperationKind::control:
      return pending_control(known, operation, allowed);
    case OperationKind::provided:
      return pending_provided(known, chain, allowed);
  }
}

}  // namespace

Alternatives::Builder fails(const Subject& subject, const AlternativeInfo& info,
                            std::uint32_t code) {
  Alternatives::Builder builder = subject.allowed.offer(info);
  switch (ioracle::info(subject.call.event.function).returns) {
    case Returns::boolean:
      builder.returns(0);
      break;
    case Returns::handle:
      builder.returns(Shown::null);
      break;
    case Returns::wait:
      builder.returns(constant::wait_failed);
      break;
    default:
      builder.returns(-1);
      break;
  }
  builder.last_error(code).next(leave);
  return builder;
}

}  // namespace rules

void offer(const Known& known, const Chain& chain, Alternatives& alternatives) {
  alternatives.clear();
  switch (chain.kind) {
    case Chain::Kind::call:
      if (const rules::Rule rule = rules::rule_of(known.call(chain.call).event.function)) {
        rule({known, chain, known.call(chain.call), alternatives});
      }
      break;
    case Chain::Kind::operation:
      rules::offer_operation(known, chain, alternatives);
      break;
    case Chain::Kind::delivery:
      rules::delivery(known, chain, alternatives);
      break;
  }
}

bool has_rule(Function function) { return rules::rule_of(function) != nullptr; }

bool has_rule(const Known& known, const Event& call) {
  if (!has_rule(call.function)) return false;
  switch (call.function) {
    case Function::QueueUserAPC2: {
      // Special APCs run outside of calls, where nothing is told.
      const Argument* flags = call.find(Parameter::Flags);
      const bool special = flags && (flags->value.number & constant::queue_user_apc_special) != 0;
      return !special && known.profile() == Profile::windows_11;
    }
    case Function::GetOverlappedResultEx:  // GOREx.ver.min
      return known.profile() == Profile::documented || since(known.profile(), Profile::windows_8_1);
    case Function::WSPRecv:
    case Function::WSPSend:
    case Function::WSPRdmaRead:
    case Function::WSPRdmaWrite:
    case Function::WSPIoctl:
    case Function::WPUCompleteOverlappedRequest:
    case Function::WSPGetOverlappedResult:
      return rules::is_specified_provider_call(known, call);
    case Function::GetQueuedCompletionStatusEx:
    case Function::SetFileCompletionNotificationModes:
      return known.profile() != Profile::windows_xp;
    default:
      return rules::is_specified(known, call);
  }
}

}  // namespace ioracle
