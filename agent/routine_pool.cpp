#include "agent/routine_pool.h"

#include <array>
#include <utility>

namespace ioracle::agent {
namespace {

template <std::size_t index>
void CALLBACK winsock_routine(DWORD error, DWORD transferred, LPWSAOVERLAPPED overlapped,
                              DWORD flags) {
  run_routine(index, {RoutineArguments::Shape::winsock, error, transferred, overlapped, flags, 0});
}

template <std::size_t index>
void CALLBACK file_routine(DWORD error, DWORD transferred, LPOVERLAPPED overlapped) {
  run_routine(index, {RoutineArguments::Shape::file, error, transferred, overlapped, 0, 0});
}

template <std::size_t index>
void CALLBACK apc_routine(ULONG_PTR data) {
  run_routine(index, {RoutineArguments::Shape::apc, 0, 0, nullptr, 0, data});
}

template <std::size_t... indices>
constexpr auto winsock_table(std::index_sequence<indices...>) {
  return std::array<LPWSAOVERLAPPED_COMPLETION_ROUTINE, sizeof...(indices)>{
      winsock_routine<indices>...};
}

template <std::size_t... indices>
constexpr auto file_table(std::index_sequence<indices...>) {
  return std::array<LPOVERLAPPED_COMPLETION_ROUTINE, sizeof...(indices)>{file_routine<indices>...};
}

template <std::size_t... indices>
constexpr auto apc_table(std::index_sequence<indices...>) {
  return std::array<PAPCFUNC, sizeof...(indices)>{apc_routine<indices>...};
}

constexpr auto every_index = std::make_index_sequence<routine_count_max>{};

}  // namespace

LPWSAOVERLAPPED_COMPLETION_ROUTINE winsock_callback(std::size_t index) {
  static constexpr auto table = winsock_table(every_index);
  return table[index];
}

LPOVERLAPPED_COMPLETION_ROUTINE file_callback(std::size_t index) {
  static constexpr auto table = file_table(every_index);
  return table[index];
}

PAPCFUNC apc_callback(std::size_t index) {
  static constexpr auto table = apc_table(every_index);
  return table[index];
}

}  // namespace ioracle::agent
