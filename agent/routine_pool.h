#pragma once
// Real callback functions for the named routines of a scenario. The system calls them on a scripted
// thread; they tell that thread's Worker which routine began, with what.

#include <windows.h>
#include <winsock2.h>

#include <cstddef>
#include <cstdint>

namespace ioracle::agent {

constexpr std::size_t routine_count_max = 64;

// What the system handed to a routine. The shapes differ: those of ReadFileEx have no flags, APCs
// have only `data`.
struct RoutineArguments {
  enum class Shape { winsock, file, apc };
  Shape shape = Shape::winsock;
  DWORD error = 0;
  DWORD transferred = 0;
  OVERLAPPED* overlapped = nullptr;
  DWORD flags = 0;
  ULONG_PTR data = 0;
};

// The callback that stands for the routine of that index. REQUIRES: index < routine_count_max.
LPWSAOVERLAPPED_COMPLETION_ROUTINE winsock_callback(std::size_t index);
LPOVERLAPPED_COMPLETION_ROUTINE file_callback(std::size_t index);
PAPCFUNC apc_callback(std::size_t index);

// Given by the worker: runs routine `index` on the calling thread.
void run_routine(std::size_t index, const RoutineArguments& arguments);

}  // namespace ioracle::agent
