#include "tests/cli/command.h"

#include <sys/wait.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

namespace ioracle::test {
namespace {

namespace fs = std::filesystem;

std::string quoted(std::string_view text) {
  std::string out = "'";
  for (const char character : text) {
    if (character == '\'') {
      out += "'\\''";
    } else {
      out += character;
    }
  }
  return out + '\'';
}

}  // namespace

Folder::Folder() {
  std::string name = (fs::temp_directory_path() / "ioracle-cli-XXXXXX").string();
  path_ = mkdtemp(name.data());
}

Folder::~Folder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::string Folder::write(std::string_view file, std::string_view text) const {
  std::ofstream(path_ / file, std::ios::binary) << text;
  return path(file);
}

Ran Folder::run(const std::vector<std::string>& arguments, std::string_view input) const {
  std::string command = quoted(IORACLE_PROGRAM);
  for (const std::string& argument : arguments) command += ' ' + quoted(argument);
  command += " <" + quoted(write(".input", input));
  command += " >" + quoted(path(".output")) + " 2>" + quoted(path(".errors"));
  const int status = std::system(command.c_str());
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, text_of(path(".output")),
          text_of(path(".errors"))};
}

std::string text_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::string source(std::string_view path) {
  return (fs::path(IORACLE_SOURCE_FOLDER) / path).string();
}

}  // namespace ioracle::test
