#include "bench/measure.h"

#include <fcntl.h>
#include <simdjson.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <fstream>
#include <nlohmann/json.hpp>
#include <vector>

#include "format/trace_reader.h"
#include "model/contract/contract.h"

namespace ioracle::bench {
namespace {

double seconds_of(const timespec& time) {
  constexpr double nanosecond = 1e-9;
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * nanosecond;
}

double seconds_of(const timeval& time) {
  constexpr double microsecond = 1e-6;
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * microsecond;
}

using simdjson::ondemand::json_type;

// Adds up what is read, so that nothing can be left out.
template <class Value>
std::uint64_t read_every(Value value) {
  std::uint64_t sum = 0;
  switch (value.type().value()) {
    case json_type::object:
      for (auto field : value.get_object()) {
        sum += field.unescaped_key().value().size();
        sum += read_every(field.value().value());
      }
      return sum;
    case json_type::array:
      for (auto element : value.get_array()) sum += read_every(element.value());
      return sum;
    case json_type::string:
      return value.get_string().value().size();
    case json_type::number:
      return static_cast<std::uint64_t>(value.get_number().value().as_double());
    case json_type::boolean:
      return value.get_bool().value() ? 1 : 0;
    case json_type::null:
      return value.is_null() ? 1 : 0;
  }
  return sum;
}

// Of the child that judges; its parent reads it even when the child was ended.
struct Shared {
  std::uint64_t events = 0;
  bool finished = false;
  VerdictKind verdict = VerdictKind::inconclusive;
};

void judge(const std::string& path, volatile Shared& shared) {
  Names names;
  TraceReader reader(names);
  if (!reader.open_file(path)) return;
  Oracle oracle({}, names);
  contract::Contract contract;
  Event event;
  while (reader.next(event) == TraceReader::Result::event) {
    const bool goes_on = oracle.take(event);
    contract.take(event);
    if (!goes_on) break;
    shared.events = shared.events + 1;
  }
  shared.verdict = oracle.verdict().kind;
  shared.finished = true;
}

// What a child does before it becomes another program: its output goes nowhere.
struct Silent {
  Silent() {
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  }
  ~Silent() { posix_spawn_file_actions_destroy(&actions); }
  Silent(const Silent&) = delete;
  Silent& operator=(const Silent&) = delete;
  posix_spawn_file_actions_t actions{};
};

}  // namespace

double processor_s() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return seconds_of(now);
}

Pass simdjson_pass(const std::string& path) {
  constexpr std::size_t batch_bytes = 1'000'000;
  Pass pass;
  std::uint64_t sum = 0;
  const double begin = processor_s();
  const simdjson::padded_string text = simdjson::padded_string::load(path).value();
  simdjson::ondemand::parser parser;
  auto documents = parser.iterate_many(text, batch_bytes).value();
  for (auto document : documents) {
    sum += read_every(document.value_unsafe().get_value().value());
    ++pass.lines;
  }
  pass.seconds = processor_s() - begin;
  if (sum == 0) pass.lines = 0;
  return pass;
}

Pass nlohmann_pass(const std::string& path) {
  Pass pass;
  std::ifstream file(path);
  std::string line;
  const double begin = processor_s();
  while (std::getline(file, line)) {
    if (!nlohmann::json::parse(line).empty()) ++pass.lines;
  }
  pass.seconds = processor_s() - begin;
  return pass;
}

Judged judge_apart(const std::string& path, unsigned budget_s) {
  void* const memory =
      mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return {};
  auto& shared = *new (memory) Shared;
  const pid_t child = fork();
  if (child == 0) {
    alarm(budget_s);
    judge(path, shared);
    _exit(0);
  }
  Judged judged;
  int status = 0;
  rusage usage{};
  if (child > 0 && wait4(child, &status, 0, &usage) == child) {
    judged.events = shared.events;
    judged.seconds = seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
    judged.resident_kb = static_cast<std::uint64_t>(usage.ru_maxrss);
    judged.finished = shared.finished;
    judged.verdict = shared.verdict;
  }
  munmap(memory, sizeof(Shared));
  return judged;
}

double start_s(const std::string& program, const std::string& argument, unsigned times) {
  using Clock = std::chrono::steady_clock;
  const Silent silent;
  std::vector<double> seconds;
  for (unsigned run = 0; run < times; ++run) {
    const Clock::time_point begin = Clock::now();
    std::string first = program;
    std::string second = argument;
    char* const arguments[] = {first.data(), second.data(), nullptr};
    pid_t child = -1;
    const bool spawned =
        posix_spawn(&child, program.c_str(), &silent.actions, nullptr, arguments, environ) == 0;
    int status = 0;
    if (!spawned || waitpid(child, &status, 0) != child || status != 0) return 0;
    seconds.push_back(std::chrono::duration<double>(Clock::now() - begin).count());
  }
  std::ranges::sort(seconds);
  return seconds[seconds.size() / 2];
}

double least_s(unsigned times, const std::function<void()>& work) {
  double least = 0;
  for (unsigned run = 0; run < times; ++run) {
    const double begin = processor_s();
    work();
    const double taken = processor_s() - begin;
    if (run == 0 || taken < least) least = taken;
  }
  return least;
}

}  // namespace ioracle::bench
