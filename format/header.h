#pragma once
// The first line of a trace: how it came about, and what may be expected of it.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ioracle {

struct Header {
  static constexpr std::uint64_t format_supported = 1;

  std::uint64_t format = format_supported;
  std::string catalogue;      // digest; "" where not recorded, as with all strings here
  std::string specification;  // digest
  std::string scenario;       // name
  std::string profile;
  std::string agent_name;
  std::string agent_version;
  std::string agent_system;
  std::vector<std::string> environment;  // declared faults
  std::optional<std::uint64_t> patience_ms;
  std::optional<std::uint64_t> tick_ms;
  std::vector<std::string> misuse;  // clause ids of marks that the scenario shows on purpose
  std::vector<std::string> hazards;
  std::vector<std::string> records;  // which calls are recorded; empty: all

  friend bool operator==(const Header&, const Header&) = default;
};

}  // namespace ioracle
