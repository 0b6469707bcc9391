// ioracle-bench-parts: the parts alone, by Google Benchmark. Items are lines, events, steps or
// scenarios.

#include <benchmark/benchmark.h>

#include <vector>

#include "bench/programs.h"
#include "bench/simulated.h"
#include "format/scenario_reader.h"
#include "format/trace_reader.h"
#include "format/trace_writer.h"
#include "model/chain.h"
#include "model/exact_world.h"
#include "oracle/oracle.h"
#include "sim/simulation.h"

namespace ioracle::bench {
namespace {

constexpr std::uint64_t loops = 200;

struct Recorded {
  Names names;
  std::vector<Event> events;
  std::string text;
};

const Recorded& recorded() {
  static const Recorded all = [] {
    Recorded made;
    const Program program = read_program(stream_program(loops));
    made.names = program.names;
    Header header;
    header.scenario = program.scenario;
    header.profile = name_of(Profile::windows_10);
    write_header(made.text, header);
    Simulation simulation(program, made.names, Profile::windows_10, 1);
    simulation.run([&](const Event& event) {
      made.events.push_back(event);
      write_event(made.text, event, made.names);
    });
    return made;
  }();
  return all;
}

void count(benchmark::State& state, std::size_t items) {
  state.SetItemsProcessed(static_cast<std::int64_t>(items) * state.iterations());
}

void trace_reader(benchmark::State& state) {
  for (auto _ : state) {
    Names names;
    TraceReader reader(names);
    reader.open_text(recorded().text);
    Event event;
    while (reader.next(event) == TraceReader::Result::event) benchmark::DoNotOptimize(event);
  }
  count(state, recorded().events.size());
}

void trace_writer(benchmark::State& state) {
  std::string text;
  for (auto _ : state) {
    text.clear();
    for (const Event& event : recorded().events) write_event(text, event, recorded().names);
    benchmark::DoNotOptimize(text);
  }
  count(state, recorded().events.size());
}

// A simulation of the program: rules asked, a candidate chosen and performed.
void model_step(benchmark::State& state) {
  const Program program = read_program(stream_program(loops));
  std::uint64_t steps = 0;
  for (auto _ : state) steps += simulate(program).steps;
  state.SetItemsProcessed(static_cast<std::int64_t>(steps));
}

void order_world(benchmark::State& state) {
  Names names = recorded().names;
  for (auto _ : state) {
    Oracle oracle({}, names);
    for (const Event& event : recorded().events) oracle.take(event);
    benchmark::DoNotOptimize(oracle.verdict().events);
  }
  count(state, recorded().events.size());
}

void scenario_reader(benchmark::State& state) {
  const std::string text = workers_program(4, 1);
  FormatError error;
  for (auto _ : state) benchmark::DoNotOptimize(read_scenario(text, "<measured>", error));
  state.SetBytesProcessed(static_cast<std::int64_t>(text.size()) * state.iterations());
}

BENCHMARK(trace_reader)->Unit(benchmark::kMillisecond);
BENCHMARK(trace_writer)->Unit(benchmark::kMillisecond);
BENCHMARK(model_step)->Unit(benchmark::kMillisecond);
BENCHMARK(order_world)->Unit(benchmark::kMillisecond);
BENCHMARK(scenario_reader)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace ioracle::bench

BENCHMARK_MAIN();
