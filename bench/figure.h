#pragma once
// What a workload measures: an absolute number, and beside it a ratio to something that was
// measured in the same run, since the machine changes from run to run.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace ioracle::bench {

struct Figure {
  std::string workload;  // "oracle.stream"
  std::string what;      // "990,022 lines, end to end"
  double value = 0;
  std::string unit;        // of the value: "events/s"
  double ratio = 0;        // 0: none
  std::string against;     // what the ratio is to
  std::string asked;       // what the value, or the ratio, should be; empty: nothing
  bool is_reached = true;  // that
};

struct Options {
  std::string ioracle;    // the program whose start is measured
  std::string scenarios;  // the folder of the collection that is explored
  std::string folder;     // for traces, which may be large
  std::uint64_t events = 1'000'000;
  unsigned budget_s = 60;         // of one judging
  std::vector<std::string> only;  // beginnings of names of workloads; empty: all

  bool wants(std::string_view workload) const;
};

using Report = std::function<void(const Figure&)>;

void measure_simulator(const Options& options, const Report& report);    // sim.*
void measure_oracle(const Options& options, const Report& report);       // oracle.*
void measure_fuzzing(const Options& options, const Report& report);      // fuzz.self, suite
void measure_exploration(const Options& options, const Report& report);  // explore
void measure_start(const Options& options, const Report& report);        // start

std::string text(const std::vector<Figure>& figures);
std::string markdown(const std::vector<Figure>& figures);
std::string json(const std::vector<Figure>& figures);

}  // namespace ioracle::bench
