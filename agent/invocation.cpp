#include "agent/invocation.h"

#include <algorithm>
#include <cstring>
#include <mutex>

#include "agent/addresses.h"
#include "agent/guarded_call.h"
#include "agent/observation.h"
#include "agent/scenario_run.h"
#include "agent/worker.h"
#include "model/address.h"

namespace ioracle::agent {
namespace {

constexpr ULONG_PTR event_tag = 1;  // in hEvent: queue no packet

OVERLAPPED* as_overlapped(unsigned char* base) {
  return static_cast<OVERLAPPED*>(static_cast<void*>(base));
}

template <typename Pointer>
Pointer as_pointer(std::int64_t number) {
  return reinterpret_cast<Pointer>(static_cast<ULONG_PTR>(number));
}

}  // namespace

Invocation::Invocation(Worker& worker, const Action& action)
    : worker_(worker), call_(action.event), new_handle_(action.handle) {
  call_.kind = EventKind::call;
  call_.thread = worker.name();
}

ScenarioRun& Invocation::run() const { return worker_.run(); }

Argument* Invocation::find(Parameter parameter) {
  for (Argument& argument : call_.arguments) {
    if (argument.parameter == parameter) return &argument;
  }
  return nullptr;
}

const Value& Invocation::argument(Parameter parameter) const {
  static const Value absent;
  const Argument* found = call_.find(parameter);
  return found == nullptr ? absent : found->value;
}

DWORD Invocation::number(Parameter parameter) const {
  return static_cast<DWORD>(argument(parameter).number);
}

int Invocation::integer(Parameter parameter) const {
  return static_cast<int>(argument(parameter).number);
}

ULONG_PTR Invocation::wide(Parameter parameter) const {
  return static_cast<ULONG_PTR>(argument(parameter).number);
}

HANDLE Invocation::handle(Parameter parameter) const {
  return run().handles().find(argument(parameter));
}

SOCKET Invocation::socket(Parameter parameter) const {
  return reinterpret_cast<SOCKET>(handle(parameter));
}

std::vector<HANDLE>& Invocation::handles(Parameter parameter) {
  handles_.clear();
  if (const Argument* list = find(parameter)) {
    for (std::uint32_t index = 0; index < list->count; ++index) {
      handles_.push_back(run().handles().find(call_.values[list->first + index]));
    }
  }
  return handles_;
}

OVERLAPPED* Invocation::overlapped(Parameter parameter) {
  const Value& value = argument(parameter);
  if (value.kind != ValueKind::name) return as_pointer<OVERLAPPED*>(value.number);
  const Region* region = run().memory().find(value.name);
  if (region == nullptr) return nullptr;
  OVERLAPPED* overlapped = as_overlapped(region->base);
  if (!has_words(parameter) || region->freed) return overlapped;
  OverlappedWords& words = call_.words;
  if (words.internal) overlapped->Internal = static_cast<ULONG_PTR>(*words.internal);
  if (words.internal_high) overlapped->InternalHigh = static_cast<ULONG_PTR>(*words.internal_high);
  if (words.offset) overlapped->Offset = *words.offset;
  if (words.offset_high) overlapped->OffsetHigh = *words.offset_high;
  if (words.event.recorded()) {
    const auto event = reinterpret_cast<ULONG_PTR>(run().handles().find(words.event));
    overlapped->hEvent = reinterpret_cast<HANDLE>(words.event_tagged ? event | event_tag : event);
  }
  const auto event = reinterpret_cast<ULONG_PTR>(overlapped->hEvent);
  words.offset = overlapped->Offset;
  words.offset_high = overlapped->OffsetHigh;
  words.event_tagged = (event & event_tag) != 0;
  words.event = run().handles().tell(reinterpret_cast<HANDLE>(event & ~event_tag));
  if (overlapped_ == nullptr) overlapped_ = overlapped;
  return overlapped;
}

sockaddr_in* Invocation::address(Parameter parameter) {
  const Value& value = argument(parameter);
  if (value.kind != ValueKind::name) return as_pointer<sockaddr_in*>(value.number);
  std::string place;
  {
    const std::lock_guard guard(run().lock());
    place = run().names().text(value.name);
  }
  const bool word = address::is_word(place);
  addresses_.push_back(word ? address_at(place)
                            : address_of(reinterpret_cast<SOCKET>(run().handles().find(value))));
  return &addresses_.back();
}

sockaddr* Invocation::address_output(Parameter parameter) {
  const Value& value = argument(parameter);
  if (value.kind != ValueKind::name) return as_pointer<sockaddr*>(value.number);
  const Region* region = run().memory().find(value.name);
  if (region == nullptr) return nullptr;
  if (!region->freed) {
    for (std::size_t index = 0; index < region->size; ++index) {
      region->base[index] = sentinel_byte(index);
    }
    outputs_.push_back({parameter, OutputKind::address, region, 0, 0, nullptr});
  }
  return static_cast<sockaddr*>(static_cast<void*>(region->base));
}

LPWSAOVERLAPPED_COMPLETION_ROUTINE Invocation::winsock_routine(Parameter parameter) const {
  const auto index = run().routine_index(argument(parameter).name);
  return index ? winsock_callback(*index) : nullptr;
}

LPOVERLAPPED_COMPLETION_ROUTINE Invocation::file_routine(Parameter parameter) const {
  const auto index = run().routine_index(argument(parameter).name);
  return index ? file_callback(*index) : nullptr;
}

PAPCFUNC Invocation::apc(Parameter parameter) const {
  const auto index = run().routine_index(argument(parameter).name);
  return index ? apc_callback(*index) : nullptr;
}

unsigned char* Invocation::place_buffer(Parameter parameter, bool receives, BufferValue& buffer) {
  if (!buffer.memory) return as_pointer<unsigned char*>(buffer.raw.value_or(0));
  const Region* region = run().memory().find(buffer.memory);
  if (region == nullptr) return nullptr;
  unsigned char* base = region->base + buffer.offset;
  if (region->freed) return base;
  if (receives) {
    for (std::uint32_t index = 0; index < buffer.length; ++index) {
      base[index] = sentinel_byte(static_cast<std::size_t>(buffer.offset) + index);
    }
    received_.push_back({parameter, buffer.memory, buffer.offset, base, buffer.length});
  } else if (buffer.bytes_recorded) {
    store_runs(run(), call_, buffer, base);
  } else {
    state_bytes(buffer, base);
  }
  return base;
}

void Invocation::state_bytes(BufferValue& buffer, const unsigned char* base) {
  buffer.bytes_recorded = true;
  buffer.first_run = static_cast<std::uint32_t>(call_.runs.size());
  buffer.run_count = buffer.length == 0 ? 0 : 1;
  if (buffer.length == 0) return;
  call_.runs.push_back({{}, call_.literals.size(), buffer.length});
  call_.literals.append(static_cast<const char*>(static_cast<const void*>(base)), buffer.length);
}

std::wstring Invocation::path(Parameter parameter) const {
  std::string text;
  {
    const std::lock_guard guard(run().lock());
    text = run().names().text(argument(parameter).name);
  }
  const std::wstring wide(text.begin(), text.end());
  constexpr std::wstring_view pipes = L"\\\\.\\pipe\\";
  const std::wstring own = std::to_wstring(GetCurrentProcessId());
  if (wide.starts_with(pipes)) return wide + L"-" + own;
  wchar_t folder[MAX_PATH + 1] = L"";
  GetTempPathW(MAX_PATH, folder);
  return std::wstring(folder) + L"ioracle-" + own + L"-" + wide;
}

Invocation::Buffers Invocation::buffers(Parameter parameter) {
  const Argument* list = find(parameter);
  if (list == nullptr || list->value.recorded()) return {nullptr, 0};
  const bool receives = find_parameter(info(call_.function), parameter)->direction != Direction::in;
  for (std::uint32_t index = 0; index < list->count; ++index) {
    BufferValue& buffer = call_.buffers[list->first + index];
    auto* base = place_buffer(parameter, receives, buffer);
    wsabufs_.push_back({buffer.length, static_cast<CHAR*>(static_cast<void*>(base))});
  }
  return {wsabufs_.data(), list->count};
}

char* Invocation::buffer(Parameter parameter) {
  const Argument* list = find(parameter);
  if (list == nullptr) return nullptr;
  if (list->value.recorded()) return as_pointer<char*>(list->value.number);
  const bool receives = find_parameter(info(call_.function), parameter)->direction != Direction::in;
  auto* base = place_buffer(parameter, receives, call_.buffers[list->first]);
  return static_cast<char*>(static_cast<void*>(base));
}

WSAMSG* Invocation::message(Parameter parameter) {
  const Value& value = argument(parameter);
  if (value.kind != ValueKind::name) return as_pointer<WSAMSG*>(value.number);
  const Region* region = run().memory().find(value.name);
  return region == nullptr ? nullptr : static_cast<WSAMSG*>(static_cast<void*>(region->base));
}

bool Invocation::is_filled_in(Parameter parameter) const {
  const Value& value = argument(parameter);
  const Region* region = value.kind == ValueKind::name ? run().memory().find(value.name) : nullptr;
  return region != nullptr && !region->freed;
}

WSABUF Invocation::control(Parameter parameter, Parameter length) {
  const Argument* list = find(parameter);
  WSABUF control{};
  Argument* written = find(length);
  if (written != nullptr) written->preset = Value::integer(0);
  if (list == nullptr || list->count == 0) return control;
  const std::size_t told = received_.size();
  BufferValue& buffer = call_.buffers[list->first];
  const bool receives = find_parameter(info(call_.function), parameter)->direction != Direction::in;
  control.buf = static_cast<char*>(static_cast<void*>(place_buffer(parameter, receives, buffer)));
  control.len = buffer.length;
  received_.resize(told);
  if (written != nullptr) written->preset = Value::integer(buffer.length);
  return control;
}

unsigned char* Invocation::variable_place(Parameter parameter, OutputKind kind) {
  Argument* argument = find(parameter);
  if (argument == nullptr) return nullptr;
  if (argument->value.kind != ValueKind::name) {
    return as_pointer<unsigned char*>(argument->value.number);
  }
  const Region* region = run().memory().find(argument->value.name);
  if (region == nullptr) return nullptr;
  if (region->freed) return region->base;
  const bool output = find_parameter(info(call_.function), parameter)->direction == Direction::out;
  if (!argument->preset.recorded() && output) argument->preset = Value::integer(variable_preset);
  std::int64_t number = argument->preset.number;
  const std::size_t size = std::min(region->size, sizeof number);
  if (argument->preset.recorded()) {
    std::memcpy(region->base, &number, size);
  } else {
    std::memcpy(&number, region->base, size);
    argument->preset = Value::integer(number);
  }
  outputs_.push_back(
      {parameter, kind, region->base, static_cast<std::uint64_t>(number), 0, nullptr});
  return region->base;
}

DWORD* Invocation::variable(Parameter parameter) {
  return static_cast<DWORD*>(static_cast<void*>(variable_place(parameter, OutputKind::variable32)));
}

ULONG_PTR* Invocation::wide_variable(Parameter parameter) {
  return static_cast<ULONG_PTR*>(
      static_cast<void*>(variable_place(parameter, OutputKind::variable64)));
}

DWORD* Invocation::received_count(Parameter parameter) {
  DWORD* count = variable(parameter);
  received_count_ = count;
  return count;
}

OVERLAPPED** Invocation::overlapped_output(Parameter parameter) {
  Argument* argument = find(parameter);
  if (argument == nullptr || argument->value.kind == ValueKind::null) return nullptr;
  argument->preset = Value::integer(variable_preset);
  pointers_.push_back(as_pointer<OVERLAPPED*>(variable_preset));
  outputs_.push_back({parameter, OutputKind::overlapped, &pointers_.back(),
                      static_cast<std::uint64_t>(variable_preset), 0, nullptr});
  return &pointers_.back();
}

OVERLAPPED_ENTRY* Invocation::packets(Parameter parameter, Parameter capacity, Parameter removed) {
  const Argument* count = find(removed);
  const Region* place = count == nullptr ? nullptr : run().memory().find(count->value.name);
  entries_.assign(number(capacity), OVERLAPPED_ENTRY{});
  outputs_.push_back({parameter, OutputKind::packets, entries_.data(), 0, number(capacity),
                      place == nullptr ? nullptr : place->base});
  return entries_.data();
}

void Invocation::wakes_after(DWORD milliseconds) {
  constexpr std::uint64_t millisecond_ns = 1'000'000;
  wakes_at_ns_ = milliseconds == INFINITE ? 0 : Clock::now_ns() + milliseconds * millisecond_ns;
}

void Invocation::perform_guarded(void (*body)(void*), Moment& moment) {
  call_.within = worker_.new_event(EventKind::call).within;
  // Only these two ask for what the thread's last call left; elsewhere 0 shows what a call sets.
  const bool asks =
      call_.function == Function::GetLastError || call_.function == Function::WSAGetLastError;
  call_.last_error = moment.last_error = asks ? worker_.last_error() : 0;
  moment.stamp = worker_.write(call_);
  const std::uint64_t id = Clock::next_id();
  worker_.enter_call(id, call_.function, wakes_at_ns_);
  moment.stamp->id = id;
  worker_.line_up();
  std::uint32_t code = 0;
  const bool came_back = guarded_call(body, &moment, code);
  if (!came_back) {
    moment.seq = Clock::next_seq();
    moment.time_ns = Clock::now_ns();
    moment.last_error = GetLastError();
  }
  worker_.leave_call(moment.last_error);
  result_ = moment.result;
  returned_ = worker_.new_event(came_back ? EventKind::returned : EventKind::exception);
  returned_.within = 0;
  returned_.function = call_.function;
  returned_.last_error = moment.last_error;
  if (came_back) {
    returned_.result = value_of_result();
    if (closes_ != nullptr && succeeded()) run().handles().closed(*closes_);
    tell_outputs();
  } else {
    returned_.result = Value::integer(code);
    returned_.last_error.reset();
  }
  Stamp* stamp = worker_.write(returned_);
  stamp->id = returned_.id = id;
  stamp->time_ns = moment.time_ns;
  stamp->seq = moment.seq;
}

}  // namespace ioracle::agent
