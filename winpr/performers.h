#pragma once
// The functions of WinPR that really work, as calls of a scenario: what a program asks of them, and
// why some programs ask for what is not there.

#include <cstdint>
#include <functional>
#include <string>

#include "program/program.h"

namespace ioracle::winpr {

using Handle = void*;

struct Performed {
  std::int64_t value = 0;
  Handle made = nullptr;         // by a function that makes a handle
  std::uint32_t last_error = 0;  // 0 before the call
};

// What a call's arguments mean.
struct Arguments {
  const Event& call;
  std::function<Handle(const Value&)> handle;
  std::function<std::size_t(Name)> routine_index;
};

constexpr std::size_t routine_count_max = 8;

// Why a program cannot be performed; empty: it can.
std::string refusal(const Program& program);

// REQUIRES: refusal() of the program is empty. Called on the thread of the scenario; may block, and
// calls run_routine() on it.
Performed perform(const Arguments& arguments);

// The APC of that index begins on this thread; in worker.cpp.
void run_routine(std::size_t index, std::uint64_t data);

bool is_signaled(Handle handle);  // without consuming it: there are manual-reset events only
Handle start_thread(void (*body)(void*), void* argument);
void close(Handle handle);

}  // namespace ioracle::winpr
