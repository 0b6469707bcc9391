#include "model/function.h"

#include <array>

#include "model/name_table.h"
#include "model/vocabulary/files.h"
#include "model/vocabulary/native.h"
#include "model/vocabulary/providers.h"
#include "model/vocabulary/sockets.h"
#include "model/vocabulary/waits.h"

namespace ioracle {
namespace {

namespace v = vocabulary;
using R = Returns;

// In the order of enum Function.
constexpr auto functions = std::to_array<FunctionInfo>({
    {"accept", R::socket, v::accept},
    {"AcceptEx", R::boolean, v::accept_ex},
    {"bind", R::socket_error, v::bind},
    {"CallNamedPipeW", R::boolean, v::call_named_pipe_w},
    {"CancelIo", R::boolean, v::cancel_io},
    {"CancelIoEx", R::boolean, v::cancel_io_ex},
    {"CancelSynchronousIo", R::boolean, v::cancel_synchronous_io},
    {"CloseHandle", R::boolean, v::close_handle},
    {"closesocket", R::socket_error, v::closesocket},
    {"connect", R::socket_error, v::connect},
    {"ConnectEx", R::boolean, v::connect_ex},
    {"ConnectNamedPipe", R::boolean, v::connect_named_pipe},
    {"CreateEventW", R::handle, v::create_event_w},
    {"CreateFileW", R::handle, v::create_file_w},
    {"CreateIoCompletionPort", R::handle, v::create_io_completion_port},
    {"CreateNamedPipeW", R::handle, v::create_named_pipe_w},
    {"CreateThread", R::handle, v::create_thread},
    {"DeviceIoControl", R::boolean, v::device_io_control},
    {"DisconnectEx", R::boolean, v::disconnect_ex},
    {"DisconnectNamedPipe", R::boolean, v::disconnect_named_pipe},
    {"DuplicateHandle", R::boolean, v::duplicate_handle},
    {"ExitProcess", R::nothing, v::exit_process},
    {"ExitThread", R::nothing, v::exit_thread},
    {"FlushFileBuffers", R::boolean, v::flush_file_buffers},
    {"GetAcceptExSockaddrs", R::nothing, v::get_accept_ex_sockaddrs},
    {"GetLastError", R::integer, {}},
    {"GetOverlappedResult", R::boolean, v::get_overlapped_result},
    {"GetOverlappedResultEx", R::boolean, v::get_overlapped_result_ex},
    {"getpeername", R::socket_error, v::getpeername},
    {"GetQueuedCompletionStatus", R::boolean, v::get_queued_completion_status},
    {"GetQueuedCompletionStatusEx", R::boolean, v::get_queued_completion_status_ex},
    {"getsockname", R::socket_error, v::getsockname},
    {"getsockopt", R::socket_error, v::getsockopt},
    {"ioctlsocket", R::socket_error, v::ioctlsocket},
    {"listen", R::socket_error, v::listen},
    {"LockFileEx", R::boolean, v::lock_file_ex},
    {"NtCancelIoFile", R::status, v::nt_cancel_io_file},
    {"NtCancelIoFileEx", R::status, v::nt_cancel_io_file_ex},
    {"NtDeviceIoControlFile", R::status, v::nt_device_io_control_file},
    {"NtFsControlFile", R::status, v::nt_fs_control_file},
    {"NtReadFile", R::status, v::nt_read_file},
    {"NtRemoveIoCompletion", R::status, v::nt_remove_io_completion},
    {"NtRemoveIoCompletionEx", R::status, v::nt_remove_io_completion_ex},
    {"NtSetIoCompletion", R::status, v::nt_set_io_completion},
    {"NtWriteFile", R::status, v::nt_write_file},
    {"PeekNamedPipe", R::boolean, v::peek_named_pipe},
    {"PostQueuedCompletionStatus", R::boolean, v::post_queued_completion_status},
    {"PulseEvent", R::boolean, v::pulse_event},
    {"PurgeComm", R::boolean, v::purge_comm},
    {"QueueUserAPC", R::boolean, v::queue_user_apc},
    {"QueueUserAPC2", R::boolean, v::queue_user_apc2},
    {"ReadDirectoryChangesW", R::boolean, v::read_directory_changes_w},
    {"ReadFile", R::boolean, v::read_file},
    {"ReadFileEx", R::boolean, v::read_file_ex},
    {"ReadFileScatter", R::boolean, v::read_file_scatter},
    {"recv", R::count, v::recv},
    {"recvfrom", R::count, v::recvfrom},
    {"ResetEvent", R::boolean, v::reset_event},
    {"select", R::count, v::select},
    {"send", R::count, v::send},
    {"sendto", R::count, v::sendto},
    {"SetCommMask", R::boolean, v::set_comm_mask},
    {"SetCommTimeouts", R::boolean, v::set_comm_timeouts},
    {"SetEvent", R::boolean, v::set_event},
    {"SetFileCompletionNotificationModes", R::boolean, v::set_file_completion_notification_modes},
    {"SetLastError", R::nothing, v::set_last_error},
    {"SetNamedPipeHandleState", R::boolean, v::set_named_pipe_handle_state},
    {"setsockopt", R::socket_error, v::setsockopt},
    {"shutdown", R::socket_error, v::shutdown},
    {"SignalObjectAndWait", R::wait, v::signal_object_and_wait},
    {"Sleep", R::nothing, v::sleep},
    {"SleepEx", R::wait, v::sleep_ex},
    {"socket", R::socket, v::socket},
    {"TerminateThread", R::boolean, v::terminate_thread},
    {"TransactNamedPipe", R::boolean, v::transact_named_pipe},
    {"TransmitFile", R::boolean, v::transmit_file},
    {"TransmitPackets", R::boolean, v::transmit_packets},
    {"UnlockFileEx", R::boolean, v::unlock_file_ex},
    {"WaitCommEvent", R::boolean, v::wait_comm_event},
    {"WaitForMultipleObjects", R::wait, v::wait_for_multiple_objects},
    {"WaitForMultipleObjectsEx", R::wait, v::wait_for_multiple_objects_ex},
    {"WaitForSingleObject", R::wait, v::wait_for_single_object},
    {"WaitForSingleObjectEx", R::wait, v::wait_for_single_object_ex},
    {"WaitNamedPipeW", R::boolean, v::wait_named_pipe_w},
    {"WPUCompleteOverlappedRequest", R::socket_error, v::wpu_complete_overlapped_request},
    {"WriteFile", R::boolean, v::write_file},
    {"WriteFileEx", R::boolean, v::write_file_ex},
    {"WriteFileGather", R::boolean, v::write_file_gather},
    {"WSACleanup", R::socket_error, {}},
    {"WSACloseEvent", R::boolean, v::wsa_close_event},
    {"WSACreateEvent", R::handle, {}},
    {"WSAEnumNetworkEvents", R::socket_error, v::wsa_enum_network_events},
    {"WSAEventSelect", R::socket_error, v::wsa_event_select},
    {"WSAGetLastError", R::integer, {}},
    {"WSAGetOverlappedResult", R::boolean, v::wsa_get_overlapped_result},
    {"WSAIoctl", R::socket_error, v::wsa_ioctl},
    {"WSAPoll", R::count, v::wsa_poll},
    {"WSARecv", R::socket_error, v::wsa_recv},
    {"WSARecvFrom", R::socket_error, v::wsa_recv_from},
    {"WSARecvMsg", R::socket_error, v::wsa_recv_msg},
    {"WSAResetEvent", R::boolean, v::wsa_reset_event},
    {"WSASend", R::socket_error, v::wsa_send},
    {"WSASendMsg", R::socket_error, v::wsa_send_msg},
    {"WSASendTo", R::socket_error, v::wsa_send_to},
    {"WSASetEvent", R::boolean, v::wsa_set_event},
    {"WSASetLastError", R::nothing, v::wsa_set_last_error},
    {"WSASocketW", R::socket, v::wsa_socket_w},
    {"WSAStartup", R::integer, v::wsa_startup},
    {"WSAWaitForMultipleEvents", R::wait, v::wsa_wait_for_multiple_events},
    {"WSPGetOverlappedResult", R::boolean, v::wsp_get_overlapped_result},
    {"WSPIoctl", R::socket_error, v::wsp_ioctl},
    {"WSPRdmaRead", R::socket_error, v::wsp_rdma_read},
    {"WSPRdmaWrite", R::socket_error, v::wsp_rdma_write},
    {"WSPRecv", R::socket_error, v::wsp_recv},
    {"WSPSend", R::socket_error, v::wsp_send},
});

constexpr auto function_names = [] {
  std::array<std::string_view, functions.size()> names{};
  for (std::size_t index = 0; index < names.size(); ++index) names[index] = functions[index].name;
  return names;
}();

constexpr NameTable<512> function_table(function_names);

// What the routines of completions and APCs are called with.
constexpr ParameterInfo routine_arguments[] = {
    {Parameter::dwError, Type::integer, Direction::in},
    {Parameter::cbTransferred, Type::integer, Direction::in},
    {Parameter::lpOverlapped, Type::overlapped, Direction::in},
    {Parameter::dwFlags, Type::integer, Direction::in},
    {Parameter::dwData, Type::integer, Direction::in}};

}  // namespace

const FunctionInfo& info(Function function) {
  return functions[static_cast<std::size_t>(function)];
}

std::span<const FunctionInfo> all_functions() { return functions; }

std::span<const ParameterInfo> routine_parameters() { return routine_arguments; }

std::optional<Function> find_function(std::string_view name) {
  const auto index = function_table.find(function_names, name);
  if (!index) return std::nullopt;
  return static_cast<Function>(*index);
}

bool starts_operation(Function function) {
  switch (function) {
    case Function::AcceptEx:
    case Function::ConnectEx:
    case Function::ConnectNamedPipe:
    case Function::DeviceIoControl:
    case Function::DisconnectEx:
    case Function::LockFileEx:
    case Function::NtDeviceIoControlFile:
    case Function::NtFsControlFile:
    case Function::NtReadFile:
    case Function::NtWriteFile:
    case Function::ReadDirectoryChangesW:
    case Function::ReadFile:
    case Function::ReadFileEx:
    case Function::ReadFileScatter:
    case Function::TransactNamedPipe:
    case Function::TransmitFile:
    case Function::TransmitPackets:
    case Function::WaitCommEvent:
    case Function::WriteFile:
    case Function::WriteFileEx:
    case Function::WriteFileGather:
    case Function::WSAIoctl:
    case Function::WSARecv:
    case Function::WSARecvFrom:
    case Function::WSARecvMsg:
    case Function::WSASend:
    case Function::WSASendMsg:
    case Function::WSASendTo:
    case Function::WSPIoctl:
    case Function::WSPRdmaRead:
    case Function::WSPRdmaWrite:
    case Function::WSPRecv:
    case Function::WSPSend:
      return true;
    default:
      return false;
  }
}

bool starts_transfer(Function function) {
  switch (function) {
    case Function::WSARecv:
    case Function::WSARecvFrom:
    case Function::WSARecvMsg:
    case Function::WSASend:
    case Function::WSASendMsg:
    case Function::WSASendTo:
    case Function::ReadFile:
    case Function::ReadFileEx:
    case Function::WriteFile:
    case Function::WriteFileEx:
      return true;
    default:
      return false;
  }
}

std::optional<AddressParameters> address_parameters(Function function) {
  switch (function) {
    case Function::recvfrom:
      return AddressParameters{Parameter::from, Parameter::fromlen};
    case Function::sendto:
      return AddressParameters{Parameter::to, Parameter::tolen};
    case Function::WSARecvFrom:
      return AddressParameters{Parameter::lpFrom, Parameter::lpFromlen};
    case Function::WSASendTo:
      return AddressParameters{Parameter::lpTo, Parameter::iTolen};
    case Function::WSARecvMsg:
    case Function::WSASendMsg:
      return AddressParameters{Parameter::name, Parameter::namelen};
    default:
      return std::nullopt;
  }
}

Parameter socket_parameter(Function function) {
  return function == Function::WSASendMsg ? Parameter::Handle : Parameter::s;
}

std::optional<Parameter> flags_parameter(Function function) {
  switch (function) {
    case Function::WSARecv:
    case Function::WSARecvFrom:
      return Parameter::lpFlags;
    case Function::WSARecvMsg:
      return Parameter::dwFlags;
    default:
      return std::nullopt;
  }
}

bool makes_handle(const FunctionInfo& function) {
  if (function.returns == Returns::handle || function.returns == Returns::socket) return true;
  for (const ParameterInfo& parameter : function.parameters) {
    if (parameter.type == Type::handle && parameter.direction == Direction::out) return true;
  }
  return false;
}

const ParameterInfo* find_parameter(const FunctionInfo& function, Parameter parameter) {
  for (const ParameterInfo& candidate : function.parameters) {
    if (candidate.parameter == parameter) return &candidate;
  }
  return nullptr;
}

}  // namespace ioracle
