// oracle.*: what it costs to judge a trace, from a file of JSON Lines, as `ioracle check` does.

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "bench/figure.h"
#include "bench/measure.h"
#include "bench/programs.h"
#include "bench/simulated.h"

namespace ioracle::bench {
namespace {

constexpr std::uint64_t events_of_a_loop_of_streams = 96;
constexpr std::uint64_t events_of_a_loop_of_ports = 10;
constexpr std::uint64_t events_of_a_loop_of_turns = 9;
constexpr std::uint64_t events_of_a_loop_of_workers = 6;

class Traces {
 public:
  explicit Traces(const Options& options) : options_(options) {}

  Judged judge(const std::string& scenario) const {
    write(scenario);
    return judge_apart(path(), options_.budget_s);
  }
  void write(const std::string& scenario) const { write_trace(read_program(scenario), path()); }
  std::string path() const { return options_.folder + "/measured.jsonl"; }
  ~Traces() {
    std::error_code nothing;
    std::filesystem::remove(path(), nothing);
  }
  Traces(const Traces&) = delete;
  Traces& operator=(const Traces&) = delete;

 private:
  const Options& options_;
};

double per_event_us(const Judged& judged) {
  constexpr double microseconds = 1e6;
  return judged.seconds / static_cast<double>(std::max<std::uint64_t>(judged.events, 1)) *
         microseconds;
}

std::string ended(const Judged& judged) {
  if (!judged.finished) return ", no verdict in time";
  const bool accepted = judged.verdict == VerdictKind::accepted;
  return accepted ? "" : fmt::format(", {}", name_of(judged.verdict));
}

void throughput(const std::string& workload, const std::string& scenario, const Options& options,
                const Report& report) {
  constexpr double asked_per_second = 0.6e6;
  constexpr double asked_ratio = 3.5;
  constexpr unsigned runs = 3;
  const Traces traces(options);
  traces.write(scenario);
  Judged best;
  Pass floor;
  for (unsigned run = 0; run < runs; ++run) {
    const Judged judged = judge_apart(traces.path(), options.budget_s);
    if (run == 0 || judged.seconds < best.seconds) best = judged;
    const Pass pass = simdjson_pass(traces.path());
    if (run == 0 || pass.seconds < floor.seconds) floor = pass;
  }
  const Pass document = nlohmann_pass(traces.path());
  const double per_second = static_cast<double>(best.events) / best.seconds;
  const double ratio = floor.per_second() / per_second;
  const bool is_judged = best.finished && best.verdict == VerdictKind::accepted;
  report({workload, fmt::format("{} events{}", best.events, ended(best)), per_second, "events/s",
          ratio, "a pass of simdjson", "0.6 million", per_second >= asked_per_second && is_judged});
  report({workload, "simdjson, every value read", floor.per_second(), "lines/s", ratio,
          "as fast as the oracle", "at most 3.5", ratio <= asked_ratio && is_judged});
  report({workload, "nlohmann/json, a document a line", document.per_second(), "lines/s",
          document.per_second() / per_second, "the oracle", "", true});
}

void wide(const Options& options, const Report& report) {
  double first_us = 0;
  for (const std::uint32_t count : {1'000U, 10'000U, 100'000U}) {
    if (count > options.events / 10) return;
    const Traces traces(options);
    const Judged judged = traces.judge(outstanding_program(count));
    if (first_us == 0) first_us = per_event_us(judged);
    report({"oracle.wide",
            fmt::format("{} outstanding, {} events{}", count, judged.events, ended(judged)),
            per_event_us(judged), "us/event", per_event_us(judged) / first_us, "with 1,000", "",
            true});
    if (!judged.finished) return;  // more of them would not end either
  }
}

void race(const Options& options, const Report& report) {
  constexpr std::uint64_t events_most = 15'000;
  double first_us = 0;
  for (const std::uint32_t threads : {1U, 2U, 4U, 8U, 16U, 32U, 64U}) {
    const Traces traces(options);
    const std::uint64_t loops = std::min(options.events / 10, events_most) /
                                (events_of_a_loop_of_workers * std::uint64_t{threads});
    const Judged judged = traces.judge(workers_program(threads, std::max<std::uint64_t>(loops, 1)));
    if (first_us == 0) first_us = per_event_us(judged);
    report({"oracle.race",
            fmt::format("{} threads, {} events{}", threads, judged.events, ended(judged)),
            per_event_us(judged), "us/event", per_event_us(judged) / first_us, "one thread", "",
            true});
  }
}

// Cost and memory by length. The shortest is judged several times: it is soon over.
void length(const Options& options, const Report& report) {
  constexpr double flat = 1.25;
  double first_us = 0;
  for (const std::uint64_t parts : {1U, 10U, 100U, 400U}) {
    const std::uint64_t events = options.events / 100 * parts;
    const Traces traces(options);
    traces.write(turns_program(events / events_of_a_loop_of_turns));
    Judged best;
    const unsigned runs = parts == 1 ? 7 : parts == 10 ? 3 : 1;
    for (unsigned run = 0; run < runs; ++run) {
      const Judged judged = judge_apart(traces.path(), options.budget_s);
      if (run == 0 || judged.seconds < best.seconds) best = judged;
    }
    if (first_us == 0) first_us = per_event_us(best);
    const double ratio = per_event_us(best) / first_us;
    report({"oracle.long",
            fmt::format("{} events, {} MB resident{}", best.events, best.resident_kb / 1024,
                        ended(best)),
            per_event_us(best), "us/event", ratio, "the shortest", "within 25%",
            ratio <= flat && ratio >= 1 / flat});
  }
}

}  // namespace

void measure_oracle(const Options& options, const Report& report) {
  if (options.wants("oracle.stream")) {
    throughput("oracle.stream", stream_program(options.events / events_of_a_loop_of_streams),
               options, report);
  }
  if (options.wants("oracle.turns")) {
    throughput("oracle.turns", turns_program(options.events / events_of_a_loop_of_turns), options,
               report);
  }
  if (options.wants("oracle.port")) {
    throughput("oracle.port", port_program(options.events / events_of_a_loop_of_ports), options,
               report);
  }
  if (options.wants("oracle.wide")) wide(options, report);
  if (options.wants("oracle.race")) race(options, report);
  if (options.wants("oracle.long")) length(options, report);
}

}  // namespace ioracle::bench
