#pragma once
// Events and expectations in words, for people who have never seen the code.

#include <string>

#include <string_view>

#include "model/alternative.h"
#include "model/event.h"

namespace ioracle {

// "WSARecv(s = c, lpOverlapped = ov1) returned -1, last error WSA_IO_PENDING (997)".
std::string describe(const Event& event, const Names& names);

// What an alternative would have shown: "returns -1, last error 997 (WSARecv.pends_without_data)".
std::string describe(std::string_view alternative, const Shows& shows);

// "WSA_IO_PENDING (997)"; the number alone where it has no name.
std::string describe_error(std::uint32_t code);

// "STATUS_PENDING (0x00000103)".
std::string describe_status(std::uint64_t status);

}  // namespace ioracle
