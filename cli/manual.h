#pragma once
// Man pages and shell completions, made of the one table of verbs and options: the command line
// that the program itself reads.

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace ioracle {

// The page of the program, or of one of its verbs: roff with the man macros.
std::string man_page(const CLI::App& program);
std::string man_page(const CLI::App& program, const CLI::App& verb);

// A script for bash, zsh or fish; nothing for another shell.
std::optional<std::string> completion(const CLI::App& program, std::string_view shell);

}  // namespace ioracle
