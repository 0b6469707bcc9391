#pragma once
// The ends of threads and of the process, as the loader tells them.

#include "recorder/system.h"

namespace ioracle::recorder {

// `reason`: as DllMain is given it. Others than the ends are ignored.
void note_end(DWORD reason);

}  // namespace ioracle::recorder
