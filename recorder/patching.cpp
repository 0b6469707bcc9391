#include "recorder/patching.h"

// after windows.h
#include "recorder/hooks.h"
#include "recorder/memory_notes.h"
// its own order
#include <tlhelp32.h>

namespace ioracle::recorder {
namespace {

constexpr auto slot_count = static_cast<std::uint16_t>(Slot::count);

// What an import points to: the functions as they are exported, where their library is loaded.
void* exported[slot_count];
void* heap_free = nullptr;
void* run_time_free = nullptr;

void find_exported() {
  for (std::uint16_t index = 0; index < slot_count; ++index) {
    const auto slot = static_cast<Slot>(index);
    // Nothing is loaded for it: a program that gets the library later fetches its functions.
    if (GetModuleHandleA(library_of(slot)) != nullptr) exported[index] = true_function(slot);
  }
  heap_free = find_function("kernel32.dll", "HeapFree");
  run_time_free = find_function(run_time_library, "free");
}

// By its address: imports may be told by a number in place of a name.
Slot slot_of(const void* address) {
  for (std::uint16_t index = 0; address != nullptr && index < slot_count; ++index) {
    if (exported[index] == address) return static_cast<Slot>(index);
  }
  return Slot::count;
}

void patch_one(void** place) {
  const Slot slot = slot_of(*place);
  void* hook = slot == Slot::count ? nullptr : hook_of(slot);
  if (*place == heap_free) hook = reinterpret_cast<void*>(&free_heap_memory);
  if (*place == run_time_free) hook = reinterpret_cast<void*>(&free_memory);
  if (hook == nullptr) return;
  DWORD before = 0;
  if (VirtualProtect(place, sizeof *place, PAGE_READWRITE, &before) == 0) return;
  *place = hook;
  VirtualProtect(place, sizeof *place, before, &before);
}

void patch_module(HMODULE module) {
  auto* base = reinterpret_cast<unsigned char*>(module);
  const auto* dos = reinterpret_cast<const IMAGE_DOS_HEADER*>(base);
  const auto* headers = reinterpret_cast<const IMAGE_NT_HEADERS64*>(base + dos->e_lfanew);
  const IMAGE_DATA_DIRECTORY& place =
      headers->OptionalHeader.DataDirectory[IMAGE_DIRECTORY_ENTRY_IMPORT];
  if (place.Size == 0) return;
  const auto* library =
      reinterpret_cast<const IMAGE_IMPORT_DESCRIPTOR*>(base + place.VirtualAddress);
  for (; library->FirstThunk != 0; ++library) {
    auto* import = reinterpret_cast<void**>(base + library->FirstThunk);
    for (; *import != nullptr; ++import) patch_one(import);
  }
}

bool is_of_windows(const wchar_t* path) {
  wchar_t folder[MAX_PATH];
  const UINT length = GetWindowsDirectoryW(folder, MAX_PATH);
  return length != 0 && CompareStringOrdinal(path, static_cast<int>(length), folder,
                                             static_cast<int>(length), TRUE) == CSTR_EQUAL;
}

}  // namespace

void patch_loaded_modules() {
  find_exported();
  HMODULE own = nullptr;
  GetModuleHandleExW(
      GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
      reinterpret_cast<LPCWSTR>(&patch_loaded_modules), &own);
  const HANDLE modules = CreateToolhelp32Snapshot(TH32CS_SNAPMODULE, GetCurrentProcessId());
  if (modules == INVALID_HANDLE_VALUE) return;
  MODULEENTRY32W module{};
  module.dwSize = sizeof module;
  for (BOOL more = Module32FirstW(modules, &module); more != 0;
       more = Module32NextW(modules, &module)) {
    if (module.hModule != own && !is_of_windows(module.szExePath)) patch_module(module.hModule);
  }
  true_close_handle(modules);
}

}  // namespace ioracle::recorder
