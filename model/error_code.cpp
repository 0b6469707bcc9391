#include "model/error_code.h"

#include <algorithm>
#include <array>

namespace ioracle {
namespace {

constexpr auto table = std::to_array<ErrorCode>({
    {"ERROR_ABANDONED_WAIT_0", 735},
    {"ERROR_ACCESS_DENIED", 5},
    {"ERROR_ADDRESS_ALREADY_ASSOCIATED", 1227},
    {"ERROR_ADDRESS_NOT_ASSOCIATED", 1228},
    {"ERROR_ALREADY_EXISTS", 183},
    {"ERROR_BAD_NETPATH", 53},
    {"ERROR_BAD_NET_RESP", 58},
    {"ERROR_BAD_PATHNAME", 161},
    {"ERROR_BAD_PIPE", 230},
    {"ERROR_BROKEN_PIPE", 109},
    {"ERROR_BUSY", 170},
    {"ERROR_CANT_WAIT", 554},
    {"ERROR_COMMITMENT_LIMIT", 1455},
    {"ERROR_CONNECTION_ABORTED", 1236},
    {"ERROR_CONNECTION_ACTIVE", 1230},
    {"ERROR_CONNECTION_COUNT_LIMIT", 1238},
    {"ERROR_CONNECTION_INVALID", 1229},
    {"ERROR_CONNECTION_REFUSED", 1225},
    {"ERROR_DEV_NOT_EXIST", 55},
    {"ERROR_DISK_FULL", 112},
    {"ERROR_DUP_NAME", 52},
    {"ERROR_FILE_NOT_FOUND", 2},
    {"ERROR_GEN_FAILURE", 31},
    {"ERROR_GRACEFUL_DISCONNECT", 1226},
    {"ERROR_HANDLES_CLOSED", 676},
    {"ERROR_HANDLE_EOF", 38},
    {"ERROR_HOST_DOWN", 1256},
    {"ERROR_HOST_UNREACHABLE", 1232},
    {"ERROR_INSUFFICIENT_BUFFER", 122},
    {"ERROR_INVALID_ADDRESS", 487},
    {"ERROR_INVALID_FUNCTION", 1},
    {"ERROR_INVALID_HANDLE", 6},
    {"ERROR_INVALID_NAME", 123},
    {"ERROR_INVALID_NETNAME", 1214},
    {"ERROR_INVALID_PARAMETER", 87},
    {"ERROR_INVALID_USER_BUFFER", 1784},
    {"ERROR_IO_INCOMPLETE", 996},
    {"ERROR_IO_PENDING", 997},
    {"ERROR_LOCK_VIOLATION", 33},
    {"ERROR_MORE_DATA", 234},
    {"ERROR_MR_MID_NOT_FOUND", 317},
    {"ERROR_NETNAME_DELETED", 64},
    {"ERROR_NETWORK_BUSY", 54},
    {"ERROR_NETWORK_UNREACHABLE", 1231},
    {"ERROR_NOACCESS", 998},
    {"ERROR_NOTIFY_ENUM_DIR", 1022},
    {"ERROR_NOT_ENOUGH_MEMORY", 8},
    {"ERROR_NOT_ENOUGH_QUOTA", 1816},
    {"ERROR_NOT_FOUND", 1168},
    {"ERROR_NOT_LOCKED", 158},
    {"ERROR_NOT_OWNER", 288},
    {"ERROR_NOT_READY", 21},
    {"ERROR_NOT_SUPPORTED", 50},
    {"ERROR_NO_DATA", 232},
    {"ERROR_NO_SUCH_DEVICE", 433},
    {"ERROR_NO_SYSTEM_RESOURCES", 1450},
    {"ERROR_OPERATION_ABORTED", 995},
    {"ERROR_PAGEFILE_QUOTA", 1454},
    {"ERROR_PATH_NOT_FOUND", 3},
    {"ERROR_PIPE_BUSY", 231},
    {"ERROR_PIPE_CONNECTED", 535},
    {"ERROR_PIPE_LISTENING", 536},
    {"ERROR_PIPE_NOT_CONNECTED", 233},
    {"ERROR_PORT_UNREACHABLE", 1234},
    {"ERROR_PROTOCOL_UNREACHABLE", 1233},
    {"ERROR_REM_NOT_LIST", 51},
    {"ERROR_REQUEST_ABORTED", 1235},
    {"ERROR_REQ_NOT_ACCEP", 71},
    {"ERROR_SEM_TIMEOUT", 121},
    {"ERROR_SHARING_VIOLATION", 32},
    {"ERROR_SUCCESS", 0},
    {"ERROR_TIMEOUT", 1460},
    {"ERROR_TOO_MANY_NAMES", 68},
    {"ERROR_TOO_MANY_POSTS", 298},
    {"ERROR_UNEXP_NET_ERR", 59},
    {"ERROR_WORKING_SET_QUOTA", 1453},
    {"WAIT_TIMEOUT", 258},
    {"WSAEACCES", 10013},
    {"WSAEADDRINUSE", 10048},
    {"WSAEADDRNOTAVAIL", 10049},
    {"WSAEAFNOSUPPORT", 10047},
    {"WSAEALREADY", 10037},
    {"WSAEBADF", 10009},
    {"WSAECANCELLED", 10103},
    {"WSAECONNABORTED", 10053},
    {"WSAECONNREFUSED", 10061},
    {"WSAECONNRESET", 10054},
    {"WSAEDESTADDRREQ", 10039},
    {"WSAEDISCON", 10101},
    {"WSAEFAULT", 10014},
    {"WSAEHOSTDOWN", 10064},
    {"WSAEHOSTUNREACH", 10065},
    {"WSAEINPROGRESS", 10036},
    {"WSAEINTR", 10004},
    {"WSAEINVAL", 10022},
    {"WSAEISCONN", 10056},
    {"WSAELOOP", 10062},
    {"WSAEMFILE", 10024},
    {"WSAEMSGSIZE", 10040},
    {"WSAENAMETOOLONG", 10063},
    {"WSAENETDOWN", 10050},
    {"WSAENETRESET", 10052},
    {"WSAENETUNREACH", 10051},
    {"WSAENOBUFS", 10055},
    {"WSAENOPROTOOPT", 10042},
    {"WSAENOTCONN", 10057},
    {"WSAENOTSOCK", 10038},
    {"WSAEOPNOTSUPP", 10045},
    {"WSAEPFNOSUPPORT", 10046},
    {"WSAEPROCLIM", 10067},
    {"WSAEPROTONOSUPPORT", 10043},
    {"WSAEPROTOTYPE", 10041},
    {"WSAEPROVIDERFAILEDINIT", 10106},
    {"WSAESHUTDOWN", 10058},
    {"WSAESOCKTNOSUPPORT", 10044},
    {"WSAETIMEDOUT", 10060},
    {"WSAETOOMANYREFS", 10059},
    {"WSAEWOULDBLOCK", 10035},
    {"WSANOTINITIALISED", 10093},
    {"WSASYSCALLFAILURE", 10107},
    {"WSASYSNOTREADY", 10091},
    {"WSAVERNOTSUPPORTED", 10092},
    {"WSA_INVALID_HANDLE", 6},
    {"WSA_INVALID_PARAMETER", 87},
    {"WSA_IO_INCOMPLETE", 996},
    {"WSA_IO_PENDING", 997},
    {"WSA_NOT_ENOUGH_MEMORY", 8},
    {"WSA_OPERATION_ABORTED", 995},
});
static_assert(std::ranges::is_sorted(table, {}, &ErrorCode::symbol));

}  // namespace

std::span<const ErrorCode> error_codes() { return table; }

std::optional<std::uint32_t> find_error(std::string_view symbol) {
  const auto found = std::ranges::lower_bound(table, symbol, {}, &ErrorCode::symbol);
  if (found == table.end() || found->symbol != symbol) return std::nullopt;
  return found->code;
}

std::string_view error_symbol(std::uint32_t code, bool winsock) {
  std::string_view symbol;
  for (const ErrorCode& row : table) {
    if (row.code != code) continue;
    const bool fits = row.symbol.starts_with("WSA") == winsock;
    if (fits || symbol.empty()) symbol = row.symbol;
  }
  return symbol;
}

}  // namespace ioracle
