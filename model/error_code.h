#pragma once
// The symbols of Win32 and Winsock error codes: the one table from which scenarios take the numbers
// they write as symbols, and explanations the symbols of the numbers they show.
// Source: the documentation's lists of system and Windows Sockets error codes.

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace ioracle {

struct ErrorCode {
  std::string_view symbol;
  std::uint32_t code = 0;
};

// Sorted by symbol. Some codes have two: ERROR_IO_PENDING and WSA_IO_PENDING are both 997.
std::span<const ErrorCode> error_codes();

std::optional<std::uint32_t> find_error(std::string_view symbol);

// The symbol as a Win32 function's documentation writes it, or a Winsock function's; "" for a code
// that is not in the table.
std::string_view error_symbol(std::uint32_t code, bool winsock);

}  // namespace ioracle
