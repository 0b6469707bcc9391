#pragma once
// Accepted traces made wrong: one field with another value, two events in the other order, a
// notification lost or told twice.

#include <functional>
#include <string>

#include "tests/tightness/vocabulary.h"

namespace ioracle::tightness {

struct Change {
  Class of{};
  std::uint64_t event = 0;  // seq
  std::string field;        // JSON pointer; what was done, where it is no field
  std::string before;
  std::string after;
};

using Judge = std::function<void(const Change&, std::span<const Event>)>;

// Calls `judge` with every change of the trace. REQUIRES: names are those of the events.
void for_each_change(std::span<const Event> events, const Names& names,
                     const Vocabulary& vocabulary, const Judge& judge);

}  // namespace ioracle::tightness
