#pragma once
// The timeline as trace-event JSON, which ui.perfetto.dev and chrome://tracing open.

#include <string>

#include "view/timeline.h"

namespace ioracle {

// Calls are slices of their threads, operations are asynchronous events with their phases, and a
// flow leads from the completion of each operation to the event that delivered it. Time is that of
// the trace; where many events have the same (a virtual clock), each tick takes a microsecond.
std::string perfetto(const Timeline& timeline);

}  // namespace ioracle
