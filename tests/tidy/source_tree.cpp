#include "tests/tidy/source_tree.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>

namespace ioracle::tidy {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 10> text_extensions = {
    ".h", ".cpp", ".py", ".md", ".txt", ".cmake", ".sh", ".js", ".css", ".html"};

bool is_written_by_hand(const fs::path& path) {
  if (path.begin()->string() == "script") return true;
  return std::ranges::count(text_extensions, path.extension().string()) > 0;
}

bool is_skipped(const std::string& folder) {
  return folder == "build" || folder == "traces" || folder == "__pycache__" ||
         (folder.starts_with(".") && folder != ".ci");
}

std::vector<std::string> read_lines(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::vector<SourceFile> read_tree(const fs::path& root) {
  std::vector<SourceFile> files;
  for (auto entry = fs::recursive_directory_iterator(root); entry != fs::end(entry); ++entry) {
    if (entry->is_directory() && is_skipped(entry->path().filename().string())) {
      entry.disable_recursion_pending();
      continue;
    }
    const fs::path path = fs::relative(entry->path(), root);
    if (!entry->is_regular_file() || !is_written_by_hand(path)) continue;
    files.push_back({path.generic_string(), read_lines(entry->path())});
  }
  std::ranges::sort(files, {}, &SourceFile::path);
  return files;
}

}  // namespace

std::string_view SourceFile::room() const {
  const std::string_view whole = path;
  const std::size_t slash = whole.find('/');
  return slash == whole.npos ? std::string_view() : whole.substr(0, slash);
}

std::string_view SourceFile::extension() const {
  const std::string_view file = std::string_view(path).substr(path.rfind('/') + 1);
  const std::size_t dot = file.rfind('.');
  return dot == file.npos ? std::string_view() : file.substr(dot);
}

bool SourceFile::is_cpp() const { return extension() == ".h" || extension() == ".cpp"; }

const std::vector<SourceFile>& source_files() {
  static const std::vector<SourceFile> files = read_tree(IORACLE_SOURCE_FOLDER);
  return files;
}

std::string at(const SourceFile& file, std::size_t line, std::string_view message) {
  return file.path + ":" + std::to_string(line) + ": " + std::string(message) + "\n";
}

}  // namespace ioracle::tidy
