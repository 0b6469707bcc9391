#pragma once
// Clocks, the floors that figures are held against, and work in processes of its own.

#include <cstdint>
#include <functional>
#include <string>

#include "oracle/oracle.h"

namespace ioracle::bench {

// Processor time of this process so far, in seconds.
double processor_s();

// One pass of simdjson that reads every value of a file of JSON Lines, and one document of
// nlohmann/json for each of its lines. Both count lines: a pass that is not finished reads nothing.
struct Pass {
  std::uint64_t lines = 0;
  double seconds = 0;  // processor time
  double per_second() const { return static_cast<double>(lines) / seconds; }
};
Pass simdjson_pass(const std::string& path);
Pass nlohmann_pass(const std::string& path);

// What `ioracle check` does with a trace: read, judge, watch the memory contract.
struct Judged {
  std::uint64_t events = 0;  // so far
  double seconds = 0;        // processor time
  std::uint64_t resident_kb = 0;
  bool finished = false;  // within the budget
  VerdictKind verdict = VerdictKind::inconclusive;
};
// In a process of its own, which is ended after so many seconds of wall time.
Judged judge_apart(const std::string& path, unsigned budget_s);

// Median wall time of starting a program with one argument, in seconds.
double start_s(const std::string& program, const std::string& argument, unsigned times);

// The least of so many runs: what others on the machine take is added, never taken away.
double least_s(unsigned times, const std::function<void()>& work);

}  // namespace ioracle::bench
