#pragma once
// Which Windows is asked about. A profile is one set of builds; rules name the profiles in which an
// alternative is offered. `any` is not a profile but the question whether one of them accepts.

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace ioracle {

enum class Profile : std::uint8_t {
  documented,  // what the documents allow
  windows_xp,  // NT 5.1, 5.2
  windows_7,
  windows_8_1,
  windows_10,  // the default
  windows_11,  // builds from 20348 on, Server 2022 and 2025 too
};

constexpr std::array<std::string_view, 6> profile_names = {
    "documented", "windows-xp", "windows-7", "windows-8.1", "windows-10", "windows-11"};

constexpr std::string_view name_of(Profile profile) {
  return profile_names[static_cast<std::size_t>(profile)];
}

std::optional<Profile> find_profile(std::string_view name);

constexpr bool is_windows(Profile profile) { return profile != Profile::documented; }
// True for that build and later ones; false for `documented`.
constexpr bool since(Profile profile, Profile first) {
  return is_windows(profile) && profile >= first;
}

}  // namespace ioracle
