// What the specification does not get right yet: its own traces that the oracle rejects. Their
// number may shrink, not grow; tests/fuzz/open.txt has it by family.

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <sstream>

#include "format/scenario_reader.h"
#include "fuzz/campaign.h"
#include "sim/simulation.h"
#include "tests/agreement/random_program.h"
#include "tests/reference/reference_checker.h"

namespace ioracle {
namespace {

// Lines of a name, a number and what it is about; # begins a comment.
std::map<std::string, std::uint64_t> open_findings() {
  std::map<std::string, std::uint64_t> open;
  std::ifstream file(IORACLE_SOURCE_FOLDER "/tests/fuzz/open.txt");
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string name;
    std::uint64_t count = 0;
    if (line.starts_with('#') || !(words >> name >> count)) continue;
    open[name] = count;
  }
  return open;
}

class OpenFindings : public testing::TestWithParam<Family> {};

TEST_P(OpenFindings, NoMoreOfItsOwnTracesAreRejectedThanBefore) {
  CampaignOptions options;
  options.seed = 1;
  options.scenarios = 500;
  options.families = {GetParam()};
  options.failures_most = options.scenarios;
  options.tries_most = 0;
  options.jobs = 2;
  const CampaignResult result = run_campaign(options);
  EXPECT_EQ(result.scenarios, options.scenarios);
  EXPECT_EQ(result.refused, 0U);
  const auto open = open_findings();
  const std::string name(info(GetParam()).name);
  ASSERT_TRUE(open.contains(name));
  std::string found;
  for (const Failure& failure : result.failures) found += failure.name + ' ';
  EXPECT_LE(result.rejected, open.at(name)) << found;
}

INSTANTIATE_TEST_SUITE_P(Fuzz, OpenFindings, testing::ValuesIn(all_families()),
                         [](const auto& family) {
                           return std::string(ioracle::info(family.param).name);
                         });

// Made small of what a million scenarios showed.
TEST(OpenRuns, AreTakenOffOnceTheyAreAccepted) {
  std::ifstream list(IORACLE_SOURCE_FOLDER "/tests/fuzz/open_runs.txt");
  std::size_t known = 0;
  for (std::string line; std::getline(list, line);) {
    std::istringstream words(line);
    std::string name;
    std::uint64_t seed = 0;
    if (line.starts_with('#') || !(words >> name >> seed)) continue;
    ++known;
    std::ifstream file(IORACLE_SOURCE_FOLDER "/tests/fuzz/open/" + name + ".json");
    std::ostringstream scenario;
    scenario << file.rdbuf();
    const Trial trial = try_simulator(scenario.str(), seed, {});
    EXPECT_EQ(name_of(trial.outcome), "rejected")
        << name << ": take it off open_runs.txt. " << trial.problem;
  }
  EXPECT_GT(known, 0U);
}

// Of small scenarios, whose traces are spoilt three times in four.
TEST(OpenAgreement, OracleAndReferenceCheckerDifferNoMoreThanBefore) {
  constexpr std::uint64_t traces = 600;
  constexpr std::size_t states_limit = 20'000;
  constexpr Family families[] = {Family::receive, Family::cancel, Family::close,
                                 Family::wait,    Family::apc,    Family::port};
  ScenarioSize size;
  size.threads_most = 2;
  size.steps_least = 2;
  size.steps_most = 5;
  size.looks = false;
  std::uint64_t accepted = 0;
  std::uint64_t rejected = 0;
  std::uint64_t differ = 0;
  std::string which;
  for (std::uint64_t index = 0; index < traces; ++index) {
    const GeneratedScenario scenario = generate_scenario(2, index, families, size);
    FormatError error;
    const auto program = read_scenario(scenario.text, scenario.name, error);
    ASSERT_TRUE(program) << error.message();
    Names names = program->names;
    std::vector<Event> events;
    Simulation simulation(*program, names, Profile::windows_10, scenario.run_seed);
    simulation.run([&](const Event& event) { events.push_back(event); });
    const bool spoilt = index % 4 != 0 && spoil(events, index);
    const auto judgement = reference::check(events, Profile::windows_10, names, states_limit);
    if (judgement.verdict == reference::Verdict::inconclusive) continue;
    const bool right = judgement.verdict == reference::Verdict::accepted;
    ASSERT_TRUE(right || spoilt) << "the simulator left its own specification: " << scenario.text;
    ++(right ? accepted : rejected);
    Oracle oracle({}, names);
    for (const Event& event : events) {
      if (!oracle.take(event)) break;
    }
    const VerdictKind kind = oracle.verdict().kind;
    if (kind != VerdictKind::accepted && kind != VerdictKind::rejected) continue;
    if (right == (kind == VerdictKind::accepted)) continue;
    ++differ;
    which += scenario.name + (right ? " wrongly rejected; " : " wrongly accepted; ");
  }
  std::printf("%llu accepted, %llu rejected, %llu differ: %s\n",
              static_cast<unsigned long long>(accepted), static_cast<unsigned long long>(rejected),
              static_cast<unsigned long long>(differ), which.c_str());
  EXPECT_GE(accepted * 4, traces);
  EXPECT_GE(rejected * 4, traces);
  const auto open = open_findings();
  ASSERT_TRUE(open.contains("second_opinion"));
  EXPECT_LE(differ, open.at("second_opinion")) << which;
}

}  // namespace
}  // namespace ioracle
