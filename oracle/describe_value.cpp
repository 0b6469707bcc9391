#include <algorithm>
#include <array>

#include "model/constants.h"
#include "model/error_code.h"
#include "model/function.h"
#include "model/status.h"
#include "oracle/describe.h"

namespace ioracle {
namespace {

std::string hexadecimal(std::uint64_t number, int digits_least) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string text;
  while (number != 0 || digits_least > 0) {
    text.insert(text.begin(), digits[number & 15U]);
    number >>= 4U;
    --digits_least;
  }
  return "0x" + text;
}

std::string wait_code(std::int64_t code, bool winsock) {
  const auto told = static_cast<std::int64_t>(static_cast<std::uint32_t>(code));
  const std::string prefix = winsock ? "WSA_" : "";
  const std::string first_object = winsock ? "WSA_WAIT_EVENT_0" : "WAIT_OBJECT_0";
  const std::string in_brackets = " (" + std::to_string(told) + ')';
  if (told == constant::wait_object_0) return first_object + in_brackets;
  if (told > 0 && told < static_cast<std::int64_t>(constant::maximum_wait_objects)) {
    return first_object + " + " + std::to_string(told);
  }
  if (told == constant::wait_io_completion) return prefix + "WAIT_IO_COMPLETION" + in_brackets;
  if (told == constant::wait_timeout) return prefix + "WAIT_TIMEOUT" + in_brackets;
  if (told == constant::wait_failed) return prefix + "WAIT_FAILED";
  return std::to_string(code);
}

}  // namespace

bool is_winsock(Function function) {
  const std::string_view name = info(function).name;
  constexpr std::array<std::string_view, 5> extensions = {"AcceptEx", "ConnectEx", "DisconnectEx",
                                                          "TransmitFile", "TransmitPackets"};
  return name.starts_with("WSA") || (name.front() >= 'a' && name.front() <= 'z') ||
         std::ranges::find(extensions, name) != extensions.end();
}

std::string describe_value(const Value& value, const Names& names) {
  switch (value.kind) {
    case ValueKind::absent:
      return "anything";
    case ValueKind::null:
      return "NULL";
    case ValueKind::integer:
      // 3735928559 is what everyone knows as 0xDEADBEEF.
      return value.number == 0xDEADBEEF ? hexadecimal(0xDEADBEEF, 8) : std::to_string(value.number);
    case ValueKind::name:
      return std::string(names.text(value.name));
    case ValueKind::raw:
      return hexadecimal(static_cast<std::uint64_t>(value.number), 1) + " (no object)";
    case ValueKind::untouched:
      return "untouched";
  }
  return {};
}

std::string describe_error(std::uint32_t code, bool winsock) {
  const std::string_view symbol = error_symbol(code, winsock);
  const std::string number = std::to_string(code);
  return symbol.empty() ? number : std::string(symbol) + " (" + number + ')';
}

std::string describe_status(std::uint64_t status) {
  const std::uint64_t word = static_cast<std::uint32_t>(status);
  // The agent may record the 64-bit Internal with the status sign-extended.
  const bool extended = status >> 32U == 0 || status >> 31U == 0x1FFFFFFFFU;
  const std::string number = hexadecimal(extended ? word : status, extended ? 8 : 16);
  const std::string_view symbol =
      extended ? name_of(static_cast<Status>(word)) : std::string_view();
  return symbol.empty() ? number : std::string(symbol) + " (" + number + ')';
}

std::string describe_result(Function function, const Value& value, const Names& names) {
  const Returns returns = info(function).returns;
  const bool number = value.kind == ValueKind::integer;
  const bool minus_one = value.is(-1) || (value.kind == ValueKind::raw && value.number == -1);
  switch (returns) {
    case Returns::boolean:
      if (value.is(0)) return "FALSE";
      if (value.is(1)) return "TRUE";
      break;
    case Returns::socket_error:
    case Returns::count:
      if (minus_one) return "SOCKET_ERROR (-1)";
      break;
    case Returns::handle:
      if (minus_one) return "INVALID_HANDLE_VALUE";
      if (value.is(0)) return "NULL";
      break;
    case Returns::socket:
      if (minus_one) return "INVALID_SOCKET";
      break;
    case Returns::wait:
      if (number) return wait_code(value.number, is_winsock(function));
      break;
    case Returns::status:
      if (number) return describe_status(static_cast<std::uint64_t>(value.number));
      break;
    default:
      break;
  }
  return describe_value(value, names);
}

}  // namespace ioracle
