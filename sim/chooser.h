#pragma once
// How a run picks among what the specification offers where no list of choices does: candidates are
// ranked by a hash of a key that does not depend on their position in the run, so that changing one
// choice does not shift the others. Deterministic on every compiler and machine.

#include <cstdint>

#include "model/hash.h"

namespace ioracle {

class Chooser {
 public:
  explicit Chooser(std::uint64_t seed) : seed_(seed) {}

  // The rank of a candidate that came up for the `occurrence`-th time: the highest is chosen.
  std::uint64_t rank(std::uint64_t key, std::uint32_t occurrence) const {
    return mix(seed_ ^ mix(key + occurrence));
  }

 private:
  std::uint64_t seed_;
};

}  // namespace ioracle
