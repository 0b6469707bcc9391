#pragma once
// Traces that are accepted: simulated runs of every scenario, and what Wine showed of them.

#include <functional>
#include <string>

#include "tests/verdicts/judged.h"

namespace ioracle::verdicts {

using TestOfRecording = std::function<void(Recording&, const std::string&)>;

// Calls `test` with each and what it is called. A simulated run that the oracle has no rules for is
// left out; one that is not accepted fails the test that asks for it.
void for_each_simulated(std::uint64_t seeds, const TestOfRecording& test);
void for_each_recorded(const TestOfRecording& test);

}  // namespace ioracle::verdicts
