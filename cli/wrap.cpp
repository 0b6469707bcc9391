#include "cli/wrap.h"

namespace ioracle {

std::string wrapped(std::string_view head, std::string_view text) {
  constexpr std::size_t columns_max = 100;
  std::string lines(head);
  std::size_t column = head.size();
  bool first = true;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!first && column + 1 + word.size() > columns_max) {
      lines += '\n';
      lines.append(head.size(), ' ');
      column = head.size();
    } else if (!first) {
      lines += ' ';
      ++column;
    }
    first = false;
    lines += word;
    column += word.size();
  }
  lines += '\n';
  return lines;
}

}  // namespace ioracle
