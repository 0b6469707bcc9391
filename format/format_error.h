#pragma once
// What is wrong with a text, where, and what was expected there. Readers return it as a value and
// never throw.

#include <cstdint>
#include <string>
#include <string_view>

namespace ioracle {

struct FormatError {
  std::string file;        // path, "<stdin>" or "<text>"
  std::uint64_t line = 0;  // from 1; 0: the text as a whole (it cannot be opened, say)
  std::string pointer;     // JSON pointer into the line (trace) or the document (scenario)
  std::string expected;
  std::string found;

  // file:line: at /pointer: expected ..., found ...
  std::string message() const;
};

// Letters that must be inserted, removed or replaced to make one name of the other, ignoring case.
std::uint32_t edit_distance(std::string_view left, std::string_view right);

// The nearest of the candidates, as a hint: ` (did you mean "WSARecv"?)`, or "" when none is near.
template <typename Range>
std::string suggestion(std::string_view name, const Range& candidates) {
  std::string nearest;
  std::uint32_t least = static_cast<std::uint32_t>(name.size() / 3 + 2);
  for (const auto& candidate : candidates) {
    const std::uint32_t distance = edit_distance(name, candidate);
    if (distance < least) {
      least = distance;
      nearest = std::string(candidate);
    }
  }
  return nearest.empty() ? nearest : " (did you mean \"" + nearest + "\"?)";
}

}  // namespace ioracle
