#pragma once
// The recorded functions as Windows has them, by their places in the table of hook_list.h.

#include "model/function.h"
#include "recorder/hook_list.h"
#include "recorder/system.h"

namespace ioracle::recorder {

enum class Slot : std::uint16_t {
#define IORACLE_SLOT(library, name, function) name,
  IORACLE_RECORDER_HOOKS(IORACLE_SLOT)
#undef IORACLE_SLOT
      GetProcAddress,
  count
};

// As which function of the vocabulary it is recorded.
Function function_of(Slot slot);
const char* name_of(Slot slot);
// The library that exports it.
const char* library_of(Slot slot);

// Its address; nullptr: this system has none. Found at the first call, without a lock.
void* true_function(Slot slot);
// What WSAIoctl gave for an extension function. False: it gave another before, so that a call
// through the recorder would not reach the right one.
bool set_true_function(Slot slot, void* address);

// For the recorder's own files: made anew, written through a mapping.
HANDLE true_create_file(const wchar_t* path);
void true_close_handle(HANDLE handle);

}  // namespace ioracle::recorder
