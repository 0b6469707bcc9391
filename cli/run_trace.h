#pragma once
// ioracle run TRACE --choices FILE: a recorded trace is its own program. The list is followed
// strictly, and either shows the trace's observations or is refused.

#include <string>

#include "cli/verb.h"

namespace ioracle {

// Is the file a trace (by its first line, or its name)? Standard input is not.
bool is_trace(const std::string& path);

ExitCode run_trace(const std::string& trace, const std::string& choices, const std::string& profile,
                   bool quiet);

}  // namespace ioracle
