#include "cli/digest.h"

#include <fmt/format.h>

namespace ioracle {

std::string digest_of(std::string_view bytes) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char byte : bytes) {
    hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001b3U;
  }
  return fmt::format("{:016x}", hash);
}

}  // namespace ioracle
