#pragma once
// What a generated scenario is mostly about. A family is weights of moves and chances of what is at
// hand; every scenario may still do a little of everything that its objects allow.

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace ioracle {

enum class Family : std::uint8_t {
  receive,   // streams: receives against data, by event, handle, routine and port
  cancel,    // a cancel against the completion
  close,     // a close, reset, shutdown, or the end of a thread against what is pending
  port,      // packets against time-outs and other dequeuers
  wait,      // events, waits of one, any and all, queries that wait
  apc,       // routines and APCs against alertable waits
  connect,   // accept, AcceptEx, connect, ConnectEx, DisconnectEx
  datagram,  // messages that are cut, lost to no room, empty
  file,      // transfers at offsets, overlapping, at the end
  provider,  // requests of a service provider against their upcall
  blocking,  // calls without an OVERLAPPED, and time-outs of sockets
};
constexpr std::size_t family_count = 11;

// One step, of which the generator chooses objects and sizes.
enum class StepKind : std::uint8_t {
  receive,
  send,
  query,
  wait,
  sleep,
  dequeue,
  post,
  observe,
  cancel,
  close,
  shutdown,
  reset,
  exit_thread,
  change_event,
  queue_apc,
  option,
  associate,
  modes,
  connect,
  accept,
  disconnect,
  read,
  write,
  provide,
  block,
};

struct Weight {
  StepKind kind;
  std::uint8_t weight;
};

// In percent.
struct Chances {
  std::uint8_t port = 0;
  std::uint8_t routines = 0;
  std::uint8_t second_pair = 0;
  std::uint8_t races = 60;
};

struct FamilyInfo {
  std::string_view name;
  std::string_view about;
  std::span<const Weight> weights;
  Chances chances;
};

const FamilyInfo& info(Family family);
std::optional<Family> find_family(std::string_view name);
std::span<const Family> all_families();

}  // namespace ioracle
