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

// How many operations on their way have their OVERLAPPED in a page; several pages share a count.
constexpr std::uint64_t page_bytes = 4096;
constexpr std::uint64_t page_count = 4096;
std::atomic<std::uint32_t> in_page[page_count];

std::atomic<std::uint32_t>& page_of(std::uint64_t address) {
  return in_page[address / page_bytes % page_count];
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

void begin_one(RunningOperation& place, std::uint64_t call_id) {
  if (place.outstanding.exchange(call_id) != 0) return;
  page_of(place.overlapped.load()).fetch_add(1);
}

bool end_one(RunningOperation& place, std::uint64_t call_id) {
  if (!place.outstanding.compare_exchange_strong(call_id, 0)) return false;
  page_of(place.overlapped.load()).fetch_sub(1);
  return true;
}

// The buffer's own place; nullptr: it has none, or its address is that of an OVERLAPPED too.
RunningOperation* buffer_place(const RunningOperation& operation, bool make) {
  if (operation.buffer_count == 0) return nullptr;
  RunningOperation* place = find(operation.pointers[0], make);
  return place == &operation ? nullptr : place;
}

}  // namespace

void begin_operation(RunningOperation& operation, std::uint64_t call_id) {
  operation.is_buffer = false;
  operation.untold.store(call_id);
  begin_one(operation, call_id);
  RunningOperation* buffer = buffer_place(operation, true);
  if (buffer == nullptr || buffer->outstanding.load() != 0) return;
  buffer->is_buffer = true;
  begin_one(*buffer, call_id);
}

bool end_operation(RunningOperation& operation, std::uint64_t call_id) {
  RunningOperation* buffer = buffer_place(operation, false);
  if (!end_one(operation, call_id)) return false;
  if (buffer != nullptr && buffer->is_buffer) end_one(*buffer, call_id);
  return true;
}

bool end_operation(RunningOperation& operation) {
  const std::uint64_t call_id = operation.outstanding.load();
  return call_id != 0 && !operation.is_buffer && end_operation(operation, call_id);
}

bool take_data(RunningOperation& operation, std::uint64_t call_id) {
  return operation.untold.compare_exchange_strong(call_id, 0);
}

RunningOperation* operation_at(std::uint64_t overlapped) { return find(overlapped, true); }
RunningOperation* known_at(std::uint64_t overlapped) { return find(overlapped, false); }

std::size_t outstanding_in(std::uint64_t from, std::uint64_t size, OperationMemory* found,
                           std::size_t room) {
  constexpr std::uint64_t step = 8;  // an OVERLAPPED is aligned
  std::size_t count = 0;
  const std::uint64_t end = from + size;
  std::uint64_t address = (from + step - 1) / step * step;
  while (address < end && count < room) {
    const std::uint64_t next_page = (address / page_bytes + 1) * page_bytes;
    if (page_of(address).load(std::memory_order_relaxed) == 0) {
      address = next_page;
      continue;
    }
    for (; address < end && address < next_page && count < room; address += step) {
      const RunningOperation* operation = known_at(address);
      if (operation == nullptr || operation->outstanding.load() == 0) continue;
      found[count++] = {address, operation->is_buffer};
    }
  }
  return count;
}

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
