#pragma once
// The order and the time of what an agent records. One counter for the whole process, so that
// events of different threads are ordered as they happened.

#include <windows.h>
#include <winsock2.h>

#include <atomic>
#include <cstdint>

#include "agent/journal.h"

namespace ioracle::agent {

class Clock {
 public:
  static std::uint64_t next_seq() { return seq_.fetch_add(1) + 1; }
  static std::uint64_t next_id() { return id_.fetch_add(1) + 1; }

  static std::uint64_t now_ns() {
    LARGE_INTEGER counter;
    QueryPerformanceCounter(&counter);
    const auto ticks = static_cast<std::uint64_t>(counter.QuadPart);
    const std::uint64_t frequency = ticks_per_second();
    constexpr std::uint64_t second_ns = 1'000'000'000;
    return ticks / frequency * second_ns + ticks % frequency * second_ns / frequency;
  }

 private:
  static std::uint64_t ticks_per_second() {
    static const std::uint64_t frequency = [] {
      LARGE_INTEGER ticks;
      QueryPerformanceFrequency(&ticks);
      return static_cast<std::uint64_t>(ticks.QuadPart);
    }();
    return frequency;
  }

  inline static std::atomic<std::uint64_t> seq_{0};
  inline static std::atomic<std::uint64_t> id_{0};
};

}  // namespace ioracle::agent
