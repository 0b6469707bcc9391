#include "agent/guarded_call.h"

#include <windows.h>
#include <winsock2.h>

namespace ioracle::agent {
namespace {

// The filter for unhandled exceptions runs when no handler within the call wanted the exception. It
// puts the registers back to where guarded_call captured them, with `raised` telling the
// difference.
struct Guard {
  CONTEXT context;
  Guard* outer;
  volatile DWORD code;
  volatile bool raised;
};

thread_local Guard* innermost_guard = nullptr;

bool is_memory_fault(DWORD code) {
  return code == EXCEPTION_ACCESS_VIOLATION || code == EXCEPTION_IN_PAGE_ERROR ||
         code == EXCEPTION_GUARD_PAGE || code == EXCEPTION_DATATYPE_MISALIGNMENT;
}

LONG WINAPI return_to_guard(EXCEPTION_POINTERS* exception) {
  Guard* guard = innermost_guard;
  const DWORD code = exception->ExceptionRecord->ExceptionCode;
  if (guard == nullptr || !is_memory_fault(code)) return EXCEPTION_CONTINUE_SEARCH;
  guard->code = code;
  guard->raised = true;
  *exception->ContextRecord = guard->context;
  return EXCEPTION_CONTINUE_EXECUTION;
}

}  // namespace

void prepare_guarded_calls() { SetUnhandledExceptionFilter(return_to_guard); }

bool guarded_call(void (*body)(void*), void* argument, std::uint32_t& code) {
  Guard guard;
  guard.outer = innermost_guard;
  guard.code = 0;
  guard.raised = false;
  RtlCaptureContext(&guard.context);
  if (guard.raised) {  // here for the second time
    innermost_guard = guard.outer;
    code = guard.code;
    return false;
  }
  innermost_guard = &guard;
  body(argument);
  innermost_guard = guard.outer;
  return true;
}

GuardsAside::GuardsAside() : guard_(innermost_guard) { innermost_guard = nullptr; }

GuardsAside::~GuardsAside() { innermost_guard = static_cast<Guard*>(guard_); }

}  // namespace ioracle::agent
