#include "cli/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <utility>

namespace ioracle {
namespace {

// Work that is over by then says nothing.
constexpr std::chrono::milliseconds first_after(500);
constexpr std::chrono::milliseconds between(100);

// 1234567 as 1,234,567.
std::string grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  constexpr std::size_t group = 3;
  for (std::size_t at = digits.size(); at > group; at -= group) digits.insert(at - group, ",");
  return digits;
}

std::string duration(double seconds) {
  constexpr double minute = 60;
  constexpr double hour = 3600;
  if (seconds < 2 * minute) return fmt::format("{:.0f} s", seconds);
  if (seconds < 2 * hour) return fmt::format("{:.0f} min", seconds / minute);
  return fmt::format("{:.1f} h", seconds / hour);
}

}  // namespace

std::string progress_line(std::string_view unit, std::uint64_t done, std::uint64_t total,
                          std::chrono::duration<double> taken, std::string_view besides) {
  std::string text = grouped(done);
  if (total > 0) text += " of " + grouped(total);
  text += fmt::format(" {}", unit);
  constexpr std::uint64_t whole = 100;
  if (total > 0) text += fmt::format(" ({}%)", done * whole / total);
  const double rate = taken.count() > 0 ? static_cast<double>(done) / taken.count() : 0;
  if (rate > 0) {
    text += rate < 10 ? fmt::format(", {:.1f} per second", rate)
                      : ", " + grouped(static_cast<std::uint64_t>(rate)) + " per second";
    if (total > done) text += ", " + duration(static_cast<double>(total - done) / rate) + " left";
  }
  if (!besides.empty()) text += fmt::format(", {}", besides);
  return text;
}

Progress::Progress(std::string unit, std::uint64_t total)
    : unit_(std::move(unit)),
      total_(total),
      shown_(isatty(STDERR_FILENO) != 0),
      next_(begin_ + first_after) {}

Progress::~Progress() {
  if (told_) fmt::print(stderr, "\r\033[K");
}

void Progress::tell(std::uint64_t done, std::string_view besides) {
  if (!shown_) return;
  const Clock::time_point now = Clock::now();
  if (now < next_) return;
  next_ = now + between;
  told_ = true;
  fmt::print(stderr, "\r\033[K{}", progress_line(unit_, done, total_, now - begin_, besides));
  std::fflush(stderr);
}

}  // namespace ioracle
