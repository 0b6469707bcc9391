#pragma once
// NTSTATUS values and the one table that maps them to Win32 and Winsock error codes.
// Source: sock-166 to sock-201, w32-041, w32-042.

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace ioracle {

enum class Status : std::uint32_t {
  success = 0x00000000,
  pending = 0x00000103,
  receive_partial = 0x4000000F,  // a part of a message: MSG_PARTIAL
  buffer_overflow = 0x80000005,
  invalid_parameter = 0xC000000D,
  end_of_file = 0xC0000011,
  buffer_too_small = 0xC0000023,
  pipe_disconnected = 0xC00000B0,
  io_timeout = 0xC00000B5,
  not_supported = 0xC00000BB,
  cancelled = 0xC0000120,
  local_disconnect = 0xC000013B,
  pipe_broken = 0xC000014B,
  connection_reset = 0xC000020D,
  connection_refused = 0xC0000236,
  graceful_disconnect = 0xC0000237,
  port_unreachable = 0xC000023F,
  request_aborted = 0xC0000240,
  connection_aborted = 0xC0000241,
  network_reset = 0xC0072744,  // NTSTATUS_FROM_WIN32(WSAENETRESET): no status of its own is known
  hop_limit_exceeded = 0xC000A012,
};

// NT_SUCCESS: successes and informational statuses.
constexpr bool succeeded(Status status) { return static_cast<std::uint32_t>(status) < 0x80000000U; }
// NT_ERROR: the statuses with which nothing is written or notified when they come at once.
constexpr bool is_error(Status status) { return static_cast<std::uint32_t>(status) >= 0xC0000000U; }

std::uint32_t win32_error(Status status);
std::uint32_t winsock_error(Status status);  // 0 for successes other than STATUS_PENDING
// What Winsock tells in the flags of a receive that ended with it.
std::int64_t receive_flags(Status status);
std::string_view name_of(Status status);  // "STATUS_..." or ""
std::optional<Status> find_status(std::string_view name);
std::vector<Status> all_statuses();  // that have a name, in their order

// Error codes that rules name. Winsock's WSA_ codes equal the like-named ERROR_ codes
// (NUM.wsa-equals-win32).
namespace error {
constexpr std::uint32_t file_not_found = 2;
constexpr std::uint32_t access_denied = 5;
constexpr std::uint32_t invalid_handle = 6;
constexpr std::uint32_t gen_failure = 31;
constexpr std::uint32_t lock_violation = 33;
constexpr std::uint32_t handle_eof = 38;
constexpr std::uint32_t invalid_parameter = 87;
constexpr std::uint32_t broken_pipe = 109;
constexpr std::uint32_t sem_timeout = 121;
constexpr std::uint32_t not_locked = 158;
constexpr std::uint32_t wait_io_completion = 192;
constexpr std::uint32_t bad_pipe = 230;
constexpr std::uint32_t pipe_busy = 231;
constexpr std::uint32_t no_data = 232;
constexpr std::uint32_t pipe_not_connected = 233;
constexpr std::uint32_t more_data = 234;
constexpr std::uint32_t wait_timeout = 258;
constexpr std::uint32_t pipe_connected = 535;
constexpr std::uint32_t pipe_listening = 536;
constexpr std::uint32_t abandoned_wait = 735;
constexpr std::uint32_t operation_aborted = 995;
constexpr std::uint32_t io_incomplete = 996;
constexpr std::uint32_t io_pending = 997;
constexpr std::uint32_t noaccess = 998;
constexpr std::uint32_t not_found = 1168;
constexpr std::uint32_t invalid_user_buffer = 1784;
constexpr std::uint32_t wsaeacces = 10013;
constexpr std::uint32_t wsaefault = 10014;
constexpr std::uint32_t wsaeinval = 10022;
constexpr std::uint32_t wsaeinprogress = 10036;
constexpr std::uint32_t wsaealready = 10037;
constexpr std::uint32_t wsaeaddrnotavail = 10049;
constexpr std::uint32_t wsaenetdown = 10050;
constexpr std::uint32_t wsaenotsock = 10038;
constexpr std::uint32_t wsaedestaddrreq = 10039;
constexpr std::uint32_t wsaemsgsize = 10040;
constexpr std::uint32_t wsaewouldblock = 10035;
constexpr std::uint32_t wsaeopnotsupp = 10045;
constexpr std::uint32_t wsaenetreset = 10052;
constexpr std::uint32_t wsaenobufs = 10055;
constexpr std::uint32_t wsaetimedout = 10060;
constexpr std::uint32_t wsaenotconn = 10057;
constexpr std::uint32_t wsaeisconn = 10056;
constexpr std::uint32_t wsaeshutdown = 10058;
constexpr std::uint32_t wsaeconnaborted = 10053;
constexpr std::uint32_t wsaeconnreset = 10054;
constexpr std::uint32_t wsaeconnrefused = 10061;
constexpr std::uint32_t wsanotinitialised = 10093;
constexpr std::uint32_t wsaediscon = 10101;
}  // namespace error

}  // namespace ioracle
