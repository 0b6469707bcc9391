#include "winpr/performers.h"

#include <winpr/error.h>
#include <winpr/handle.h>
#include <winpr/synch.h>
#include <winpr/thread.h>
#include <winpr/winsock.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace ioracle::winpr {
namespace {

using P = Parameter;

constexpr std::int64_t current_thread = -2;

std::int64_t number(const Event& call, Parameter parameter) {
  const Argument* const found = call.find(parameter);
  return found == nullptr ? 0 : found->value.number;
}

DWORD dword(const Event& call, Parameter parameter) {
  return static_cast<DWORD>(number(call, parameter));
}

BOOL truth(const Event& call, Parameter parameter) { return number(call, parameter) != 0; }

template <std::size_t index>
void apc(ULONG_PTR data) {
  run_routine(index, data);
}

template <std::size_t... indices>
constexpr auto apc_table(std::index_sequence<indices...>) {
  return std::array<PAPCFUNC, sizeof...(indices)>{apc<indices>...};
}

constexpr auto apcs = apc_table(std::make_index_sequence<routine_count_max>{});

// A handle as WinPR takes it: its GetCurrentThread gives no constant.
HANDLE handle_of(const Arguments& arguments, const Value& value) {
  if (value.kind == ValueKind::raw && value.number == current_thread) return _GetCurrentThread();
  return arguments.handle(value);
}

HANDLE handle(const Arguments& arguments, Parameter parameter) {
  const Argument* const found = arguments.call.find(parameter);
  return found == nullptr ? nullptr : handle_of(arguments, found->value);
}

std::vector<HANDLE> handles(const Arguments& arguments, Parameter parameter) {
  std::vector<HANDLE> all;
  const Argument* const list = arguments.call.find(parameter);
  for (std::uint32_t index = 0; list != nullptr && index < list->count; ++index) {
    all.push_back(handle_of(arguments, arguments.call.values[list->first + index]));
  }
  return all;
}

// What the call says, or as many as the list has.
DWORD count_of(const Event& call, Parameter parameter, const std::vector<HANDLE>& all) {
  const Argument* const told = call.find(parameter);
  const bool counted = told != nullptr && told->value.recorded();
  return counted ? dword(call, parameter) : static_cast<DWORD>(all.size());
}

std::int64_t call_function(const Arguments& arguments, Performed& performed) {
  const Event& call = arguments.call;
  const DWORD timeout = dword(call, P::dwMilliseconds);
  const BOOL alertable = truth(call, P::bAlertable);
  switch (call.function) {
    case Function::CreateEventW:
      performed.made = CreateEventW(nullptr, truth(call, P::bManualReset),
                                    truth(call, P::bInitialState), nullptr);
      return 0;
    case Function::SetEvent:
      return SetEvent(handle(arguments, P::hEvent));
    case Function::ResetEvent:
      return ResetEvent(handle(arguments, P::hEvent));
    case Function::CloseHandle:
      return CloseHandle(handle(arguments, P::hObject));
    case Function::WaitForSingleObject:
      return WaitForSingleObject(handle(arguments, P::hHandle), timeout);
    case Function::WaitForSingleObjectEx:
      return WaitForSingleObjectEx(handle(arguments, P::hHandle), timeout, alertable);
    case Function::WaitForMultipleObjects:
    case Function::WaitForMultipleObjectsEx: {
      const std::vector<HANDLE> all = handles(arguments, P::lpHandles);
      const DWORD count = count_of(call, P::nCount, all);
      if (call.function == Function::WaitForMultipleObjects) {
        return WaitForMultipleObjects(count, all.data(), truth(call, P::bWaitAll), timeout);
      }
      return WaitForMultipleObjectsEx(count, all.data(), truth(call, P::bWaitAll), timeout,
                                      alertable);
    }
    case Function::WSAWaitForMultipleEvents: {
      const std::vector<HANDLE> all = handles(arguments, P::lphEvents);
      return WSAWaitForMultipleEvents(count_of(call, P::cEvents, all), all.data(),
                                      truth(call, P::fWaitAll), dword(call, P::dwTimeout),
                                      truth(call, P::fAlertable));
    }
    case Function::SignalObjectAndWait:
      return SignalObjectAndWait(handle(arguments, P::hObjectToSignal),
                                 handle(arguments, P::hObjectToWaitOn), timeout, alertable);
    case Function::Sleep:
      Sleep(timeout);
      return 0;
    case Function::SleepEx:
      return SleepEx(timeout, alertable);
    case Function::QueueUserAPC: {
      const Argument* const routine = call.find(P::pfnAPC);
      return QueueUserAPC(apcs[arguments.routine_index(routine->value.name)],
                          handle(arguments, P::hThread),
                          static_cast<ULONG_PTR>(number(call, P::dwData)));
    }
    default:
      return 0;
  }
}

bool is_performed(Function function) {
  static constexpr Function performed[] = {Function::CreateEventW,
                                           Function::SetEvent,
                                           Function::ResetEvent,
                                           Function::CloseHandle,
                                           Function::WaitForSingleObject,
                                           Function::WaitForSingleObjectEx,
                                           Function::WaitForMultipleObjects,
                                           Function::WaitForMultipleObjectsEx,
                                           Function::WSAWaitForMultipleEvents,
                                           Function::SignalObjectAndWait,
                                           Function::Sleep,
                                           Function::SleepEx,
                                           Function::QueueUserAPC};
  return std::ranges::find(performed, function) != std::end(performed);
}

std::string refusal_of(const std::vector<Step>& steps, bool in_routine) {
  for (const Step& step : steps) {
    switch (step.kind) {
      case Step::Kind::call:
        if (!is_performed(step.call.function)) {
          return "it calls " + std::string(info(step.call.function).name);
        }
        if (step.call.function == Function::CreateEventW &&
            number(step.call, P::bManualReset) == 0) {
          return "it makes an auto-reset event, which WinPR has not";
        }
        break;
      case Step::Kind::observe:
        if (step.call.action != "handle") return "it observes memory";
        break;
      case Step::Kind::memory:
      case Step::Kind::environment:
        return "it acts on memory or on the environment";
      case Step::Kind::exit_thread:
        if (in_routine) return "a routine ends its thread";
        break;
      default:
        break;
    }
    for (const auto* inner : {&step.body, &step.otherwise}) {
      if (std::string reason = refusal_of(*inner, in_routine); !reason.empty()) return reason;
    }
  }
  return {};
}

}  // namespace

std::string refusal(const Program& program) {
  for (const ThreadDeclaration& thread : program.threads) {
    if (thread.process) return "it has several processes";
  }
  if (program.routines.size() > routine_count_max) return "it has too many routines";
  for (const RoutineDeclaration& routine : program.routines) {
    if (std::string reason = refusal_of(routine.body, true); !reason.empty()) return reason;
  }
  return refusal_of(program.steps, false);
}

Performed perform(const Arguments& arguments) {
  Performed performed;
  SetLastError(0);
  performed.value = call_function(arguments, performed);
  performed.last_error = GetLastError();
  return performed;
}

bool is_signaled(Handle handle) { return WaitForSingleObject(handle, 0) == WAIT_OBJECT_0; }

Handle start_thread(void (*body)(void*), void* argument) {
  struct Start {
    void (*body)(void*);
    void* argument;
  };
  const auto live = [](LPVOID start) -> DWORD {
    const Start begin = *static_cast<Start*>(start);
    delete static_cast<Start*>(start);
    begin.body(begin.argument);
    return 0;
  };
  return CreateThread(nullptr, 0, live, new Start{body, argument}, 0, nullptr);
}

void close(Handle handle) { CloseHandle(handle); }

}  // namespace ioracle::winpr
