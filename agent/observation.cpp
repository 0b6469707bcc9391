#include "agent/observation.h"

#include <winternl.h>

#include <algorithm>
#include <cstring>
#include <mutex>
#include <string_view>

#include "agent/addresses.h"

namespace ioracle::agent {
namespace {

// A word that the system may write at the same time: read once, in one piece.
template <typename Word>
Word read_word(const Word& word) {
  return *static_cast<const volatile Word*>(&word);
}

void observe_overlapped(const Region& region, Event& event) {
  const auto& overlapped = *static_cast<const OVERLAPPED*>(static_cast<const void*>(region.base));
  event.words.internal = read_word(overlapped.Internal);
  event.words.internal_high = read_word(overlapped.InternalHigh);
  event.words.offset = read_word(overlapped.Offset);
  event.words.offset_high = read_word(overlapped.OffsetHigh);
}

// Without being told a count: up to the last byte that differs from the sentinel.
std::uint32_t changed_length(const Region& region, std::size_t offset, std::size_t length) {
  std::size_t changed = length;
  while (changed > 0 && region.base[offset + changed - 1] == sentinel_byte(offset + changed - 1)) {
    --changed;
  }
  return static_cast<std::uint32_t>(changed);
}

void observe_buffer(const Region& region, Event& event,
                    const std::optional<std::uint32_t>& placed) {
  if (event.buffers.empty()) {
    BufferValue whole;
    whole.memory = event.object;
    whole.length = static_cast<std::uint32_t>(region.size);
    event.buffers.push_back(whole);
  }
  event.runs.clear();
  event.literals.clear();
  BufferValue& buffer = event.buffers.front();
  const auto offset = static_cast<std::size_t>(std::min<std::uint64_t>(buffer.offset, region.size));
  const std::size_t length = std::min<std::size_t>(buffer.length, region.size - offset);
  const std::uint32_t changed = changed_length(region, offset, length);
  const std::uint32_t told =
      placed ? std::min(*placed, static_cast<std::uint32_t>(length)) : changed;
  buffer.bytes_recorded = buffer.rest_recorded = true;
  buffer.rest_touched = changed > told;
  buffer.length = told;
  buffer.first_run = 0;
  buffer.run_count = told == 0 ? 0 : 1;
  if (told == 0) return;
  event.runs.push_back({{}, 0, told});
  const void* bytes = region.base + offset;
  event.literals.assign(static_cast<const char*>(bytes), told);
}

// Whether a handle is signaled, without consuming it.
bool is_signaled(HANDLE handle) {
  struct EventInformation {
    LONG kind;
    LONG state;
  };
  using Query = NTSTATUS(NTAPI*)(HANDLE, int, void*, ULONG, ULONG*);
  static const auto query = reinterpret_cast<Query>(
      reinterpret_cast<void*>(GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "NtQueryEvent")));
  EventInformation information{};
  if (query(handle, 0, &information, sizeof information, nullptr) >= 0) {
    return information.state != 0;
  }
  return WaitForSingleObject(handle, 0) == WAIT_OBJECT_0;  // no event: waiting consumes nothing
}

}  // namespace

void observe(ScenarioRun& run, Event& event, const std::optional<std::uint32_t>& placed) {
  if (event.action == "handle") {
    event.result = Value::integer(is_signaled(run.handles().find(Value::of(event.object))) ? 1 : 0);
    return;
  }
  const Region* region = run.memory().find(event.object);
  if (region == nullptr || region->freed) return;
  if (event.action == "overlapped") observe_overlapped(*region, event);
  if (event.action == "buffer") observe_buffer(*region, event, placed);
  if (event.action == "variable" && region->kind == MemoryDeclaration::Kind::buffer) {
    event.result = told_address(run.handles(), *region);
  } else if (event.action == "variable") {
    std::int64_t number = 0;
    std::memcpy(&number, region->base, std::min(region->size, sizeof number));
    event.result = Value::integer(number);
  }
}

void change_memory(ScenarioRun& run, const Event& event) {
  if (event.action == "free") run.memory().release(event.object);
  if (event.action == "allocate") run.memory().allocate(event.object);
  const Region* region = run.memory().find(event.object);
  if (event.action != "write" || region == nullptr || region->freed) return;
  for (const BufferValue& buffer : event.buffers) {
    store_runs(run, event, buffer, region->base + buffer.offset);
  }
}

void store_runs(ScenarioRun& run, const Event& event, const BufferValue& buffer,
                unsigned char* place) {
  for (std::uint32_t index = 0; index < buffer.run_count; ++index) {
    const Run& part = event.runs[buffer.first_run + index];
    std::uint64_t seed = 0;
    if (part.pattern) {
      const std::lock_guard guard(run.lock());
      seed = pattern_seed(run.names().text(part.pattern));
    }
    for (std::uint64_t byte = part.offset; byte < part.offset + part.length; ++byte) {
      *place++ = part.pattern ? pattern_byte(seed, byte)
                              : static_cast<unsigned char>(event.literals[byte]);
    }
  }
}

void fill_routine_arguments(ScenarioRun& run, const RoutineArguments& arguments, Event& enter) {
  const auto add = [&](Parameter parameter, const Value& value) {
    Argument argument;
    argument.parameter = parameter;
    argument.value = value;
    enter.arguments.push_back(argument);
  };
  if (arguments.shape == RoutineArguments::Shape::apc) {
    add(Parameter::dwData, Value::integer(static_cast<std::int64_t>(arguments.data)));
    return;
  }
  const Name name = run.memory().overlapped_at(arguments.overlapped);
  const auto raw = reinterpret_cast<std::int64_t>(arguments.overlapped);
  add(Parameter::dwError, Value::integer(arguments.error));
  add(Parameter::cbTransferred, Value::integer(arguments.transferred));
  add(Parameter::lpOverlapped, name ? Value::of(name) : raw == 0 ? Value::null() : Value::raw(raw));
  if (arguments.shape == RoutineArguments::Shape::winsock) {
    add(Parameter::dwFlags, Value::integer(arguments.flags));
  }
}

}  // namespace ioracle::agent
