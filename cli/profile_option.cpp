#include "cli/profile_option.h"

#include <vector>

#include "model/profile.h"

namespace ioracle {

void add_profile_option(CLI::App& verb, std::string& text, bool any_allowed,
                        const std::string& otherwise) {
  std::vector<std::string> names(profile_names.begin(), profile_names.end());
  if (any_allowed) names.emplace_back("any");
  verb.add_option("--profile", text, "Which Windows is asked about; default: " + otherwise)
      ->check(CLI::IsMember(names))
      ->type_name("NAME");
}

}  // namespace ioracle
