#pragma once
// Runs the program as a user does, with files of its own to read and write.

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace ioracle::test {

struct Ran {
  int code = -1;  // exit code; -1: it did not end by itself
  std::string output;
  std::string errors;
};

// An empty folder that goes away with its owner.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string path(std::string_view file) const { return (path_ / file).string(); }
  // Writes a file and gives its path.
  std::string write(std::string_view file, std::string_view text) const;
  // Runs `ioracle` with these arguments; `input` is its standard input.
  Ran run(const std::vector<std::string>& arguments, std::string_view input = "") const;

 private:
  std::filesystem::path path_;
};

std::string text_of(const std::filesystem::path& file);

// A file of the source tree.
std::string source(std::string_view path);

constexpr std::string_view founding_example =
    "scenarios/receive/founding_example_receives_until_zero_bytes.json";

}  // namespace ioracle::test
