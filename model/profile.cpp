#include "model/profile.h"

namespace ioracle {

std::optional<Profile> find_profile(std::string_view name) {
  for (std::size_t index = 0; index < profile_names.size(); ++index) {
    if (profile_names[index] == name) return static_cast<Profile>(index);
  }
  return std::nullopt;
}

}  // namespace ioracle
