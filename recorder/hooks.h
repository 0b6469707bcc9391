#pragma once
// What stands in for each recorded function.

#include "recorder/true_functions.h"

namespace ioracle::recorder {

// The function that records a call and passes it on.
void* hook_of(Slot slot);
// GetProcAddress: gives the recorder's function where there is one.
FARPROC WINAPI fetch_function(HMODULE module, LPCSTR name);
// The slot of a function that was fetched by its name; Slot::count: it is not recorded.
Slot find_slot(const char* name);

}  // namespace ioracle::recorder
