#pragma once
// Reads a file whole, for formats that are one JSON value.

#include <optional>
#include <string>

#include "format/format_error.h"

namespace ioracle {

struct TextFile {
  std::string name;  // as messages call it
  std::string text;  // its lines end with LF
};

// "-" is standard input. Nothing: `error` says why.
std::optional<TextFile> read_text_file(const std::string& path, FormatError& error);

}  // namespace ioracle
