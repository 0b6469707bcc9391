#pragma once
// The digest of a run: equal bytes have equal digests. 64 bits tell runs apart; they guard against
// no one.

#include <cstdint>
#include <string>
#include <string_view>

namespace ioracle {

// FNV-1a, as 16 hexadecimal digits.
std::string digest_of(std::string_view bytes);

}  // namespace ioracle
