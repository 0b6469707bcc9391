#include "recorder/true_functions.h"

#include <atomic>

namespace ioracle::recorder {
namespace {

constexpr auto slot_count = static_cast<std::size_t>(Slot::count);

struct Entry {
  const char* library;
  const char* name;
  Function function;
};

constexpr Entry entries[] = {
#define IORACLE_ENTRY(library, name, function) {#library ".dll", #name, Function::function},
    IORACLE_RECORDER_HOOKS(IORACLE_ENTRY)
#undef IORACLE_ENTRY
        {"kernel32.dll", "GetProcAddress", Function{}},
};
static_assert(std::size(entries) == slot_count);

std::atomic<void*> addresses[slot_count];

const Entry& entry_of(Slot slot) { return entries[static_cast<std::size_t>(slot)]; }

}  // namespace

Function function_of(Slot slot) { return entry_of(slot).function; }
const char* name_of(Slot slot) { return entry_of(slot).name; }
const char* library_of(Slot slot) { return entry_of(slot).library; }

void* true_function(Slot slot) {
  std::atomic<void*>& known = addresses[static_cast<std::size_t>(slot)];
  void* address = known.load(std::memory_order_acquire);
  if (address != nullptr) return address;
  address = find_function(library_of(slot), name_of(slot));
  known.store(address, std::memory_order_release);
  return address;
}

bool set_true_function(Slot slot, void* address) {
  void* expected = nullptr;
  std::atomic<void*>& known = addresses[static_cast<std::size_t>(slot)];
  return known.compare_exchange_strong(expected, address) || expected == address;
}

HANDLE true_create_file(const wchar_t* path) {
  const auto create = as_function<decltype(&CreateFileW)>(true_function(Slot::CreateFileW));
  return create(path, GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_DELETE, nullptr,
                CREATE_ALWAYS, FILE_ATTRIBUTE_NORMAL, nullptr);
}

void true_close_handle(HANDLE handle) {
  as_function<decltype(&CloseHandle)>(true_function(Slot::CloseHandle))(handle);
}

}  // namespace ioracle::recorder
