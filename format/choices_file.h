#pragma once
// Choices files: which of the possible runs of a scenario it was, as docs/formats.md tells. Errors
// name the line and the JSON pointer; nothing is thrown.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "format/format_error.h"
#include "model/profile.h"

namespace ioracle {

constexpr std::string_view choices_format = "ioracle-choices";
constexpr std::int64_t choices_version = 1;

struct ChoicesFile {
  std::string scenario;
  Profile profile = Profile::windows_10;
  std::vector<std::string> choices;  // in the order performed
};

// Reads the choices of a run of `scenario`; those of another are an error. "-" is standard input.
std::optional<ChoicesFile> read_choices_file(const std::string& path, std::string_view scenario,
                                             FormatError& error);
// `name` is what messages call the text.
std::optional<ChoicesFile> read_choices(std::string_view text, std::string_view name,
                                        std::string_view scenario, FormatError& error);

// Appends the text of a choices file, one choice a line.
void write_choices(std::string& out, const ChoicesFile& file);

}  // namespace ioracle
