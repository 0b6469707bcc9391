#include "recorder/modules.h"

#include <atomic>
#include <cstring>

namespace ioracle::recorder {
namespace {

constexpr std::uint32_t modules_max = 64;

struct Module {
  std::atomic<std::uint64_t> low{0};
  std::atomic<std::uint64_t> high{0};  // written last
};

Module modules[modules_max];
std::atomic<std::uint32_t> module_count{0};

bool is_told(std::uint64_t address) {
  for (const Module& module : modules) {
    const std::uint64_t high = module.high.load(std::memory_order_acquire);
    if (high == 0) return false;
    if (address < high && address >= module.low.load(std::memory_order_relaxed)) return true;
  }
  return true;  // no more are told
}

std::uint64_t size_of(const unsigned char* base) {
  const auto* dos = reinterpret_cast<const IMAGE_DOS_HEADER*>(base);
  const auto* headers = reinterpret_cast<const IMAGE_NT_HEADERS64*>(base + dos->e_lfanew);
  return headers->OptionalHeader.SizeOfImage;
}

void add_bytes(ThreadState& thread, std::uint8_t position, FieldTag tag, const void* bytes,
               std::uint32_t length) {
  unsigned char* place = thread.add_field(position, tag, 1, length);
  if (place != nullptr) std::memcpy(place, bytes, length);
}

}  // namespace

void tell_module(ThreadState& thread, std::uint64_t address) {
  if (is_told(address)) return;
  HMODULE found = nullptr;
  constexpr DWORD how =
      GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT;
  if (GetModuleHandleExW(how, reinterpret_cast<LPCWSTR>(address), &found) == 0) return;
  const std::uint32_t index = module_count.fetch_add(1);
  if (index >= modules_max) return;
  const auto base = reinterpret_cast<std::uint64_t>(found);
  const std::uint64_t size = size_of(reinterpret_cast<const unsigned char*>(found));
  wchar_t path[MAX_PATH];
  const DWORD length = GetModuleFileNameW(found, path, MAX_PATH);
  thread.begin_record(RecordKind::module);
  add_bytes(thread, 0, FieldTag::number, &base, sizeof base);
  add_bytes(thread, 1, FieldTag::number, &size, sizeof size);
  add_bytes(thread, 2, FieldTag::text, path, length * static_cast<std::uint32_t>(sizeof path[0]));
  if (RecordHead* record = thread.record()) {
    record->ticks = now_ticks();
    record->seq = next_seq();
  }
  modules[index].low.store(base, std::memory_order_relaxed);
  modules[index].high.store(base + size, std::memory_order_release);
}

}  // namespace ioracle::recorder
