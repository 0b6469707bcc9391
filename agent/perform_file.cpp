// Files and named pipes.

#include <windows.h>
#include <winsock2.h>

#include <string>

#include "agent/performers.h"
#include "agent/scenario_run.h"

namespace ioracle::agent {
namespace {

using P = Parameter;

void perform_create_file(Invocation& call) {
  const std::wstring name = call.path(P::lpFileName);
  const DWORD access = call.number(P::dwDesiredAccess);
  const DWORD share = call.number(P::dwShareMode);
  const DWORD disposition = call.number(P::dwCreationDisposition);
  const DWORD flags = call.number(P::dwFlagsAndAttributes);
  call.perform([&] {
    return CreateFileW(name.c_str(), access, share, nullptr, disposition, flags, nullptr);
  });
}

void perform_create_named_pipe(Invocation& call) {
  const std::wstring name = call.path(P::lpName);
  const DWORD open_mode = call.number(P::dwOpenMode);
  const DWORD pipe_mode = call.number(P::dwPipeMode);
  const DWORD instances = call.number(P::nMaxInstances);
  const DWORD out_size = call.number(P::nOutBufferSize);
  const DWORD in_size = call.number(P::nInBufferSize);
  const DWORD timeout = call.number(P::nDefaultTimeOut);
  call.perform([&] {
    return CreateNamedPipeW(name.c_str(), open_mode, pipe_mode, instances, out_size, in_size,
                            timeout, nullptr);
  });
}

void perform_connect_named_pipe(Invocation& call) {
  const HANDLE pipe = call.handle(P::hNamedPipe);
  OVERLAPPED* overlapped = call.overlapped(P::lpOverlapped);
  call.perform([=] { return ConnectNamedPipe(pipe, overlapped); });
}

void perform_disconnect_named_pipe(Invocation& call) {
  const HANDLE pipe = call.handle(P::hNamedPipe);
  call.perform([=] { return DisconnectNamedPipe(pipe); });
}

void perform_read_file(Invocation& call) {
  const HANDLE file = call.handle(P::hFile);
  char* buffer = call.buffer(P::lpBuffer);
  const DWORD size = call.number(P::nNumberOfBytesToRead);
  DWORD* read = call.received_count(P::lpNumberOfBytesRead);
  OVERLAPPED* overlapped = call.overlapped(P::lpOverlapped);
  call.perform([=] { return ReadFile(file, buffer, size, read, overlapped); });
}

void perform_write_file(Invocation& call) {
  const HANDLE file = call.handle(P::hFile);
  const char* buffer = call.buffer(P::lpBuffer);
  const DWORD size = call.number(P::nNumberOfBytesToWrite);
  DWORD* written = call.variable(P::lpNumberOfBytesWritten);
  OVERLAPPED* overlapped = call.overlapped(P::lpOverlapped);
  call.perform([=] { return WriteFile(file, buffer, size, written, overlapped); });
}

void perform_read_file_ex(Invocation& call) {
  const HANDLE file = call.handle(P::hFile);
  char* buffer = call.buffer(P::lpBuffer);
  const DWORD size = call.number(P::nNumberOfBytesToRead);
  OVERLAPPED* overlapped = call.overlapped(P::lpOverlapped);
  const auto routine = call.file_routine(P::lpCompletionRoutine);
  call.completes_later();
  call.perform([=] { return ReadFileEx(file, buffer, size, overlapped, routine); });
}

void perform_write_file_ex(Invocation& call) {
  const HANDLE file = call.handle(P::hFile);
  const char* buffer = call.buffer(P::lpBuffer);
  const DWORD size = call.number(P::nNumberOfBytesToWrite);
  OVERLAPPED* overlapped = call.overlapped(P::lpOverlapped);
  const auto routine = call.file_routine(P::lpCompletionRoutine);
  call.perform([=] { return WriteFileEx(file, buffer, size, overlapped, routine); });
}

void perform_transact_named_pipe(Invocation& call) {
  const HANDLE pipe = call.handle(P::hNamedPipe);
  char* request = call.buffer(P::lpInBuffer);
  const DWORD request_size = call.number(P::nInBufferSize);
  char* reply = call.buffer(P::lpOutBuffer);
  const DWORD reply_size = call.number(P::nOutBufferSize);
  DWORD* read = call.received_count(P::lpBytesRead);
  OVERLAPPED* overlapped = call.overlapped(P::lpOverlapped);
  call.perform([=] {
    return TransactNamedPipe(pipe, request, request_size, reply, reply_size, read, overlapped);
  });
}

void perform_device_io_control(Invocation& call) {
  const HANDLE device = call.handle(P::hDevice);
  const DWORD code = call.number(P::dwIoControlCode);
  char* input = call.buffer(P::lpInBuffer);
  const DWORD input_size = call.number(P::nInBufferSize);
  char* output = call.buffer(P::lpOutBuffer);
  const DWORD output_size = call.number(P::nOutBufferSize);
  DWORD* returned = call.received_count(P::lpBytesReturned);
  OVERLAPPED* overlapped = call.overlapped(P::lpOverlapped);
  call.perform([=] {
    return DeviceIoControl(device, code, input, input_size, output, output_size, returned,
                           overlapped);
  });
}

void perform_lock_file_ex(Invocation& call) {
  const HANDLE file = call.handle(P::hFile);
  const DWORD flags = call.number(P::dwFlags);
  const DWORD low = call.number(P::nNumberOfBytesToLockLow);
  const DWORD high = call.number(P::nNumberOfBytesToLockHigh);
  OVERLAPPED* overlapped = call.overlapped(P::lpOverlapped);
  call.perform([=] { return LockFileEx(file, flags, 0, low, high, overlapped); });
}

void perform_unlock_file_ex(Invocation& call) {
  const HANDLE file = call.handle(P::hFile);
  const DWORD low = call.number(P::nNumberOfBytesToUnlockLow);
  const DWORD high = call.number(P::nNumberOfBytesToUnlockHigh);
  OVERLAPPED* overlapped = call.overlapped(P::lpOverlapped);
  call.perform([=] { return UnlockFileEx(file, 0, low, high, overlapped); });
}

void perform_peek_named_pipe(Invocation& call) {
  const HANDLE pipe = call.handle(P::hNamedPipe);
  char* buffer = call.buffer(P::lpBuffer);
  const DWORD size = call.number(P::nBufferSize);
  DWORD* read = call.received_count(P::lpBytesRead);
  DWORD* available = call.variable(P::lpTotalBytesAvail);
  DWORD* left = call.variable(P::lpBytesLeftThisMessage);
  call.perform([=] { return PeekNamedPipe(pipe, buffer, size, read, available, left); });
}

void perform_wait_named_pipe(Invocation& call) {
  const std::wstring name = call.path(P::lpNamedPipeName);
  const DWORD timeout = call.number(P::nTimeOut);
  call.perform([&] { return WaitNamedPipeW(name.c_str(), timeout); });
}

void perform_set_named_pipe_handle_state(Invocation& call) {
  const HANDLE pipe = call.handle(P::hNamedPipe);
  DWORD mode = call.number(P::lpMode);
  call.perform([&] { return SetNamedPipeHandleState(pipe, &mode, nullptr, nullptr); });
}

void perform_flush(Invocation& call) {
  const HANDLE file = call.handle(P::hFile);
  call.perform([=] { return FlushFileBuffers(file); });
}

constexpr PerformerEntry entries[] = {
    {Function::ConnectNamedPipe, perform_connect_named_pipe},
    {Function::CreateFileW, perform_create_file},
    {Function::CreateNamedPipeW, perform_create_named_pipe},
    {Function::DeviceIoControl, perform_device_io_control},
    {Function::DisconnectNamedPipe, perform_disconnect_named_pipe},
    {Function::FlushFileBuffers, perform_flush},
    {Function::LockFileEx, perform_lock_file_ex},
    {Function::PeekNamedPipe, perform_peek_named_pipe},
    {Function::ReadFile, perform_read_file},
    {Function::ReadFileEx, perform_read_file_ex},
    {Function::SetNamedPipeHandleState, perform_set_named_pipe_handle_state},
    {Function::TransactNamedPipe, perform_transact_named_pipe},
    {Function::UnlockFileEx, perform_unlock_file_ex},
    {Function::WaitNamedPipeW, perform_wait_named_pipe},
    {Function::WriteFile, perform_write_file},
    {Function::WriteFileEx, perform_write_file_ex},
};

}  // namespace

std::span<const PerformerEntry> file_performers() { return entries; }

}  // namespace ioracle::agent
