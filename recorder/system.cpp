#include "recorder/system.h"

#include <atomic>

namespace ioracle::recorder {
namespace {

template <typename Structure>
const Structure* at(const unsigned char* base, DWORD offset) {
  return reinterpret_cast<const Structure*>(base + offset);
}

using GetProcAddressFunction = FARPROC(WINAPI*)(HMODULE, LPCSTR);

GetProcAddressFunction true_get_proc_address() {
  static std::atomic<void*> known;
  void* address = known.load(std::memory_order_relaxed);
  if (address == nullptr) {
    address = find_export(GetModuleHandleW(L"kernel32.dll"), "GetProcAddress");
    known.store(address, std::memory_order_relaxed);
  }
  return as_function<GetProcAddressFunction>(address);
}

}  // namespace

bool same_text(const char* left, const char* right) {
  while (*left != '\0' && *left == *right) {
    ++left;
    ++right;
  }
  return *left == *right;
}

void* find_export(HMODULE module, const char* name) {
  const auto* base = reinterpret_cast<const unsigned char*>(module);
  const auto* dos = at<IMAGE_DOS_HEADER>(base, 0);
  const auto* headers = at<IMAGE_NT_HEADERS64>(base, static_cast<DWORD>(dos->e_lfanew));
  const IMAGE_DATA_DIRECTORY& place =
      headers->OptionalHeader.DataDirectory[IMAGE_DIRECTORY_ENTRY_EXPORT];
  if (place.Size == 0) return nullptr;
  const auto* exports = at<IMAGE_EXPORT_DIRECTORY>(base, place.VirtualAddress);
  const auto* names = at<DWORD>(base, exports->AddressOfNames);
  const auto* ordinals = at<WORD>(base, exports->AddressOfNameOrdinals);
  const auto* functions = at<DWORD>(base, exports->AddressOfFunctions);
  for (DWORD index = 0; index < exports->NumberOfNames; ++index) {
    if (!same_text(at<char>(base, names[index]), name)) continue;
    const DWORD function = functions[ordinals[index]];
    const bool forwarded =
        function >= place.VirtualAddress && function < place.VirtualAddress + place.Size;
    if (forwarded) return nullptr;
    return const_cast<unsigned char*>(base + function);
  }
  return nullptr;
}

void stack_limits(std::uint64_t& low, std::uint64_t& high) {
  ULONG_PTR from = 0;
  ULONG_PTR to = 0;
  GetCurrentThreadStackLimits(&from, &to);
  low = from;
  high = to;
}

void* find_function(const char* library, const char* name) {
  HMODULE module = GetModuleHandleA(library);
  if (module == nullptr) module = LoadLibraryA(library);
  const GetProcAddressFunction get = true_get_proc_address();
  if (module == nullptr || get == nullptr) return nullptr;
  return reinterpret_cast<void*>(get(module, name));
}

}  // namespace ioracle::recorder
