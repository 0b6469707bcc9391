#pragma once
// Makes a scenario smaller while something stays true of it: fewer steps, races undone, fewer
// threads, arguments left to their defaults, smaller numbers, plain names. Whatever is tried is a
// valid scenario.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "format/format_error.h"

namespace ioracle {

// Does the scenario still show what it is kept for?
using ShowsIt = std::function<bool(const std::string& scenario)>;

struct Shrunk {
  std::string scenario;     // JSON, laid out
  std::uint64_t tried = 0;  // scenarios asked about
};

// REQUIRES: `shows` of the scenario itself. After `tries_most` questions what was reached stays.
// Nothing: the text is no JSON.
std::optional<Shrunk> shrink(std::string_view scenario, const ShowsIt& shows,
                             std::uint64_t tries_most, FormatError& error);

// Calls, observations, settles and the like, those inside of races and branches too; what `given`
// stands for is not counted.
std::size_t step_count(std::string_view scenario);

// Its member `name`; empty: there is none.
std::string name_of_scenario(std::string_view scenario);
// The scenario with another name; the text itself where it is no scenario.
std::string renamed(std::string_view scenario, std::string_view name);

}  // namespace ioracle
