#include "format/format_error.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace ioracle {

std::string FormatError::message() const {
  std::string text = file;
  if (line != 0) text += ':' + std::to_string(line);
  text += ": ";
  if (!pointer.empty()) text += "at " + pointer + ": ";
  text += "expected " + expected;
  if (!found.empty()) text += ", found " + found;
  return text;
}

std::uint32_t edit_distance(std::string_view left, std::string_view right) {
  // A name of a documented function is short; longer ones are cut so that bad input costs little.
  left = left.substr(0, 80);
  right = right.substr(0, 80);
  const auto lower = [](char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
  };
  std::vector<std::uint32_t> row(right.size() + 1);
  std::iota(row.begin(), row.end(), 0U);
  for (std::size_t i = 0; i < left.size(); ++i) {
    std::uint32_t diagonal = row[0];
    row[0] = static_cast<std::uint32_t>(i + 1);
    for (std::size_t j = 0; j < right.size(); ++j) {
      const std::uint32_t above = row[j + 1];
      const std::uint32_t replaced = diagonal + (lower(left[i]) == lower(right[j]) ? 0U : 1U);
      row[j + 1] = std::min({above + 1, row[j] + 1, replaced});
      diagonal = above;
    }
  }
  return row.back();
}

}  // namespace ioracle
