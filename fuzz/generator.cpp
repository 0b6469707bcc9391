#include "fuzz/generator.h"

#include "fuzz/writer.h"
#include "sim/chooser.h"

namespace ioracle {

GeneratedScenario generate_scenario(std::uint64_t seed, std::uint64_t index,
                                    std::span<const Family> families, const ScenarioSize& size) {
  return generate_variant(seed, index, {index, {}, {}}, families, size);
}

GeneratedScenario generate_variant(std::uint64_t seed, std::uint64_t index, const Recipe& recipe,
                                   std::span<const Family> families, const ScenarioSize& size) {
  Dice dice(mix(mix(seed) ^ recipe.index), recipe.splices);
  GeneratedScenario scenario;
  scenario.run_seed = dice.next();
  scenario.family = families[dice.roll(static_cast<std::uint32_t>(families.size()))];
  scenario.name = join({"fuzz_", seed, '_', index});
  ScenarioWriter writer(dice, scenario.family, size);
  scenario.text = writer.write(scenario.name);
  scenario.thrown = writer.thrown();
  return scenario;
}

}  // namespace ioracle
