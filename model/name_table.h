#pragma once
// Finds the index of a name in a fixed list: a hash table made at compile time. Lookups cost a few
// loads and one comparison, since readers do several for each line of a trace.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace ioracle {

// Slots is a power of two, at least twice the count of names.
template <std::size_t Slots>
class NameTable {
 public:
  constexpr explicit NameTable(std::span<const std::string_view> names) {
    for (std::size_t index = 0; index < names.size(); ++index) {
      std::size_t slot = hash(names[index]);
      while (slots_[slot] != 0) slot = (slot + 1) % Slots;
      slots_[slot] = static_cast<std::uint16_t>(index + 1);
    }
  }

  constexpr std::optional<std::size_t> find(std::span<const std::string_view> names,
                                            std::string_view name) const {
    for (std::size_t slot = hash(name); slots_[slot] != 0; slot = (slot + 1) % Slots) {
      const std::size_t index = slots_[slot] - 1U;
      if (names[index] == name) return index;
    }
    return std::nullopt;
  }

 private:
  // A few characters tell the documented names apart well enough; the rest is left to the
  // comparison.
  static constexpr std::size_t hash(std::string_view name) {
    if (name.empty()) return 0;
    const auto at = [&](std::size_t index) {
      return std::size_t{static_cast<unsigned char>(name[index])};
    };
    const std::size_t size = name.size();
    const std::size_t mixed =
        at(0) * 31 + at(size / 2) * 7919 + at(size - 1) * 131 + at(size * 3 / 4) * 613 + size * 37;
    return mixed % Slots;
  }

  std::array<std::uint16_t, Slots> slots_{};
};

}  // namespace ioracle
