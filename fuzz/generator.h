#pragma once
// Generates scenarios for fuzzing: well formed by construction, every step of a kind that the
// specification has rules for, weighted towards races. A scenario is a function of (seed, index,
// families, size) and of nothing else, so that any of them can be made again alone; one that is a
// variant of another (fuzz/reached.h) of the splices too.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "fuzz/dice.h"
#include "fuzz/family.h"

namespace ioracle {

struct ScenarioSize {
  std::uint32_t threads_most = 3;  // 1 to 3
  // Steps between setting up and looking at what came of it.
  std::uint32_t steps_least = 4;
  std::uint32_t steps_most = 12;
  // The scenario ends by looking at everything: it settles, empties ports, asks for results, reads
  // words.
  bool looks = true;
  // Before that, sockets, files and ports are closed.
  bool closes = false;
};

struct GeneratedScenario {
  std::string name;
  std::string text;  // JSON, docs/formats.md
  Family family{};
  std::uint64_t run_seed = 0;  // of the simulation
  std::uint32_t thrown = 0;    // dice
};

// What a scenario is made of: the dice of an index, some of them thrown again.
struct Recipe {
  // How it came from another one: not at all; the same in another run; a few dice thrown again; all
  // from one of them on.
  enum class Way : std::uint8_t { fresh, rerun, few, tail };

  std::uint64_t index = 0;
  std::vector<Splice> splices;
  Way way{};
};

// REQUIRES: `families` is not empty.
GeneratedScenario generate_scenario(std::uint64_t seed, std::uint64_t index,
                                    std::span<const Family> families,
                                    const ScenarioSize& size = {});
// `index` names it.
GeneratedScenario generate_variant(std::uint64_t seed, std::uint64_t index, const Recipe& recipe,
                                   std::span<const Family> families, const ScenarioSize& size);

}  // namespace ioracle
