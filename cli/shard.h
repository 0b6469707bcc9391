#pragma once
// Parts of long work for several machines. What a part does and prints is a function of its
// arguments alone: no times, and nothing of the other parts. `ioracle merge` puts them together.

#include <cstdint>
#include <optional>
#include <string>

#include "format/json_text.h"

namespace ioracle {

struct Shard {
  std::uint64_t index = 1;  // from 1
  std::uint64_t of = 1;
  std::string what;  // of what it is a part: equal for all parts of one run
};

// "2/8". Nothing: something else, or a part that is not there.
std::optional<Shard> read_shard(const std::string& text);

// The member "shard" of a report.
void append_shard(Separator& members, const Shard& shard);

// What is wrong with the argument of --shard.
std::string shard_problem(const std::string& text);

}  // namespace ioracle
