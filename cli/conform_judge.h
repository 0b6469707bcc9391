#pragma once
// What the oracle says of a performance, as an attempt of the suite.

#include <string>

#include "cli/judge.h"
#include "conform/result.h"
#include "conform/suite.h"

namespace ioracle {

// REQUIRES: the trace is well-formed; it may be a prefix.
Attempt judged(const SuiteScenario& scenario, const std::string& trace,
               const JudgeOptions& options);

}  // namespace ioracle
