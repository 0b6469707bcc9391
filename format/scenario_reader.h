#pragma once
// Reads scenarios: JSON to Program, as docs/formats.md tells. What stands for several steps
// (`given`) is expanded, what is left out gets its default, and what is only used is declared.
// Errors name the line and the JSON pointer; nothing is thrown.

#include <optional>
#include <string>
#include <string_view>

#include "format/format_error.h"
#include "program/program.h"

namespace ioracle {

// "-" is standard input.
std::optional<Program> read_scenario_file(const std::string& path, FormatError& error);
// `name` is what messages call the text.
std::optional<Program> read_scenario(std::string_view text, std::string_view name,
                                     FormatError& error);

}  // namespace ioracle
