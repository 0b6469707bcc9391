#include "model/status.h"

#include <algorithm>
#include <array>

#include "model/constants.h"

namespace ioracle {
namespace {

struct Row {
  std::string_view name;
  std::uint32_t status;
  std::uint32_t win32;
  std::uint32_t winsock;
};

// Win32: RtlNtStatusToDosError; Winsock: as WSAGetOverlappedResult reports. Sorted by status.
// Statuses unknown to the Winsock column give WSAEINVAL (sock-169). STATUS_HOPLIMIT_EXCEEDED was
// not measured; reports differ.
constexpr auto rows = std::to_array<Row>({
    {"STATUS_SUCCESS", 0x00000000U, 0, 0},
    {"STATUS_TIMEOUT", 0x00000102U, 258, 0},
    {"STATUS_PENDING", 0x00000103U, 997, 996},
    {"STATUS_NOTIFY_ENUM_DIR", 0x0000010CU, 1022, 0},
    {"STATUS_RECEIVE_PARTIAL", 0x4000000FU, 0, 0},
    {"STATUS_BUFFER_OVERFLOW", 0x80000005U, 234, 10040},
    {"STATUS_HANDLES_CLOSED", 0x8000000AU, 676, 10022},
    {"STATUS_DEVICE_BUSY", 0x80000011U, 170, 10022},
    {"STATUS_UNSUCCESSFUL", 0xC0000001U, 31, 10022},
    {"STATUS_NOT_IMPLEMENTED", 0xC0000002U, 1, 10045},
    {"STATUS_ACCESS_VIOLATION", 0xC0000005U, 998, 10014},
    {"STATUS_PAGEFILE_QUOTA", 0xC0000007U, 1454, 10055},
    {"STATUS_INVALID_HANDLE", 0xC0000008U, 6, 10038},
    {"STATUS_INVALID_PARAMETER", 0xC000000DU, 87, 10022},
    {"STATUS_NO_SUCH_DEVICE", 0xC000000EU, 433, 10050},
    {"STATUS_NO_SUCH_FILE", 0xC000000FU, 2, 10050},
    {"STATUS_INVALID_DEVICE_REQUEST", 0xC0000010U, 1, 10022},
    {"STATUS_END_OF_FILE", 0xC0000011U, 38, 10022},
    {"STATUS_NO_MEMORY", 0xC0000017U, 8, 10055},
    {"STATUS_CONFLICTING_ADDRESSES", 0xC0000018U, 487, 10055},
    {"STATUS_ACCESS_DENIED", 0xC0000022U, 5, 10013},
    {"STATUS_BUFFER_TOO_SMALL", 0xC0000023U, 122, 10014},
    {"STATUS_OBJECT_TYPE_MISMATCH", 0xC0000024U, 6, 10038},
    {"STATUS_OBJECT_NAME_NOT_FOUND", 0xC0000034U, 2, 10050},
    {"STATUS_OBJECT_PATH_NOT_FOUND", 0xC000003AU, 3, 10050},
    {"STATUS_SHARING_VIOLATION", 0xC0000043U, 32, 10048},
    {"STATUS_QUOTA_EXCEEDED", 0xC0000044U, 1816, 10055},
    {"STATUS_MUTANT_NOT_OWNED", 0xC0000046U, 288, 10022},
    {"STATUS_SEMAPHORE_LIMIT_EXCEEDED", 0xC0000047U, 298, 10022},
    {"STATUS_FILE_LOCK_CONFLICT", 0xC0000054U, 33, 10022},
    {"STATUS_LOCK_NOT_GRANTED", 0xC0000055U, 33, 10022},
    {"STATUS_RANGE_NOT_LOCKED", 0xC000007EU, 158, 10022},
    {"STATUS_DISK_FULL", 0xC000007FU, 112, 10022},
    {"STATUS_TOO_MANY_PAGING_FILES", 0xC0000097U, 8, 10055},
    {"STATUS_INSUFFICIENT_RESOURCES", 0xC000009AU, 1450, 10055},
    {"STATUS_WORKING_SET_QUOTA", 0xC00000A1U, 1453, 10055},
    {"STATUS_DEVICE_NOT_READY", 0xC00000A3U, 21, 10035},
    {"STATUS_INSTANCE_NOT_AVAILABLE", 0xC00000ABU, 231, 10022},
    {"STATUS_PIPE_NOT_AVAILABLE", 0xC00000ACU, 231, 10022},
    {"STATUS_INVALID_PIPE_STATE", 0xC00000ADU, 230, 10022},
    {"STATUS_PIPE_BUSY", 0xC00000AEU, 231, 10022},
    {"STATUS_ILLEGAL_FUNCTION", 0xC00000AFU, 1, 10022},
    {"STATUS_PIPE_DISCONNECTED", 0xC00000B0U, 233, 10058},
    {"STATUS_PIPE_CLOSING", 0xC00000B1U, 232, 10022},
    {"STATUS_PIPE_CONNECTED", 0xC00000B2U, 535, 10022},
    {"STATUS_PIPE_LISTENING", 0xC00000B3U, 536, 10022},
    {"STATUS_INVALID_READ_MODE", 0xC00000B4U, 230, 10022},
    {"STATUS_IO_TIMEOUT", 0xC00000B5U, 121, 10060},
    {"STATUS_FILE_FORCED_CLOSED", 0xC00000B6U, 38, 10022},
    {"STATUS_NOT_SUPPORTED", 0xC00000BBU, 50, 10045},
    {"STATUS_REMOTE_NOT_LISTENING", 0xC00000BCU, 51, 10061},
    {"STATUS_BAD_NETWORK_PATH", 0xC00000BEU, 53, 10051},
    {"STATUS_NETWORK_BUSY", 0xC00000BFU, 54, 10050},
    {"STATUS_INVALID_NETWORK_RESPONSE", 0xC00000C3U, 58, 10050},
    {"STATUS_UNEXPECTED_NETWORK_ERROR", 0xC00000C4U, 59, 10050},
    {"STATUS_NETWORK_NAME_DELETED", 0xC00000C9U, 64, 10022},
    {"STATUS_REQUEST_NOT_ACCEPTED", 0xC00000D0U, 71, 10035},
    {"STATUS_CANT_WAIT", 0xC00000D8U, 554, 10022},
    {"STATUS_PIPE_EMPTY", 0xC00000D9U, 232, 10022},
    {"STATUS_INVALID_USER_BUFFER", 0xC00000E8U, 1784, 10022},
    {"STATUS_CANCELLED", 0xC0000120U, 995, 995},
    {"STATUS_FILE_CLOSED", 0xC0000128U, 6, 10022},
    {"STATUS_COMMITMENT_LIMIT", 0xC000012DU, 1455, 10055},
    {"STATUS_LOCAL_DISCONNECT", 0xC000013BU, 64, 10053},
    {"STATUS_REMOTE_DISCONNECT", 0xC000013CU, 64, 10054},
    {"STATUS_REMOTE_RESOURCES", 0xC000013DU, 51, 10055},
    {"STATUS_LINK_FAILED", 0xC000013EU, 59, 10054},
    {"STATUS_LINK_TIMEOUT", 0xC000013FU, 59, 10060},
    {"STATUS_INVALID_CONNECTION", 0xC0000140U, 59, 10057},
    {"STATUS_INVALID_ADDRESS", 0xC0000141U, 59, 10049},
    {"STATUS_PIPE_BROKEN", 0xC000014BU, 109, 10022},
    {"STATUS_INVALID_BUFFER_SIZE", 0xC0000206U, 1784, 10040},
    {"STATUS_INVALID_ADDRESS_COMPONENT", 0xC0000207U, 1214, 10049},
    {"STATUS_TOO_MANY_ADDRESSES", 0xC0000209U, 68, 10055},
    {"STATUS_ADDRESS_ALREADY_EXISTS", 0xC000020AU, 52, 10048},
    {"STATUS_ADDRESS_CLOSED", 0xC000020BU, 64, 10022},
    {"STATUS_CONNECTION_DISCONNECTED", 0xC000020CU, 64, 10054},
    {"STATUS_CONNECTION_RESET", 0xC000020DU, 64, 10054},
    {"STATUS_TRANSACTION_ABORTED", 0xC000020FU, 59, 10053},
    {"STATUS_NOT_FOUND", 0xC0000225U, 1168, 10022},
    {"STATUS_CONNECTION_REFUSED", 0xC0000236U, 1225, 10061},
    {"STATUS_GRACEFUL_DISCONNECT", 0xC0000237U, 1226, 10101},
    {"STATUS_ADDRESS_ALREADY_ASSOCIATED", 0xC0000238U, 1227, 10022},
    {"STATUS_ADDRESS_NOT_ASSOCIATED", 0xC0000239U, 1228, 10022},
    {"STATUS_CONNECTION_INVALID", 0xC000023AU, 1229, 10022},
    {"STATUS_CONNECTION_ACTIVE", 0xC000023BU, 1230, 10056},
    {"STATUS_NETWORK_UNREACHABLE", 0xC000023CU, 1231, 10051},
    {"STATUS_HOST_UNREACHABLE", 0xC000023DU, 1232, 10065},
    {"STATUS_PROTOCOL_UNREACHABLE", 0xC000023EU, 1233, 10051},
    {"STATUS_PORT_UNREACHABLE", 0xC000023FU, 1234, 10054},
    {"STATUS_REQUEST_ABORTED", 0xC0000240U, 1235, 10004},
    {"STATUS_CONNECTION_ABORTED", 0xC0000241U, 1236, 10053},
    {"STATUS_CONNECTION_COUNT_LIMIT", 0xC0000246U, 1238, 10022},
    {"STATUS_DATATYPE_MISALIGNMENT_ERROR", 0xC00002C5U, 998, 10014},
    {"STATUS_HOST_DOWN", 0xC0000350U, 1256, 10064},
    {"STATUS_HOPLIMIT_EXCEEDED", 0xC000A012U, 10054, 10054},
});

const Row* find(Status status) {
  const auto code = static_cast<std::uint32_t>(status);
  const auto found = std::ranges::lower_bound(rows, code, {}, &Row::status);
  return found == rows.end() || found->status != code ? nullptr : &*found;
}

// A status made of a Win32 code, or 0.
std::uint32_t carried_code(Status status) {
  constexpr std::uint32_t facility_win32 = 0xC007;
  const auto code = static_cast<std::uint32_t>(status);
  return code >> 16U == facility_win32 ? code & 0xFFFFU : 0;
}

}  // namespace

std::uint32_t win32_error(Status status) {
  if (const std::uint32_t code = carried_code(status)) return code;
  const Row* row = find(status);
  return row ? row->win32 : 317;  // ERROR_MR_MID_NOT_FOUND: what the table lacks
}

std::uint32_t winsock_error(Status status) {
  if (succeeded(status) && status != Status::pending) return 0;
  if (const std::uint32_t code = carried_code(status)) return code;
  const Row* row = find(status);
  return row ? row->winsock : 10022;
}

std::int64_t receive_flags(Status status) {
  return status == Status::receive_partial ? constant::msg_partial : 0;
}

std::vector<Status> all_statuses() {
  std::vector<Status> statuses;
  for (const Row& row : rows) statuses.push_back(static_cast<Status>(row.status));
  return statuses;
}

std::string_view name_of(Status status) {
  const Row* row = find(status);
  return row ? row->name : std::string_view();
}

std::optional<Status> find_status(std::string_view name) {
  const auto found = std::ranges::find(rows, name, &Row::name);
  if (found == rows.end()) return std::nullopt;
  return static_cast<Status>(found->status);
}

}  // namespace ioracle
