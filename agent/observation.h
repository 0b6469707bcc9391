#pragma once
// Reads and changes the memory and the handles of a scenario for `observe` and `memory` steps.

#include <optional>

#include "agent/routine_pool.h"
#include "agent/scenario_run.h"

namespace ioracle::agent {

// Reads what event.action says of event.object into the event. Each word is read by itself, a
// handle's state without consuming it. `placed`: bytes that a notification told to be in the
// buffer.
void observe(ScenarioRun& run, Event& event, const std::optional<std::uint32_t>& placed);

// Does what event.action says with the memory event.object.
void change_memory(ScenarioRun& run, const Event& event);

// Writes the runs of a buffer of the event to `place`.
void store_runs(ScenarioRun& run, const Event& event, const BufferValue& buffer,
                unsigned char* place);

// The arguments of `enter`.
void fill_routine_arguments(ScenarioRun& run, const RoutineArguments& arguments, Event& enter);

}  // namespace ioracle::agent
