// fuzz.self: generated scenarios, simulated and judged. suite: 25,000 of them on all cores.

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "bench/figure.h"
#include "bench/measure.h"
#include "format/scenario_reader.h"
#include "fuzz/campaign.h"
#include "sim/simulation.h"

namespace ioracle::bench {
namespace {

constexpr std::uint64_t seed = 1;
constexpr std::uint64_t scenarios_most = 4'000;

// Each part of a trial alone, over the same scenarios.
void self(const Options& options, const Report& report) {
  constexpr double asked = 8'000;
  constexpr double microseconds = 1e6;
  const auto count = std::min(scenarios_most, std::max<std::uint64_t>(options.events / 100, 100));
  const auto each = [&](const std::function<void(const GeneratedScenario&)>& work) {
    return least_s(2, [&] {
      for (std::uint64_t index = 0; index < count; ++index) {
        work(generate_scenario(seed, index, all_families()));
      }
    });
  };
  std::uint64_t steps = 0;
  std::uint64_t events = 0;
  const double generated = each([](const GeneratedScenario&) {});
  const auto simulate = [](const GeneratedScenario& one, const Program& program) {
    Names names = program.names;
    Simulation simulation(program, names, Profile::windows_10, one.run_seed);
    simulation.run([](const Event&) {});
  };
  FormatError error;
  const double read =
      each([&](const GeneratedScenario& one) { read_scenario(one.text, "<generated>", error); });
  const double simulated = each([&](const GeneratedScenario& one) {
    if (const auto program = read_scenario(one.text, "<generated>", error)) {
      simulate(one, *program);
    }
  });
  const double judged = each([&](const GeneratedScenario& one) {
    events += try_simulator(one.text, one.run_seed, TrialOptions()).events;
  });
  for (std::uint64_t index = 0; index < count; ++index) {
    const GeneratedScenario one = generate_scenario(seed, index, all_families());
    if (const auto program = read_scenario(one.text, "<generated>", error)) {
      steps += program->steps.size();
    }
  }
  const auto scenarios = static_cast<double>(count);
  report({"fuzz.self",
          fmt::format("{:.1f} steps, {:.1f} events each", static_cast<double>(steps) / scenarios,
                      static_cast<double>(events) / scenarios / 2),
          scenarios / judged, "scenarios/s", judged / generated, "the time to generate them",
          "8,000", scenarios / judged >= asked});
  const auto part = [&](const char* what, double taken) {
    report({"fuzz.self", what, taken / scenarios * microseconds, "us each", taken / judged,
            "all of it", "", true});
  };
  part("of it: generate", generated);
  part("of it: read", read - generated);
  part("of it: simulate", simulated - read);
  part("of it: judge", judged - simulated);
}

void suite(const Options& options, const Report& report) {
  using Clock = std::chrono::steady_clock;
  constexpr double asked_s = 5;
  constexpr std::uint64_t tests = 25'000;
  CampaignOptions campaign;
  campaign.seed = seed;
  campaign.scenarios = std::min(tests, std::max<std::uint64_t>(options.events / 40, 100));
  const auto families = all_families();
  campaign.families.assign(families.begin(), families.end());
  double wall[2] = {};
  for (const std::uint32_t jobs : {1U, 2U}) {
    campaign.jobs = jobs;
    const Clock::time_point begin = Clock::now();
    run_campaign(campaign);
    wall[jobs - 1] = std::chrono::duration<double>(Clock::now() - begin).count();
  }
  report({"suite", fmt::format("{} generated tests, 2 jobs", campaign.scenarios), wall[1],
          "s of wall time", wall[0] / wall[1], "faster than with one", "under 5",
          wall[1] < asked_s || campaign.scenarios < tests});
}

}  // namespace

void measure_fuzzing(const Options& options, const Report& report) {
  if (options.wants("fuzz.self")) self(options, report);
  if (options.wants("suite")) suite(options, report);
}

}  // namespace ioracle::bench
