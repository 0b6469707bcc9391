// sim.stream, sim.port: steps per second of the simulator.

#include "bench/figure.h"
#include "bench/measure.h"
#include "bench/programs.h"
#include "bench/simulated.h"

namespace ioracle::bench {
namespace {

constexpr unsigned runs = 3;

void measure(const std::string& workload, const std::string& scenario, const Report& report) {
  constexpr double asked_alone = 2e6;
  constexpr double asked_with_trace = 1e6;
  const Program program = read_program(scenario);
  Run done;
  const double alone_s = least_s(runs, [&] { done = simulate(program); });
  const double written_s = least_s(runs, [&] { simulate_with_trace(program); });
  const auto steps = static_cast<double>(done.steps);
  const auto per_event = static_cast<double>(done.events) / steps;
  report({workload, "without a trace", steps / alone_s, "steps/s", per_event,
          "as many events as steps", "2 million", steps / alone_s >= asked_alone});
  report({workload, "with a trace", steps / written_s, "steps/s", written_s / alone_s,
          "the time without", "1 million", steps / written_s >= asked_with_trace});
}

}  // namespace

void measure_simulator(const Options& options, const Report& report) {
  constexpr std::uint64_t events_of_a_loop_of_streams = 96;
  constexpr std::uint64_t events_of_a_loop_of_ports = 10;
  if (options.wants("sim.stream")) {
    measure("sim.stream", stream_program(options.events / events_of_a_loop_of_streams), report);
  }
  if (options.wants("sim.port")) {
    measure("sim.port", port_program(options.events / events_of_a_loop_of_ports), report);
  }
}

}  // namespace ioracle::bench
