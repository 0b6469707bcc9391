#pragma once
// How far long work is: how much is done, how fast it goes, how long it will take. One line on
// standard error, rewritten as it changes; only on a terminal, and only for what takes its time.

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace ioracle {

// "12,345 of 100,000 scenarios (12%), 2,410 per second, 36 s left, 2 failures": what the line says.
// `total` 0: not known; then no time is left over either.
std::string progress_line(std::string_view unit, std::uint64_t done, std::uint64_t total,
                          std::chrono::duration<double> taken, std::string_view besides);

class Progress {
 public:
  // `unit` is what is counted, in the plural.
  Progress(std::string unit, std::uint64_t total);
  ~Progress();  // wipes the line
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // `besides`: what else there is to say.
  void tell(std::uint64_t done, std::string_view besides = {});

 private:
  using Clock = std::chrono::steady_clock;
  std::string unit_;
  std::uint64_t total_;
  bool shown_;
  bool told_ = false;
  Clock::time_point begin_ = Clock::now();
  Clock::time_point next_;
};

}  // namespace ioracle
