#include "recorder/operations.h"

namespace ioracle::recorder {
namespace {

constexpr std::uint64_t place_count = 1U << 16U;
constexpr std::uint64_t tries_max = 256;
constexpr std::uint64_t apc_count = 1024;

RunningOperation places[place_count];
UserApc apcs[apc_count];
std::atomic<std::uint64_t> next_apc{0};

std::uint64_t home_of(std::uint64_t address) {
  return (address >> 4U) * 0x9e3779b97f4a7c15U >> 48U;
}

RunningOperation* find(std::uint64_t overlapped, bool make) {
  if (overlapped == 0) return nullptr;
  std::uint64_t place = home_of(overlapped);
  for (std::uint64_t tried = 0; tried < tries_max; ++tried) {
    RunningOperation& candidate = places[place % place_count];
    std::uint64_t there = candidate.overlapped.load(std::memory_order_acquire);
    if (there == 0) {
      if (!make) return nullptr;
      if (candidate.overlapped.compare_exchange_strong(there, overlapped)) return &candidate;
    }
    if (there == overlapped) return &candidate;
    ++place;
  }
  return nullptr;
}

}  // namespace

RunningOperation* operation_at(std::uint64_t overlapped) { return find(overlapped, true); }

RunningOperation* known_at(std::uint64_t overlapped) { return find(overlapped, false); }

UserApc* take_apc(std::uint64_t routine, std::uint64_t data) {
  for (std::uint64_t tried = 0; tried < apc_count; ++tried) {
    UserApc& apc = apcs[next_apc.fetch_add(1) % apc_count];
    if (apc.taken.exchange(true)) continue;
    apc.routine = routine;
    apc.data = data;
    return &apc;
  }
  return nullptr;
}

}  // namespace ioracle::recorder
