#pragma once
// A JSON text as a tree whose nodes know their line. For scenarios, headers, and wherever speed is
// not wanted. Stricter than JSON: no member twice, no floating-point numbers, nothing deeper than
// depth_max.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "format/format_error.h"

namespace ioracle {

constexpr std::uint32_t json_depth_max = 64;
constexpr std::uint64_t json_line_bytes_max = std::uint64_t{64} << 20U;

enum class JsonKind : std::uint8_t { null, boolean, integer, string, array, object };

struct JsonNode {
  JsonKind kind = JsonKind::null;
  std::uint64_t line = 0;
  std::int64_t number =
      0;  // integer (beyond the largest int64: its two's complement), boolean: 0 or 1
  bool beyond_int64 = false;
  std::string text;                // string
  std::vector<JsonNode> items;     // array: elements; object: values of members
  std::vector<std::string> names;  // object: names of members

  const JsonNode* find(std::string_view name) const;
};

// Reads `text`, which begins at line `first_line` of `file`. Nothing if it is bad: `error` says
// why.
std::optional<JsonNode> parse_json(std::string_view text, std::string_view file,
                                   std::uint64_t first_line, FormatError& error);

// What a message says was found: `"text"`, `12`, `an array` ...
std::string describe(const JsonNode& node);
// A name as a token of a JSON pointer (~ and / are escaped).
std::string pointer_token(std::string_view name);

}  // namespace ioracle
