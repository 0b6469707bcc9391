#include "recorder/memory_notes.h"

#include <malloc.h>

#include <atomic>
#include <cstring>

#include "recorder/modules.h"
#include "recorder/operations.h"

namespace ioracle::recorder {
namespace {

constexpr std::size_t told_max = 8;

void tell(ThreadState& thread, const OperationMemory& memory, std::uint64_t caller, bool freed) {
  thread.begin_record(RecordKind::memory);
  const std::uint8_t position = memory.is_buffer ? position_buffer : position_overlapped;
  unsigned char* place = thread.add_field(position, FieldTag::number, 1, sizeof memory.address);
  if (place != nullptr) std::memcpy(place, &memory.address, sizeof memory.address);
  RecordHead* record = thread.record();
  if (record == nullptr) return;
  record->caller = caller;
  record->result = freed ? 1 : 0;
  record->within = thread.within;
  record->ticks = now_ticks();
  record->seq = next_seq();
}

template <typename Function>
Function true_function_of(std::atomic<void*>& known, const char* library, const char* name) {
  void* address = known.load(std::memory_order_acquire);
  if (address == nullptr) {
    address = find_function(library, name);
    known.store(address, std::memory_order_release);
  }
  return as_function<Function>(address);
}

std::atomic<void*> known_free;
std::atomic<void*> known_size;
std::atomic<void*> known_heap_free;

}  // namespace

void tell_ended_scopes(ThreadState& thread, std::uint64_t frame, std::uint64_t caller) {
  std::size_t kept = 0;
  for (std::size_t index = 0; index < thread.on_stack_count; ++index) {
    const std::uint64_t overlapped = thread.on_stack_places[index];
    const RunningOperation* operation = known_at(overlapped);
    if (operation == nullptr || operation->outstanding.load() == 0) continue;  // it has ended
    if (overlapped >= frame) {
      thread.on_stack_places[kept++] = overlapped;
    } else {
      tell(thread, {overlapped, false}, caller, false);
    }
  }
  thread.on_stack_count = kept;
}

void tell_freed(std::uint64_t pointer, std::uint64_t size, std::uint64_t caller) {
  OperationMemory found[told_max];
  const std::size_t count = outstanding_in(pointer, size, found, told_max);
  if (count == 0) return;
  ThreadState* thread = ThreadState::current();
  if (thread == nullptr) return;
  thread->busy = true;
  tell_module(*thread, caller);
  for (std::size_t index = 0; index < count; ++index) tell(*thread, found[index], caller, true);
  thread->busy = false;
}

void free_memory(void* pointer) {
  const Caller caller = IORACLE_CALLER();
  const auto free_it =
      true_function_of<void(__cdecl*)(void*)>(known_free, run_time_library, "free");
  if (pointer != nullptr) {
    const DWORD code = last_error();
    const auto size_of =
        true_function_of<std::size_t(__cdecl*)(void*)>(known_size, run_time_library, "_msize");
    tell_freed(reinterpret_cast<std::uint64_t>(pointer), size_of(pointer), caller.address);
    set_last_error(code);
  }
  free_it(pointer);
}

BOOL WINAPI free_heap_memory(HANDLE heap, DWORD flags, void* pointer) {
  const Caller caller = IORACLE_CALLER();
  const DWORD code = last_error();
  if (pointer != nullptr) {
    tell_freed(reinterpret_cast<std::uint64_t>(pointer), HeapSize(heap, flags, pointer),
               caller.address);
  }
  set_last_error(code);
  return true_function_of<BOOL(WINAPI*)(HANDLE, DWORD, void*)>(known_heap_free, "kernel32.dll",
                                                               "HeapFree")(heap, flags, pointer);
}

}  // namespace ioracle::recorder
