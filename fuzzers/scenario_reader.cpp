// Any text as a scenario: it is read, or refused with a message; one that was read can be run.

#include "format/scenario_reader.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "sim/simulation.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ioracle;
  constexpr std::uint64_t steps_most = 2'000;
  constexpr std::size_t candidates_most = 1'000;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  FormatError error;
  const auto program = read_scenario(text, "<input>", error);
  if (!program) {
    if (error.message().empty()) std::abort();
    return 0;
  }
  // By steps: a loop of a program may be long.
  Names names = program->names;
  Simulation simulation(*program, names, Profile::windows_10, std::uint64_t{1});
  const Simulation::Sink nobody = [](const Event&) {};
  simulation.start(nobody);
  std::vector<Simulation::Candidate> candidates;
  for (std::uint64_t step = 0; step < steps_most; ++step) {
    simulation.candidates(candidates);
    if (candidates.empty() || candidates.size() > candidates_most) break;
    simulation.step(candidates.front());
  }
  return 0;
}
