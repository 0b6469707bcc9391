#pragma once
// The option --profile, which several verbs take.

#include <CLI/CLI.hpp>
#include <string>

namespace ioracle {

// Adds --profile; other texts than the names of profiles (and "any" where it is allowed) are bad
// usage. `text` stays empty where the option is not given.
void add_profile_option(CLI::App& verb, std::string& text, bool any_allowed,
                        const std::string& otherwise);

}  // namespace ioracle
