#pragma once
// Reading what the recorded program has in its memory, and telling numbers of it.

#include <cstring>

#include "recorder/thread_state.h"

namespace ioracle::recorder {

template <typename Number>
Number read_as(std::uint64_t pointer) {
  Number number;
  std::memcpy(&number, reinterpret_cast<const void*>(pointer), sizeof number);
  return number;
}

// Runs `body` such that a fault in it ends it, and nothing else. False: it was cut short.
bool read_guarded(ThreadState& thread, void (*body)(void*), void* argument);

template <typename Body>
bool guarded(ThreadState& thread, Body body) {
  return read_guarded(
      thread, [](void* argument) { (*static_cast<Body*>(argument))(); }, &body);
}

// Adds a field of one number to the latest record.
void add_number(ThreadState& thread, std::size_t position, std::uint64_t number);

}  // namespace ioracle::recorder
