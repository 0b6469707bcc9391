#include "agent/addresses.h"

#include <cstring>

#include "agent/handles.h"
#include "model/address.h"

namespace ioracle::agent {
namespace {

constexpr USHORT discard_port = 9;

sockaddr_in ipv4(ULONG host, USHORT port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = port;
  address.sin_addr.s_addr = htonl(host);
  return address;
}

// A port that was free a moment ago.
sockaddr_in closed_address() {
  const SOCKET socket = ::socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
  sockaddr_in address = ipv4(INADDR_LOOPBACK, 0);
  bind(socket, static_cast<sockaddr*>(static_cast<void*>(&address)), sizeof address);
  address = address_of(socket);
  closesocket(socket);
  return address;
}

// Up to the last byte that differs from the sentinel.
std::size_t written(const Region& region) {
  std::size_t bytes = region.size;
  while (bytes > 0 && region.base[bytes - 1] == sentinel_byte(bytes - 1)) --bytes;
  return bytes;
}

}  // namespace

sockaddr_in address_at(std::string_view word) {
  if (word == address::any) return ipv4(INADDR_ANY, htons(discard_port));
  if (word == address::broadcast) return ipv4(INADDR_BROADCAST, htons(discard_port));
  return word == address::closed ? closed_address() : ipv4(INADDR_LOOPBACK, 0);
}

sockaddr_in address_of(SOCKET socket) {
  sockaddr_in address = ipv4(INADDR_LOOPBACK, 0);
  int length = sizeof address;
  getsockname(socket, static_cast<sockaddr*>(static_cast<void*>(&address)), &length);
  return ipv4(INADDR_LOOPBACK, address.sin_port);
}

Value told_address(const Handles& handles, const Region& region) {
  const std::size_t bytes = written(region);
  if (bytes == 0) return Value::untouched();
  sockaddr_in address{};
  if (bytes > sizeof address) return Value::raw(static_cast<std::int64_t>(bytes));
  std::memcpy(&address, region.base, sizeof address);
  const bool here =
      address.sin_family == AF_INET && address.sin_addr.s_addr == htonl(INADDR_LOOPBACK);
  if (!here) return Value::raw(address.sin_port);
  return handles.socket_at(address.sin_port);
}

}  // namespace ioracle::agent
