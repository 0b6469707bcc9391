// The reduction loses no outcome: with it and without it, the same are found.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>

#include "tests/agreement/random_program.h"
#include "tests/agreement/wide_program.h"
#include "tests/explore/corpus.h"

namespace ioracle::explore::test {
namespace {

std::uint64_t limit() {
  const char* const given = std::getenv("IORACLE_EXPLORE_STATES");
  constexpr std::uint64_t states_usual = 2'000;
  return given ? std::strtoull(given, nullptr, 10) : states_usual;
}

double seconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

struct Figures {
  std::size_t explored = 0;  // with both, to the end
  std::size_t only_reduced = 0;
  std::size_t neither = 0;
  std::uint64_t states = 0;  // of those explored with both
  std::uint64_t states_unreduced = 0;
  double seconds = 0;
  double seconds_unreduced = 0;
};

void compare(const Program& program, const std::string& path, Figures& figures) {
  Options options;
  options.states_limit = limit();
  auto begin = std::chrono::steady_clock::now();
  const Exploration reduced = explore(program, options);
  const double seconds = seconds_since(begin);
  if (!reduced.complete) {
    ++figures.neither;
    return;
  }
  options.reduction = Reduction::none;
  options.look_for_cycles = true;
  begin = std::chrono::steady_clock::now();
  const Exploration whole = explore(program, options);
  EXPECT_FALSE(whole.cyclic) << path;
  if (std::getenv("IORACLE_EXPLORE_TELL")) {
    fmt::print("{:<90} {:>8} {:>8} {:>6}\n", path, reduced.states,
               whole.complete ? std::to_string(whole.states) : "-", reduced.outcomes.size());
  }
  if (!whole.complete) {
    ++figures.only_reduced;
    return;
  }
  figures.seconds_unreduced += seconds_since(begin);
  figures.seconds += seconds;
  ++figures.explored;
  figures.states += reduced.states;
  figures.states_unreduced += whole.states;
  EXPECT_LE(reduced.states, whole.states) << path;
  EXPECT_EQ(keys(reduced), keys(whole)) << path;
}

void tell(const Figures& figures) {
  fmt::print(
      "{} programs explored with and without reduction, {} only with it, {} not: {} states "
      "for {} ({:.1f} times fewer); {:.0f} states/s, {:.0f} without\n",
      figures.explored, figures.only_reduced, figures.neither, figures.states,
      figures.states_unreduced,
      static_cast<double>(figures.states_unreduced) / static_cast<double>(figures.states),
      static_cast<double>(figures.states) / figures.seconds,
      static_cast<double>(figures.states_unreduced) / figures.seconds_unreduced);
}

TEST(Reduction, LosesNoOutcome) {
  Figures figures;
  for (const char* ending : {"json", "litmus"}) {
    for (const auto& path : files(ending)) {
      compare(read_file(path), path.stem().string(), figures);
    }
  }
  tell(figures);
  EXPECT_GT(figures.explored, 300U);
}

TEST(Reduction, LosesNoOutcomeOfRandomPrograms) {
  const char* const given = std::getenv("IORACLE_EXPLORE_SEEDS");
  constexpr std::uint64_t seeds_usual = 100;
  const std::uint64_t seeds = given ? std::strtoull(given, nullptr, 10) : seeds_usual;
  constexpr ProgramSize size = {3, 2, 4, 0, true};
  Figures figures;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    compare(read(wide_program(seed, size).scenario), "wide " + std::to_string(seed), figures);
    compare(read(random_scenario(seed)), "random " + std::to_string(seed), figures);
    if (HasFailure()) break;
  }
  tell(figures);
  EXPECT_GT(figures.explored, seeds / 10);
}

}  // namespace
}  // namespace ioracle::explore::test
