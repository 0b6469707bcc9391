#include "cli/temporary_file.h"

#include <filesystem>
#include <random>
#include <system_error>

namespace ioracle {

TemporaryFile::~TemporaryFile() {
  if (file_) std::fclose(file_);
  if (path_.empty()) return;
  std::error_code ignored;
  std::filesystem::remove(path_, ignored);
}

bool TemporaryFile::make() {
  std::error_code failed;
  const std::filesystem::path folder = std::filesystem::temp_directory_path(failed);
  std::random_device random;
  const std::string name = "ioracle-" + std::to_string(random()) + std::to_string(random());
  const std::string path = (folder / name).string();
  if (!failed) file_ = std::fopen(path.c_str(), "wbx");
  if (file_) path_ = path;
  failed_ = file_ == nullptr;
  return !failed_;
}

void TemporaryFile::append(std::string_view bytes) {
  if (failed_ || (!file_ && !make())) return;
  failed_ = std::fwrite(bytes.data(), 1, bytes.size(), file_) != bytes.size();
}

bool TemporaryFile::finish() {
  if (!file_) return false;
  if (std::fclose(file_) != 0) failed_ = true;
  file_ = nullptr;
  return !failed_;
}

}  // namespace ioracle
