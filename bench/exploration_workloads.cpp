// explore: the litmus collection, state by state. start: what it takes to begin at all.

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "bench/figure.h"
#include "bench/measure.h"
#include "bench/simulated.h"
#include "explore/explorer.h"

namespace ioracle::bench {
namespace {

namespace fs = std::filesystem;

std::vector<Program> collection(const Options& options) {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::recursive_directory_iterator(options.scenarios)) {
    if (entry.path().extension() == ".litmus") paths.push_back(entry.path());
  }
  std::ranges::sort(paths);
  std::vector<Program> programs;
  for (const fs::path& path : paths) {
    std::ifstream file(path);
    programs.push_back(read_program({std::istreambuf_iterator<char>(file), {}}));
  }
  return programs;
}

}  // namespace

void measure_exploration(const Options& options, const Report& report) {
  constexpr double asked = 150'000;
  constexpr std::uint64_t states_most = 20'000;
  if (!options.wants("explore")) return;
  const std::vector<Program> programs = collection(options);
  explore::Options how;
  how.states_limit = std::min(states_most, options.events / 50);
  double reduced = 0;
  double reduced_s = 0;
  double all = 0;  // of the same questions, as far as the limit reaches
  std::size_t whole = 0;
  double compared = 0;
  for (const Program& program : programs) {
    how.reduction = explore::Reduction::commuting;
    const double begin = processor_s();
    const explore::Exploration with = explore::explore(program, how);
    reduced_s += processor_s() - begin;
    reduced += static_cast<double>(with.states);
    how.reduction = explore::Reduction::none;
    const explore::Exploration without = explore::explore(program, how);
    if (!with.complete || !without.complete) continue;
    ++whole;
    compared += static_cast<double>(with.states);
    all += static_cast<double>(without.states);
  }
  report({"explore",
          fmt::format("{} questions of scenarios/litmus, {:.0f} states", programs.size(), reduced),
          reduced / reduced_s, "states/s", all / std::max(compared, 1.0),
          fmt::format("fewer than unreduced ({} that end)", whole), "150,000",
          reduced / reduced_s >= asked});
}

void measure_start(const Options& options, const Report& report) {
  constexpr unsigned times = 51;
  constexpr double milliseconds = 1e3;
  constexpr double asked_ms = 5;
  if (!options.wants("start")) return;
  const double nothing = start_s("/bin/true", "", times);
  const double started = start_s(options.ioracle, "--version", times);
  report({"start", "ioracle --version, the median of 51", started * milliseconds, "ms",
          started / nothing, "/bin/true", "under 5",
          started > 0 && started * milliseconds < asked_ms});
}

}  // namespace ioracle::bench
