#pragma once
// A history of the order world as a list: which hidden steps happen between which events of the
// trace. What it leaves open (when bytes arrive, what nobody asked about) the replay adds.

#include <cstdint>
#include <vector>

#include "oracle/order_world.h"

namespace ioracle {

struct PlannedStep {
  StepLabel label;
  std::uint64_t taken = 0;  // places of its stream that its operation takes
};

struct Plan {
  // By position: the steps between that event and the next. [0]: before the first.
  std::vector<std::vector<PlannedStep>> after;
};

// REQUIRES: world.complete() was true, and `world` keeps labels. `now`: behind the last event.
// Ties go to what became known first. Steps come as early as the order allows.
Plan make_plan(const OrderWorld& world, Position now);

}  // namespace ioracle
