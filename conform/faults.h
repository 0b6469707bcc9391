#pragma once
// Built-in faults of the simulator as an agent: what wrong implementations do. Purpose: a harness
// that does not find them all is broken. A fault changes what the simulator tells it saw, or the
// specification that it runs, or what the agent's process does.

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "model/alternative.h"
#include "model/event.h"

namespace ioracle {

struct Fault {
  std::string_view name;
  std::string_view about;
  // Changes the events of a run where there is something to change; their seq need not stay dense.
  void (*spoil)(std::vector<Event>& events) = nullptr;
  // Or: runs the specification with this alternative switched.
  std::string_view alternative{};
  Switch mutation = Switch::normal;
  // Or: what the process does in a step of every tenth scenario.
  enum class Process : std::uint8_t { sound, dies, hangs };
  Process process = Process::sound;
};

std::span<const Fault> all_faults();
// nullptr: none is called so.
const Fault* find_fault(std::string_view name);

// Those that change events; all_faults() has them too.
std::span<const Fault> operation_faults();
std::span<const Fault> notification_faults();
std::span<const Fault> answer_faults();
// Those that switch an alternative of a rule.
std::span<const Fault> rule_faults();

}  // namespace ioracle
