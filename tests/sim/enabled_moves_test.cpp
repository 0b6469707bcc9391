// What a simulation remembers from step to step changes no run: asked anew at every step, the rules
// give the same one.

#include <gtest/gtest.h>

#include "bench/programs.h"
#include "format/trace_writer.h"
#include "fuzz/generator.h"
#include "tests/sim/simulated.h"

namespace ioracle {
namespace {

struct Run {
  std::string trace;
  std::uint64_t steps = 0;
};

Run run(const Program& program, Profile profile, std::uint64_t seed, bool remembers) {
  Run run;
  Names names = program.names;
  Simulation simulation(program, names, profile, seed);
  if (!remembers) simulation.remember_nothing();
  run.steps =
      simulation.run([&](const Event& event) { write_event(run.trace, event, names); }).steps;
  return run;
}

// Empty: the runs are the same.
std::string difference(const Program& program, Profile profile, std::uint64_t seed) {
  const Run remembering = run(program, profile, seed, true);
  const Run asking = run(program, profile, seed, false);
  if (remembering.trace == asking.trace && remembering.steps == asking.steps) return {};
  return program.scenario + ", seed " + std::to_string(seed) + ": " +
         std::to_string(remembering.steps) + " steps, " + std::to_string(asking.steps) +
         " where nothing is remembered\n";
}

TEST(EnabledMoves, RememberingChangesNoRunOfTheCorpus) {
  constexpr std::uint64_t seeds = 5;
  std::string differences;
  for (const std::filesystem::path& path : test::scenarios()) {
    const Program program = test::read_file(path);
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
      differences += difference(program, Profile::windows_10, seed);
    }
    differences += difference(program, Profile::windows_xp, 1);
    differences += difference(program, Profile::documented, 1);
  }
  EXPECT_EQ("", differences);
}

TEST(EnabledMoves, RememberingChangesNoRunOfGeneratedScenarios) {
  constexpr std::uint64_t scenarios = 3'000;
  std::string differences;
  for (std::uint64_t index = 0; index < scenarios; ++index) {
    const GeneratedScenario generated = generate_scenario(11, index, all_families());
    differences +=
        difference(test::read(generated.text), Profile::windows_10, generated.run_seed);
  }
  EXPECT_EQ("", differences);
}

TEST(EnabledMoves, RememberingChangesNoRunOfWhatIsMeasured) {
  EXPECT_EQ("", difference(test::read(bench::stream_program(20)), Profile::windows_10, 1));
  EXPECT_EQ("", difference(test::read(bench::port_program(100)), Profile::windows_10, 1));
  EXPECT_EQ("", difference(test::read(bench::workers_program(8, 8)), Profile::windows_10, 1));
  EXPECT_EQ("", difference(test::read(bench::outstanding_program(50)), Profile::windows_10, 1));
}

}  // namespace
}  // namespace ioracle
