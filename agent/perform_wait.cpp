// Events, waits, sleeping and APCs.

#include <winsock2.h>

#include "agent/performers.h"

namespace ioracle::agent {
namespace {

using P = Parameter;

void perform_create_event(Invocation& call) {
  const BOOL manual = call.integer(P::bManualReset);
  const BOOL initial = call.integer(P::bInitialState);
  call.perform([=] { return CreateEventW(nullptr, manual, initial, nullptr); });
}

void perform_wsa_create_event(Invocation& call) {
  call.perform([] { return WSACreateEvent(); });
}

template <BOOL(WINAPI* function)(HANDLE)>
void perform_on_event(Invocation& call) {
  const HANDLE event = call.handle(P::hEvent);
  call.perform([=] { return function(event); });
}

void perform_wsa_close_event(Invocation& call) {
  const WSAEVENT event = call.handle(P::hEvent);
  call.closes(P::hEvent);
  call.perform([=] { return WSACloseEvent(event); });
}

void perform_wait_one(Invocation& call) {
  const HANDLE object = call.handle(P::hHandle);
  const DWORD timeout = call.number(P::dwMilliseconds);
  call.wakes_after(timeout);
  call.perform([=] { return WaitForSingleObject(object, timeout); });
}

void perform_wait_one_ex(Invocation& call) {
  const HANDLE object = call.handle(P::hHandle);
  const DWORD timeout = call.number(P::dwMilliseconds);
  const BOOL alertable = call.integer(P::bAlertable);
  call.wakes_after(timeout);
  call.perform([=] { return WaitForSingleObjectEx(object, timeout, alertable); });
}

DWORD handle_count(const Invocation& call, Parameter parameter,
                   const std::vector<HANDLE>& handles) {
  return call.argument(parameter).recorded() ? call.number(parameter)
                                             : static_cast<DWORD>(handles.size());
}

void perform_wait_many(Invocation& call) {
  const auto& handles = call.handles(P::lpHandles);
  const DWORD count = handle_count(call, P::nCount, handles);
  const BOOL all = call.integer(P::bWaitAll);
  const DWORD timeout = call.number(P::dwMilliseconds);
  call.wakes_after(timeout);
  call.perform([&] { return WaitForMultipleObjects(count, handles.data(), all, timeout); });
}

void perform_wait_many_ex(Invocation& call) {
  const auto& handles = call.handles(P::lpHandles);
  const DWORD count = handle_count(call, P::nCount, handles);
  const BOOL all = call.integer(P::bWaitAll);
  const DWORD timeout = call.number(P::dwMilliseconds);
  const BOOL alertable = call.integer(P::bAlertable);
  call.wakes_after(timeout);
  call.perform(
      [&] { return WaitForMultipleObjectsEx(count, handles.data(), all, timeout, alertable); });
}

void perform_wsa_wait_many(Invocation& call) {
  const auto& events = call.handles(P::lphEvents);
  const DWORD count = handle_count(call, P::cEvents, events);
  const BOOL all = call.integer(P::fWaitAll);
  const DWORD timeout = call.number(P::dwTimeout);
  const BOOL alertable = call.integer(P::fAlertable);
  call.wakes_after(timeout);
  call.perform(
      [&] { return WSAWaitForMultipleEvents(count, events.data(), all, timeout, alertable); });
}

void perform_signal_and_wait(Invocation& call) {
  const HANDLE signal = call.handle(P::hObjectToSignal);
  const HANDLE object = call.handle(P::hObjectToWaitOn);
  const DWORD timeout = call.number(P::dwMilliseconds);
  const BOOL alertable = call.integer(P::bAlertable);
  call.wakes_after(timeout);
  call.perform([=] { return SignalObjectAndWait(signal, object, timeout, alertable); });
}

void perform_sleep(Invocation& call) {
  const DWORD timeout = call.number(P::dwMilliseconds);
  call.wakes_after(timeout);
  call.perform([=] { Sleep(timeout); });
}

void perform_sleep_ex(Invocation& call) {
  const DWORD timeout = call.number(P::dwMilliseconds);
  const BOOL alertable = call.integer(P::bAlertable);
  call.wakes_after(timeout);
  call.perform([=] { return SleepEx(timeout, alertable); });
}

void perform_queue_apc(Invocation& call) {
  const PAPCFUNC routine = call.apc(P::pfnAPC);
  const HANDLE thread = call.handle(P::hThread);
  const ULONG_PTR data = call.wide(P::dwData);
  call.perform([=] { return QueueUserAPC(routine, thread, data); });
}

constexpr PerformerEntry entries[] = {
    {Function::CreateEventW, perform_create_event},
    {Function::PulseEvent, perform_on_event<PulseEvent>},
    {Function::QueueUserAPC, perform_queue_apc},
    {Function::ResetEvent, perform_on_event<ResetEvent>},
    {Function::SetEvent, perform_on_event<SetEvent>},
    {Function::SignalObjectAndWait, perform_signal_and_wait},
    {Function::Sleep, perform_sleep},
    {Function::SleepEx, perform_sleep_ex},
    {Function::WaitForMultipleObjects, perform_wait_many},
    {Function::WaitForMultipleObjectsEx, perform_wait_many_ex},
    {Function::WaitForSingleObject, perform_wait_one},
    {Function::WaitForSingleObjectEx, perform_wait_one_ex},
    {Function::WSACloseEvent, perform_wsa_close_event},
    {Function::WSACreateEvent, perform_wsa_create_event},
    {Function::WSAResetEvent, perform_on_event<WSAResetEvent>},
    {Function::WSASetEvent, perform_on_event<WSASetEvent>},
    {Function::WSAWaitForMultipleEvents, perform_wsa_wait_many},
};

}  // namespace

std::span<const PerformerEntry> wait_performers() { return entries; }

}  // namespace ioracle::agent
