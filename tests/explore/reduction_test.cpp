// The reduction loses no outcome: with it and without it, the same are found.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>

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

void compare(const std::filesystem::path& path, Figures& figures) {
  const Program program = read_file(path);
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
    fmt::print("{:<90} {:>8} {:>8} {:>6}\n", path.stem().string(), reduced.states,
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

TEST(Reduction, LosesNoOutcome) {
  Figures figures;
  for (const char* ending : {"json", "litmus"}) {
    for (const auto& path : files(ending)) compare(path, figures);
  }
  fmt::print("{} scenarios explored with and without reduction, {} only with it, {} not: {} states "
             "for {} ({:.1f} times fewer); {:.0f} states/s, {:.0f} without\n",
             figures.explored, figures.only_reduced, figures.neither, figures.states,
             figures.states_unreduced,
             static_cast<double>(figures.states_unreduced) / static_cast<double>(figures.states),
             static_cast<double>(figures.states) / figures.seconds,
             static_cast<double>(figures.states_unreduced) / figures.seconds_unreduced);
  EXPECT_GT(figures.explored, 100U);
}

}  // namespace
}  // namespace ioracle::explore::test
