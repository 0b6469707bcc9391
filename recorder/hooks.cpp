#include "recorder/hooks.h"

#include "recorder/hook.h"

namespace ioracle::recorder {

FARPROC WINAPI fetch_function(HMODULE module, LPCSTR name) {
  const DWORD code = last_error();
  const auto get = as_function<decltype(&GetProcAddress)>(true_function(Slot::GetProcAddress));
  set_last_error(code);
  const FARPROC address = get(module, name);
  const DWORD after = last_error();
  constexpr ULONG_PTR ordinal_max = 0xffff;
  FARPROC given = address;
  if (address != nullptr && reinterpret_cast<ULONG_PTR>(name) > ordinal_max) {
    const Slot slot = find_slot(name);
    // Another library may export a function of the same name.
    if (slot != Slot::count && true_function(slot) == reinterpret_cast<void*>(address)) {
      given = reinterpret_cast<FARPROC>(hook_of(slot));
    }
  }
  set_last_error(after);
  return given;
}

void* hook_of(Slot slot) {
  switch (slot) {
#define IORACLE_CASE(library, name, function) \
  case Slot::name:                            \
    return reinterpret_cast<void*>(signature::hook_##name);
    IORACLE_RECORDER_HOOKS(IORACLE_CASE)
#undef IORACLE_CASE
    case Slot::GetProcAddress:
      return reinterpret_cast<void*>(&fetch_function);
    case Slot::count:
      break;
  }
  return nullptr;
}

Slot find_slot(const char* name) {
  for (std::uint16_t index = 0; index < static_cast<std::uint16_t>(Slot::count); ++index) {
    const auto slot = static_cast<Slot>(index);
    if (same_text(name_of(slot), name)) return slot;
  }
  return Slot::count;
}

}  // namespace ioracle::recorder
