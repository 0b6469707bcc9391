// ioracle-bench: measures whole workloads; script/bench builds and runs it.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <sstream>

#include "bench/figure.h"
#include "bench/programs.h"

namespace {

constexpr const char* footer = R"(Examples:
  ioracle-bench                           every workload, as a table
  ioracle-bench --only sim --only start   the workloads whose names begin so
  ioracle-bench --format markdown         as docs/performance.md keeps it
  ioracle-bench --events 10000            soon over: are the workloads sound?
  ioracle-bench --program "workers 64 200"   a program that is measured, as a scenario

Rates are of processor time, on one core, but for suite and start. Each ratio is to something
measured in the same run. Exit codes: 0 measured, 2 bad usage.)";

// "stream N", "turns N", "port N", "workers THREADS N", "outstanding N".
std::string program(const std::string& asked) {
  using namespace ioracle::bench;
  unsigned first = 0;
  unsigned second = 0;
  std::istringstream words(asked);
  std::string kind;
  words >> kind >> first >> second;
  if (kind == "stream") return stream_program(first);
  if (kind == "turns") return turns_program(first);
  if (kind == "port") return port_program(first);
  if (kind == "workers") return workers_program(first, second);
  if (kind == "outstanding") return outstanding_program(first);
  return {};
}

}  // namespace

int main(int argument_count, char** arguments) {
  using namespace ioracle::bench;
  CLI::App app("Measures ioracle", "ioracle-bench");
  app.footer(footer);
  Options options;
  options.ioracle = IORACLE_PROGRAM;
  options.scenarios = IORACLE_SOURCE_FOLDER "/scenarios/litmus";
  options.folder = std::filesystem::temp_directory_path();
  std::string format = "text";
  std::string asked_program;
  app.add_option("--format", format, "text, markdown or json")
      ->check(CLI::IsMember({"text", "markdown", "json"}))
      ->capture_default_str();
  app.add_option("--only", options.only, "Workloads whose names begin so");
  app.add_option("--events", options.events, "Of the longest traces but one; 4 times for that")
      ->check(CLI::Range(std::uint64_t{10'000}, std::uint64_t{100'000'000}))
      ->capture_default_str();
  app.add_option("--budget", options.budget_s, "Seconds for judging one trace")
      ->capture_default_str();
  app.add_option("--folder", options.folder, "For traces while they are judged")
      ->check(CLI::ExistingDirectory);
  app.add_option("--program", asked_program, "Print this program: a kind and its numbers");
  CLI11_PARSE(app, argument_count, arguments);
  if (!asked_program.empty()) {
    const std::string scenario = program(asked_program);
    if (scenario.empty()) fmt::print(stderr, "ioracle-bench: no such program\n");
    fmt::print("{}", scenario);
    return scenario.empty() ? 2 : 0;
  }
  std::vector<Figure> figures;
  const Report report = [&](const Figure& figure) {
    figures.push_back(figure);
    if (format == "text") fmt::print("{}", text({figure}));
    if (format != "text") fmt::print(stderr, "{}", text({figure}));
    std::fflush(stdout);
  };
  measure_start(options, report);
  measure_simulator(options, report);
  measure_fuzzing(options, report);
  measure_exploration(options, report);
  measure_oracle(options, report);
  if (format == "markdown") fmt::print("{}", markdown(figures));
  if (format == "json") fmt::print("{}", json(figures));
  return 0;
}
