#include "recorder/routines.h"

namespace ioracle::recorder {
namespace {

std::uint64_t routine_of(const OVERLAPPED* overlapped) {
  const RunningOperation* operation = known_at(reinterpret_cast<std::uint64_t>(overlapped));
  return operation == nullptr ? 0 : operation->routine;
}

void CALLBACK winsock_routine(DWORD error, DWORD transferred, LPWSAOVERLAPPED overlapped,
                              DWORD flags) {
  const DWORD code = last_error();
  const std::uint64_t routine = routine_of(overlapped);
  const auto pointer = reinterpret_cast<std::uint64_t>(overlapped);
  const RecordedRoutine::Argument arguments[] = {{Parameter::dwError, error},
                                                 {Parameter::cbTransferred, transferred},
                                                 {Parameter::lpOverlapped, pointer},
                                                 {Parameter::dwFlags, flags}};
  const RecordedRoutine recorded(routine, arguments, pointer);
  set_last_error(code);
  as_function<LPWSAOVERLAPPED_COMPLETION_ROUTINE>(reinterpret_cast<void*>(routine))(
      error, transferred, overlapped, flags);
}

void CALLBACK file_routine(DWORD error, DWORD transferred, LPOVERLAPPED overlapped) {
  const DWORD code = last_error();
  const std::uint64_t routine = routine_of(overlapped);
  const auto pointer = reinterpret_cast<std::uint64_t>(overlapped);
  const RecordedRoutine::Argument arguments[] = {{Parameter::dwError, error},
                                                 {Parameter::cbTransferred, transferred},
                                                 {Parameter::lpOverlapped, pointer}};
  const RecordedRoutine recorded(routine, arguments, pointer);
  set_last_error(code);
  as_function<LPOVERLAPPED_COMPLETION_ROUTINE>(reinterpret_cast<void*>(routine))(error, transferred,
                                                                                 overlapped);
}

void CALLBACK user_apc(ULONG_PTR data) {
  const DWORD code = last_error();
  auto* apc = reinterpret_cast<UserApc*>(data);
  const std::uint64_t routine = apc->routine;
  const auto own_data = static_cast<ULONG_PTR>(apc->data);
  apc->taken.store(false);
  const RecordedRoutine::Argument arguments[] = {{Parameter::dwData, own_data}};
  const RecordedRoutine recorded(routine, arguments, 0);
  set_last_error(code);
  as_function<PAPCFUNC>(reinterpret_cast<void*>(routine))(own_data);
}

}  // namespace

void wrap(LPWSAOVERLAPPED_COMPLETION_ROUTINE& routine, RunningOperation* operation) {
  if (routine == nullptr || operation == nullptr) return;
  operation->routine = reinterpret_cast<std::uint64_t>(routine);
  routine = winsock_routine;
}

void wrap(LPOVERLAPPED_COMPLETION_ROUTINE& routine, RunningOperation* operation) {
  if (routine == nullptr || operation == nullptr) return;
  operation->routine = reinterpret_cast<std::uint64_t>(routine);
  routine = file_routine;
}

void wrap_apc(PAPCFUNC& routine, HANDLE, ULONG_PTR& data) {
  UserApc* apc = take_apc(reinterpret_cast<std::uint64_t>(routine), data);
  if (apc == nullptr) return;
  routine = user_apc;
  data = reinterpret_cast<ULONG_PTR>(apc);
}

}  // namespace ioracle::recorder
