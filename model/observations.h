#pragma once
// Do two traces show the same? Not what the system was free to choose without anyone being able to
// tell (places in time, ids, the last error behind a success), and not what only one of them
// recorded.

#include <optional>
#include <span>
#include <string>

#include "model/event.h"

namespace ioracle {

struct Trace {
  std::span<const Event> events;
  const Names& names;
};

// Does the return say that the call failed? Only then its last error tells something.
bool tells_failure(const Event& returned);

// Why `shown` does not show what was recorded, at the first event that differs; empty: it does. A
// record without an `end` is a prefix: what is shown behind it does not matter.
std::optional<std::string> first_difference(const Trace& recorded, const Trace& shown);

}  // namespace ioracle
