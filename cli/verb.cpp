#include "cli/verb.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>

namespace ioracle {

ExitCode graver(ExitCode left, ExitCode right) {
  for (const ExitCode code : {ExitCode::malformed, ExitCode::rejected, ExitCode::undecided}) {
    if (left == code || right == code) return code;
  }
  return ExitCode::good;
}

ExitCode refuse(std::string_view message) {
  std::fprintf(stderr, "ioracle: %.*s\n", static_cast<int>(message.size()), message.data());
  return ExitCode::malformed;
}

ExitCode print(std::string_view text, ExitCode ended) {
  return write_file("-", text) ? ended : ExitCode::malformed;
}

bool write_file(const std::string& path, std::string_view text) {
  const bool standard = path == "-";
  std::FILE* const file = standard ? stdout : std::fopen(path.c_str(), "wb");
  bool written = file != nullptr;
  if (written) {
    written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
    written = std::fflush(file) == 0 && written;
    if (!standard) written = std::fclose(file) == 0 && written;
  }
  if (!written) refuse((standard ? "standard output" : path) + ": " + std::strerror(errno));
  return written;
}

}  // namespace ioracle
