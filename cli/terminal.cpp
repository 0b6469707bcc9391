#include "cli/terminal.h"

#include <unistd.h>

#include <array>
#include <cstdlib>

namespace ioracle {
namespace {

struct Paint {
  std::string_view text;
  std::string_view begin;
};

constexpr std::string_view red = "\033[31m";
constexpr std::string_view green = "\033[32m";
constexpr std::string_view yellow = "\033[33m";
constexpr std::string_view bold = "\033[1m";
constexpr std::string_view plain = "\033[0m";

// Behind the name of a trace, up to the bracket that tells the profile.
constexpr std::array verdicts = {Paint{": accepted (", green}, Paint{": rejected (", red},
                                 Paint{": inconclusive (", yellow},
                                 Paint{": unsupported (", yellow}};
constexpr std::array headings = {"  at:",      "  the program:", "  observed:",    "  allowed:",
                                 "  because:", "  progress:",    "  accepted by:", "  why:"};

std::string painted(std::string_view line) {
  for (const Paint& paint : verdicts) {
    const std::size_t at = line.find(paint.text);
    if (at == line.npos || line.starts_with(' ')) continue;
    const std::size_t begin = at + 2;
    const std::size_t end = at + paint.text.size() - 2;
    return std::string(line.substr(0, begin)) + std::string(paint.begin) +
           std::string(line.substr(begin, end - begin)) + std::string(plain) +
           std::string(line.substr(end));
  }
  for (const std::string_view heading : headings) {
    if (!line.starts_with(heading)) continue;
    return std::string(bold) + std::string(heading) + std::string(plain) +
           std::string(line.substr(heading.size()));
  }
  return std::string(line);
}

}  // namespace

bool wants_colours(std::FILE* file) {
  const char* const refused = std::getenv("NO_COLOR");
  if (refused && *refused) return false;
  const char* const terminal = std::getenv("TERM");
  if (!terminal || std::string_view(terminal) == "dumb") return false;
  return isatty(fileno(file)) != 0;
}

std::string with_colours(std::string_view report) {
  std::string text;
  while (!report.empty()) {
    const std::size_t end = std::min(report.find('\n'), report.size());
    text += painted(report.substr(0, end));
    if (end < report.size()) text += '\n';
    report.remove_prefix(std::min(end + 1, report.size()));
  }
  return text;
}

}  // namespace ioracle
