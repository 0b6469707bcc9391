#pragma once
// What stands in for a recorded function of any type.

#include <type_traits>

#include "recorder/fetched_functions.h"
#include "recorder/recorded_call.h"
#include "recorder/routines.h"
#include "recorder/signatures.h"

namespace ioracle::recorder {

template <typename Value>
RawArgument raw_of(Value value) {
  RawArgument raw;
  if constexpr (std::is_pointer_v<Value>) {
    using Target = std::remove_cv_t<std::remove_pointer_t<Value>>;
    raw.bits = reinterpret_cast<std::uint64_t>(value);
    if constexpr (std::is_integral_v<Target> || std::is_pointer_v<Target>) {
      raw.width = sizeof(Target);
      raw.is_signed = std::is_signed_v<Target>;
    }
    raw.narrow = std::is_same_v<Target, char>;
  } else if constexpr (std::is_signed_v<Value>) {
    raw.bits = static_cast<std::uint64_t>(static_cast<std::int64_t>(value));
  } else {
    raw.bits = static_cast<std::uint64_t>(value);
  }
  return raw;
}

template <Slot slot, typename Signature>
struct Hook;

template <Slot slot, typename Result, typename... Arguments>
struct Hook<slot, Result WINAPI(Arguments...)> {
  using Function = Result(WINAPI*)(Arguments...);

  static Result WINAPI call(Arguments... arguments) {
    const Caller caller = IORACLE_CALLER();
    const DWORD code = last_error();
    const auto function = as_function<Function>(true_function(slot));
    ThreadState* thread = ThreadState::current();
    set_last_error(code);
    if (thread == nullptr) return function(arguments...);
    const RawArgument raw[] = {raw_of(arguments)..., {}};
    RecordedCall recorded(*thread, slot, caller, code, {raw, sizeof...(Arguments)});
    (wrap(arguments, recorded.operation()), ...);
    if constexpr (slot == Slot::QueueUserAPC) wrap_apc(arguments...);
    if constexpr (slot == Slot::ExitProcess) note_process_end();  // it does not return
    recorded.begin();
    set_last_error(code);
    if constexpr (std::is_void_v<Result>) {
      function(arguments...);
      const DWORD after = last_error();
      recorded.end(0, after);
      set_last_error(after);
    } else {
      const Result result = function(arguments...);
      const DWORD after = last_error();
      if constexpr (slot == Slot::WSAIoctl) note_fetched(result, arguments...);
      recorded.end(raw_of(result).bits, after);
      set_last_error(after);
      return result;
    }
  }
};

// The function that stands in, by its type. Headers of Windows tell most types, namespace signature
// the others.
namespace signature {
#define IORACLE_HOOK(library, name, function) \
  inline constexpr auto hook_##name = &Hook<Slot::name, decltype(name)>::call;
IORACLE_RECORDER_HOOKS(IORACLE_HOOK)
#undef IORACLE_HOOK
}  // namespace signature

}  // namespace ioracle::recorder
