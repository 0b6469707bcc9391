#pragma once
// Completion routines and APCs: a routine of the recorder is given to Windows in their place, and
// calls them.

#include "recorder/recorded_call.h"

namespace ioracle::recorder {

// Replaces the routine of an operation that the recorder knows of; other arguments stay as they
// are. Without a place for the operation the program's own routine is given, and not recorded.
void wrap(LPWSAOVERLAPPED_COMPLETION_ROUTINE& routine, RunningOperation* operation);
void wrap(LPOVERLAPPED_COMPLETION_ROUTINE& routine, RunningOperation* operation);
template <typename Argument>
void wrap(const Argument&, const RunningOperation*) {}

// Of QueueUserAPC.
void wrap_apc(PAPCFUNC& routine, HANDLE thread, ULONG_PTR& data);

}  // namespace ioracle::recorder
