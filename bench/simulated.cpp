#include "bench/simulated.h"

#include <fmt/format.h>

#include <cstdlib>
#include <fstream>

#include "bench/measure.h"
#include "format/scenario_reader.h"
#include "format/trace_writer.h"
#include "sim/simulation.h"

namespace ioracle::bench {
namespace {

constexpr std::uint64_t run_seed = 1;
constexpr std::size_t kept_bytes = 1'000'000;

template <class Take>
Run run(const Program& program, Take take) {
  Run run;
  const double begin = processor_s();
  Names names = program.names;
  Simulation simulation(program, names, Profile::windows_10, run_seed);
  run.steps = simulation
                  .run([&](const Event& event) {
                    ++run.events;
                    take(event, names);
                  })
                  .steps;
  run.seconds = processor_s() - begin;
  return run;
}

}  // namespace

Program read_program(const std::string& scenario) {
  FormatError error;
  auto program = read_scenario(scenario, "<measured>", error);
  if (program) return std::move(*program);
  fmt::print(stderr, "ioracle-bench: {}\n", error.message());
  std::exit(2);
}

Run simulate(const Program& program) {
  return run(program, [](const Event&, const Names&) {});
}

Run simulate_with_trace(const Program& program) {
  std::string text;
  return run(program, [&](const Event& event, const Names& names) {
    write_event(text, event, names);
    if (text.size() > kept_bytes) text.clear();
  });
}

Run write_trace(const Program& program, const std::string& path) {
  std::ofstream file(path, std::ios::binary);
  std::string text;
  Header header;
  header.scenario = program.scenario;
  header.profile = name_of(Profile::windows_10);
  write_header(text, header);
  const Run done = run(program, [&](const Event& event, const Names& names) {
    write_event(text, event, names);
    if (text.size() < kept_bytes) return;
    file << text;
    text.clear();
  });
  file << text;
  return done;
}

}  // namespace ioracle::bench
