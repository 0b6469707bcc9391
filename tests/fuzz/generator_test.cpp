// What is generated is well formed, and a function of seed, index and families alone.

#include "fuzz/generator.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "format/scenario_reader.h"
#include "sim/simulation.h"

namespace ioracle {
namespace {

TEST(Generator, ScenariosAreWellFormed) {
  EXPECT_TRUE(rc::check("read, and every step has a rule", [](std::uint64_t seed) {
    for (const Family family : all_families()) {
      const Family only[] = {family};
      const GeneratedScenario scenario = generate_scenario(seed, 1, only);
      FormatError error;
      const auto program = read_scenario(scenario.text, scenario.name, error);
      if (!program) RC_FAIL(error.message() + "\n" + scenario.text);
      Names names = program->names;
      Simulation simulation(*program, names, Profile::windows_10, scenario.run_seed);
      const SimulationResult result = simulation.run([](const Event&) {});
      if (!result.unsupported.empty()) RC_FAIL(result.unsupported.front() + "\n" + scenario.text);
    }
  }));
}

TEST(Generator, IsAFunctionOfSeedAndIndex) {
  const auto text = [](std::uint64_t seed, std::uint64_t index) {
    return generate_scenario(seed, index, all_families()).text;
  };
  for (std::uint64_t index = 0; index < 100; ++index) {
    EXPECT_EQ(text(7, index), text(7, index));
    EXPECT_NE(text(7, index), text(8, index));
    EXPECT_NE(text(7, index), text(7, index + 1));
  }
}

TEST(Generator, KeepsToTheFamiliesAndTheSize) {
  const Family families[] = {Family::file, Family::datagram};
  ScenarioSize size;
  size.threads_most = 1;
  for (std::uint64_t index = 0; index < 200; ++index) {
    const GeneratedScenario scenario = generate_scenario(3, index, families, size);
    EXPECT_TRUE(scenario.family == Family::file || scenario.family == Family::datagram);
    EXPECT_EQ(scenario.text.find("\"t1\""), std::string::npos) << scenario.text;
  }
}

TEST(Generator, FamiliesAreFoundByTheirNames) {
  for (const Family family : all_families()) EXPECT_EQ(find_family(info(family).name), family);
  EXPECT_EQ(find_family("nothing"), std::nullopt);
}

}  // namespace
}  // namespace ioracle
