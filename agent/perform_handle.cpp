// Handles of any kind: closing, cancelling, results, last errors.

#include <windows.h>
#include <winsock2.h>

#include "agent/performers.h"

namespace ioracle::agent {
namespace {

using P = Parameter;

void perform_close_handle(Invocation& call) {
  const HANDLE object = call.handle(P::hObject);
  call.closes(P::hObject);
  call.perform([=] { return CloseHandle(object); });
}

void perform_cancel_io(Invocation& call) {
  const HANDLE file = call.handle(P::hFile);
  call.perform([=] { return CancelIo(file); });
}

void perform_cancel_io_ex(Invocation& call) {
  const HANDLE file = call.handle(P::hFile);
  OVERLAPPED* overlapped = call.overlapped(P::lpOverlapped);
  call.perform([=] { return CancelIoEx(file, overlapped); });
}

void perform_cancel_synchronous_io(Invocation& call) {
  const HANDLE thread = call.handle(P::hThread);
  call.perform([=] { return CancelSynchronousIo(thread); });
}

void perform_result(Invocation& call) {
  const HANDLE file = call.handle(P::hFile);
  OVERLAPPED* overlapped = call.overlapped(P::lpOverlapped);
  DWORD* transferred = call.variable(P::lpNumberOfBytesTransferred);
  const BOOL wait = call.integer(P::bWait);
  call.perform([=] { return GetOverlappedResult(file, overlapped, transferred, wait); });
}

void perform_result_ex(Invocation& call) {
  using Query = BOOL(WINAPI*)(HANDLE, LPOVERLAPPED, LPDWORD, DWORD, BOOL);
  const auto query = reinterpret_cast<Query>(reinterpret_cast<void*>(
      GetProcAddress(GetModuleHandleW(L"kernel32.dll"), "GetOverlappedResultEx")));
  const HANDLE file = call.handle(P::hFile);
  OVERLAPPED* overlapped = call.overlapped(P::lpOverlapped);
  DWORD* transferred = call.variable(P::lpNumberOfBytesTransferred);
  const DWORD timeout = call.number(P::dwMilliseconds);
  const BOOL alertable = call.integer(P::bAlertable);
  call.wakes_after(timeout);
  call.perform([=] { return query(file, overlapped, transferred, timeout, alertable); });
}

void perform_get_last_error(Invocation& call) {
  call.perform([] { return GetLastError(); });
}

void perform_set_last_error(Invocation& call) {
  const DWORD error = call.number(P::dwErrCode);
  call.perform([=] { SetLastError(error); });
}

constexpr PerformerEntry entries[] = {
    {Function::CancelIo, perform_cancel_io},
    {Function::CancelIoEx, perform_cancel_io_ex},
    {Function::CancelSynchronousIo, perform_cancel_synchronous_io},
    {Function::CloseHandle, perform_close_handle},
    {Function::GetLastError, perform_get_last_error},
    {Function::GetOverlappedResult, perform_result},
    {Function::GetOverlappedResultEx, perform_result_ex},
    {Function::SetLastError, perform_set_last_error},
};

}  // namespace

std::span<const PerformerEntry> handle_performers() { return entries; }

}  // namespace ioracle::agent
