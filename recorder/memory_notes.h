#pragma once
// What a program does to the memory of operations that are on their way: frees it, or leaves the
// function that has it on its stack. Freed memory of other kinds is not looked at.

#include "recorder/thread_state.h"

namespace ioracle::recorder {

// The C run-time library whose free is meant: the one that the recorder was built for.
#if defined(_UCRT)
inline constexpr const char* run_time_library = "ucrtbase.dll";
#else
inline constexpr const char* run_time_library = "msvcrt.dll";
#endif

// Whose stack frames ended: those of operations of this thread below `frame`, where the caller's
// begins; `caller` is where that makes the call by which it is seen.
void tell_ended_scopes(ThreadState& thread, std::uint64_t frame, std::uint64_t caller);

// free and HeapFree, before they do it.
void tell_freed(std::uint64_t pointer, std::uint64_t size, std::uint64_t caller);

// What stands in for free of the C run-time library, and for HeapFree.
void free_memory(void* pointer);
BOOL WINAPI free_heap_memory(HANDLE heap, DWORD flags, void* pointer);

}  // namespace ioracle::recorder
