#include "fuzz/generator.h"

#include "fuzz/writer.h"
#include "sim/chooser.h"

namespace ioracle {

GeneratedScenario generate_scenario(std::uint64_t seed, std::uint64_t index,
                                    std::span<const Family> families, const ScenarioSize& size) {
  Dice dice(mix(mix(seed) ^ index));
  GeneratedScenario scenario;
  scenario.run_seed = dice.next();
  scenario.family = families[dice.roll(static_cast<std::uint32_t>(families.size()))];
  scenario.name = join({"fuzz_", seed, '_', index});
  scenario.text = ScenarioWriter(dice, scenario.family, size).write(scenario.name);
  return scenario;
}

}  // namespace ioracle
