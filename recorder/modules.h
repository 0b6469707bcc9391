#pragma once
// Which module an address is in: told once for each, so that addresses can be found in its file.

#include "recorder/thread_state.h"

namespace ioracle::recorder {

// Writes a record of the module that holds `address`, unless it was told before.
void tell_module(ThreadState& thread, std::uint64_t address);

}  // namespace ioracle::recorder
