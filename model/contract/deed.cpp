#include "model/contract/deed.h"

#include "model/constants.h"
#include "model/status.h"

namespace ioracle::contract {
namespace {

Name name_in(const Value& value) { return value.kind == ValueKind::name ? value.name : Name(); }

bool is_null(const Value& value) {
  return value.kind == ValueKind::null || (value.kind == ValueKind::integer && value.number == 0);
}

void read_handles(const Event& event, const Argument& argument, CallFacts& facts) {
  for (std::uint32_t index = 0; index < argument.count; ++index) {
    const Value& value = event.values[argument.first + index];
    if (value.kind == ValueKind::name) facts.handles.push_back(value.name);
  }
}

}  // namespace

Deed deed_of(Function function) {
  switch (function) {
    case Function::accept:
    case Function::connect:
    case Function::recv:
    case Function::recvfrom:
    case Function::select:
    case Function::send:
    case Function::sendto:
      return Deed::block;
    case Function::GetOverlappedResult:
    case Function::GetOverlappedResultEx:
    case Function::WSAGetOverlappedResult:
      return Deed::query;
    case Function::GetQueuedCompletionStatus:
    case Function::GetQueuedCompletionStatusEx:
    case Function::NtRemoveIoCompletion:
    case Function::NtRemoveIoCompletionEx:
      return Deed::dequeue;
    case Function::SignalObjectAndWait:
    case Function::WaitForMultipleObjects:
    case Function::WaitForMultipleObjectsEx:
    case Function::WaitForSingleObject:
    case Function::WaitForSingleObjectEx:
    case Function::WSAWaitForMultipleEvents:
      return Deed::wait;
    case Function::CancelIo:
    case Function::CancelIoEx:
    case Function::NtCancelIoFile:
    case Function::NtCancelIoFileEx:
      return Deed::cancel;
    case Function::PulseEvent:
    case Function::ResetEvent:
    case Function::SetEvent:
    case Function::WSAResetEvent:
    case Function::WSASetEvent:
      return Deed::change;
    case Function::CloseHandle:
    case Function::closesocket:
    case Function::WSACloseEvent:
      return Deed::close;
    case Function::CreateEventW:
    case Function::CreateFileW:
    case Function::CreateNamedPipeW:
    case Function::socket:
    case Function::WSACreateEvent:
    case Function::WSASocketW:
      return Deed::create;
    case Function::CreateIoCompletionPort:
      return Deed::associate;
    case Function::SetFileCompletionNotificationModes:
      return Deed::modes;
    case Function::DuplicateHandle:
      return Deed::duplicate;
    case Function::ioctlsocket:
      return Deed::control;
    case Function::WSAStartup:
      return Deed::startup;
    case Function::WSACleanup:
      return Deed::cleanup;
    case Function::WSPIoctl:
    case Function::WSPRdmaRead:
    case Function::WSPRdmaWrite:
    case Function::WSPRecv:
    case Function::WSPSend:
      return Deed::provide;
    case Function::WSPGetOverlappedResult:
      return Deed::ask;
    default:
      return starts_operation(function) ? Deed::start : Deed::other;
  }
}

bool sends_bytes(Function function) {
  switch (function) {
    case Function::ConnectEx:
    case Function::NtWriteFile:
    case Function::TransmitFile:
    case Function::TransmitPackets:
    case Function::WriteFile:
    case Function::WriteFileEx:
    case Function::WriteFileGather:
    case Function::WSASend:
    case Function::WSASendMsg:
    case Function::WSASendTo:
      return true;
    default:
      return false;
  }
}

bool receives_from_socket(Function function) {
  return function == Function::WSARecv || function == Function::WSARecvFrom ||
         function == Function::WSARecvMsg || function == Function::recv ||
         function == Function::recvfrom;
}

bool is_of_winsock(Function function) {
  return receives_from_socket(function) || function == Function::WSASend ||
         function == Function::WSASendTo || function == Function::WSASendMsg ||
         function == Function::WSAIoctl || function == Function::AcceptEx ||
         function == Function::ConnectEx || function == Function::DisconnectEx ||
         function == Function::TransmitFile || function == Function::TransmitPackets ||
         deed_of(function) == Deed::block;
}

void read_call(const Event& event, CallFacts& facts) {
  facts.id = event.id;
  facts.seq = event.seq;
  facts.thread = event.thread;
  facts.function = event.function;
  facts.deed = deed_of(event.function);
  facts.within = event.within;
  facts.handle = {};
  facts.overlapped = {};
  facts.overlapped_null = false;
  facts.routine = {};
  facts.waits = false;
  facts.flags = 0;
  facts.value = 0;
  facts.handles.clear();
  facts.operation = 0;
  Name native_event;
  for (const Argument& argument : event.arguments) {
    const Value& value = argument.value;
    switch (argument.parameter) {
      case Parameter::s:
      case Parameter::sListenSocket:
      case Parameter::hSocket:
      case Parameter::hFile:
      case Parameter::hNamedPipe:
      case Parameter::hDevice:
      case Parameter::hDirectory:
      case Parameter::FileHandle:
      case Parameter::CompletionPort:
      case Parameter::IoCompletionHandle:
      case Parameter::hEvent:
      case Parameter::hObject:
      case Parameter::hHandle:
      case Parameter::hObjectToWaitOn:
      case Parameter::hSourceHandle:
      case Parameter::Handle:
        if (!facts.handle) facts.handle = name_in(value);
        break;
      case Parameter::lpOverlapped:
      case Parameter::IoStatusBlock:
        if (facts.deed == Deed::dequeue) break;
        facts.overlapped = name_in(value);
        facts.overlapped_null = is_null(value);
        break;
      case Parameter::lpCompletionRoutine:
      case Parameter::ApcRoutine:
        facts.routine = name_in(value);
        break;
      case Parameter::argp:
        facts.value = argument.preset.number;
        break;
      case Parameter::type:
        facts.value = value.number;
        break;
      case Parameter::Event:
        native_event = name_in(value);
        break;
      case Parameter::fWait:
      case Parameter::bWait:
      case Parameter::bWaitAll:
      case Parameter::fWaitAll:
        facts.waits = value.number != 0;
        break;
      case Parameter::dwMilliseconds:
        if (facts.function == Function::GetOverlappedResultEx) facts.waits = value.number != 0;
        break;
      case Parameter::lphEvents:
      case Parameter::lpHandles:
        read_handles(event, argument, facts);
        break;
      case Parameter::bManualReset:
      case Parameter::dwFlagsAndAttributes:
      case Parameter::dwOpenMode:
      case Parameter::cmd:
        facts.flags = value.number;
        break;
      case Parameter::dwFlags:
      case Parameter::Flags:
        if (facts.deed != Deed::start) facts.flags = value.number;
        break;
      default:
        break;
    }
  }
  if (facts.deed == Deed::wait && facts.handles.empty() && facts.handle) {
    facts.handles.push_back(facts.handle);
  }
  facts.event = native_event ? native_event : name_in(event.words.event);
  facts.event_null = is_null(event.words.event);
  facts.event_wrong = event.words.event.kind == ValueKind::raw;
  facts.event_tagged = event.words.event_tagged;
}

Start start_of(Function function, const Event& returned) {
  if (returned.result.kind != ValueKind::integer) return Start::unknown;
  const std::int64_t value = returned.result.number;
  const FunctionInfo& about = info(function);
  if (about.returns == Returns::status) {
    const auto status = static_cast<Status>(static_cast<std::uint32_t>(value));
    if (status == Status::pending) return Start::pending;
    return is_error(status) ? Start::failed : Start::done;
  }
  const bool succeeded = about.returns == Returns::socket_error ? value == 0 : value != 0;
  if (succeeded) {
    const bool queues = function == Function::ReadFileEx || function == Function::WriteFileEx;
    return queues ? Start::pending : Start::done;
  }
  if (!returned.last_error) return Start::unknown;
  if (*returned.last_error == error::io_pending) return Start::pending;
  // Warnings: the data are there, and the end is notified as that of a success.
  const bool warning =
      *returned.last_error == error::more_data || *returned.last_error == error::wsaemsgsize;
  return warning && !sends_bytes(function) ? Start::done : Start::failed;
}

}  // namespace ioracle::contract
