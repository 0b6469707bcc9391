// Completion ports.

#include <windows.h>
#include <winsock2.h>

#include "agent/performers.h"

namespace ioracle::agent {
namespace {

using P = Parameter;

void perform_create_port(Invocation& call) {
  const HANDLE file = call.handle(P::FileHandle);
  const HANDLE existing = call.handle(P::ExistingCompletionPort);
  const ULONG_PTR key = call.wide(P::CompletionKey);
  const DWORD concurrent = call.number(P::NumberOfConcurrentThreads);
  call.perform([=] { return CreateIoCompletionPort(file, existing, key, concurrent); });
}

void perform_dequeue(Invocation& call) {
  const HANDLE port = call.handle(P::CompletionPort);
  DWORD* transferred = call.variable(P::lpNumberOfBytesTransferred);
  ULONG_PTR* key = call.wide_variable(P::lpCompletionKey);
  OVERLAPPED** overlapped = call.overlapped_output(P::lpOverlapped);
  const DWORD timeout = call.number(P::dwMilliseconds);
  call.wakes_after(timeout);
  call.perform(
      [=] { return GetQueuedCompletionStatus(port, transferred, key, overlapped, timeout); });
}

void perform_dequeue_many(Invocation& call) {
  const HANDLE port = call.handle(P::CompletionPort);
  ULONG* removed = call.variable(P::ulNumEntriesRemoved);
  OVERLAPPED_ENTRY* entries =
      call.packets(P::lpCompletionPortEntries, P::ulCount, P::ulNumEntriesRemoved);
  const ULONG count = call.number(P::ulCount);
  const DWORD timeout = call.number(P::dwMilliseconds);
  const BOOL alertable = call.integer(P::fAlertable);
  call.wakes_after(timeout);
  call.perform([=] {
    return GetQueuedCompletionStatusEx(port, entries, count, removed, timeout, alertable);
  });
}

void perform_post(Invocation& call) {
  const HANDLE port = call.handle(P::CompletionPort);
  const DWORD transferred = call.number(P::dwNumberOfBytesTransferred);
  const ULONG_PTR key = call.wide(P::dwCompletionKey);
  OVERLAPPED* overlapped = call.overlapped(P::lpOverlapped);
  call.perform([=] { return PostQueuedCompletionStatus(port, transferred, key, overlapped); });
}

void perform_notification_modes(Invocation& call) {
  const HANDLE file = call.handle(P::FileHandle);
  const auto flags = static_cast<UCHAR>(call.number(P::Flags));
  call.perform([=] { return SetFileCompletionNotificationModes(file, flags); });
}

constexpr PerformerEntry entries[] = {
    {Function::CreateIoCompletionPort, perform_create_port},
    {Function::GetQueuedCompletionStatus, perform_dequeue},
    {Function::GetQueuedCompletionStatusEx, perform_dequeue_many},
    {Function::PostQueuedCompletionStatus, perform_post},
    {Function::SetFileCompletionNotificationModes, perform_notification_modes},
};

}  // namespace

std::span<const PerformerEntry> port_performers() { return entries; }

}  // namespace ioracle::agent
