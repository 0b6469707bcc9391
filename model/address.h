#pragma once
// Addresses, as scenarios and traces write them: that of a socket by its name, or a word for a
// place (docs/formats.md, "Values").

#include <cstdint>
#include <string_view>

namespace ioracle::address {

inline constexpr std::string_view loopback = "loopback";    // 127.0.0.1, any free port
inline constexpr std::string_view closed = "closed";        // a loopback port: nobody is there
inline constexpr std::string_view any = "any";              // ADDR_ANY, which is no one's address
inline constexpr std::string_view broadcast = "broadcast";  // INADDR_BROADCAST

constexpr bool is_word(std::string_view text) {
  return text == loopback || text == closed || text == any || text == broadcast;
}

constexpr std::int64_t length_bytes = 16;  // sizeof(sockaddr_in)

}  // namespace ioracle::address
