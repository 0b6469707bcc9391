// The import pointers of the recorded functions, which a program calls through. A linker that finds
// them here takes no others from the import libraries. They are in one object, so that a program
// that refers to one of them gets all, and the note of its end with them.

#include "recorder/hook.h"
#include "recorder/hooks.h"
#include "recorder/memory_notes.h"
#include "recorder/program_end.h"

namespace ioracle::recorder::signature {

// Constant: there before anything of the program runs.
#define IORACLE_POINTER(library, name, function)              \
  extern "C" {                                                \
  extern constinit decltype(hook_##name) __imp_##name;        \
  constinit decltype(hook_##name) __imp_##name = hook_##name; \
  }
IORACLE_RECORDER_HOOKS(IORACLE_POINTER)
#undef IORACLE_POINTER

extern "C" {
extern decltype(&fetch_function) const __imp_GetProcAddress;
constinit decltype(&fetch_function) const __imp_GetProcAddress = &fetch_function;
extern decltype(&free_memory) const __imp_free;
constinit decltype(&free_memory) const __imp_free = &free_memory;
extern decltype(&free_heap_memory) const __imp_HeapFree;
constinit decltype(&free_heap_memory) const __imp_HeapFree = &free_heap_memory;
}

}  // namespace ioracle::recorder::signature

#if defined(__GNUC__)
// For code that was compiled without knowing that the function is imported.
#define IORACLE_THUNK(library, name, function) \
  asm(".text\n.globl " #name "\n" #name ": jmp *__imp_" #name "(%rip)\n");
IORACLE_RECORDER_HOOKS(IORACLE_THUNK)
IORACLE_THUNK(kernel32, GetProcAddress, none)
IORACLE_THUNK(kernel32, HeapFree, none)
IORACLE_THUNK(msvcrt, free, none)
#undef IORACLE_THUNK
#endif

namespace {

void NTAPI note_end(PVOID, DWORD reason, PVOID) { ioracle::recorder::note_end(reason); }

// Not every loader tells a program that its process ends.
struct EndOfProgram {
  ~EndOfProgram() { ioracle::recorder::note_end(DLL_PROCESS_DETACH); }
} end_of_program;

}  // namespace

// Windows calls what stands in this section when a thread or the process ends.
#if defined(_MSC_VER)
#pragma comment(linker, "/INCLUDE:_tls_used")
#pragma section(".CRT$XLY", read)
extern "C" __declspec(allocate(".CRT$XLY")) const PIMAGE_TLS_CALLBACK ioracle_recorder_end =
    note_end;
#else
extern "C" __attribute__((section(".CRT$XLY"), used))
const PIMAGE_TLS_CALLBACK ioracle_recorder_end = note_end;
#endif
