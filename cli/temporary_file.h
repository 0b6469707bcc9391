#pragma once
// A file of this run only, for what is too long to be held in memory.

#include <cstdio>
#include <string>
#include <string_view>

namespace ioracle {

class TemporaryFile {
 public:
  TemporaryFile() = default;
  ~TemporaryFile();
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  // Makes the file, empty. False: it could not be made.
  bool make();
  // Made with the first bytes. What cannot be written is told by finish().
  void append(std::string_view bytes);
  // False: not everything was written.
  bool finish();
  const std::string& path() const { return path_; }

 private:
  std::string path_;
  std::FILE* file_ = nullptr;
  bool failed_ = false;
};

}  // namespace ioracle
