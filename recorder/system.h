#pragma once
// What the recorder needs from Windows before anything else works: the last error, the
// address of the caller, and functions by their true addresses. Nothing here uses the C run-time
// library: recorded functions are called before it has started and after it has ended.

#include <winsock2.h>
// after winsock2.h
#include <windows.h>

#include <cstdint>

#if !defined(_WIN64)
#error "the recorder is made for 64-bit programs"
#endif

#if defined(_MSC_VER)
#include <intrin.h>
#define IORACLE_CALLER()                                           \
  ::ioracle::recorder::Caller {                                    \
    reinterpret_cast<std::uint64_t>(_ReturnAddress()),             \
        reinterpret_cast<std::uint64_t>(_AddressOfReturnAddress()) \
  }
#else
#define IORACLE_CALLER()                                            \
  ::ioracle::recorder::Caller {                                     \
    reinterpret_cast<std::uint64_t>(__builtin_return_address(0)),   \
        reinterpret_cast<std::uint64_t>(__builtin_frame_address(0)) \
  }
#endif

namespace ioracle::recorder {

struct Caller {
  std::uint64_t address;  // where the call returns to
  std::uint64_t frame;  // where the stack of the called function begins: all of the caller's own is
                        // above it
};

// Not recorded themselves, so that the recorder may call them.
inline DWORD last_error() { return GetLastError(); }
inline void set_last_error(DWORD code) { SetLastError(code); }

// The stack of this thread: where it may grow to, and where it began.
void stack_limits(std::uint64_t& low, std::uint64_t& high);

// An exported function of a loaded module by the module's own table; nullptr if it has none of that
// name or forwards it. Purpose: GetProcAddress itself, whose import pointer is overridden.
void* find_export(HMODULE module, const char* name);

// The address of a function as Windows gives it. Loads the library where needed. nullptr: this
// system has none.
void* find_function(const char* library, const char* name);

bool same_text(const char* left, const char* right);

template <typename Function>
Function as_function(void* address) {
  return reinterpret_cast<Function>(address);
}

}  // namespace ioracle::recorder
