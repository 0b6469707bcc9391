#pragma once
// The text files of the project, as the tests of its habits read them.

#include <string>
#include <string_view>
#include <vector>

namespace ioracle::tidy {

struct SourceFile {
  std::string path;                // from the root of the project, with '/'
  std::vector<std::string> lines;  // without their ends

  std::string_view room() const;       // the first folder of the path; empty at the root
  std::string_view extension() const;  // with its dot; empty where there is none
  bool is_cpp() const;                 // .h or .cpp
};

// Every file that a person writes: sources, scripts, build files and documents, sorted by path;
// not what is built, and not data (recorded traces, the catalogue).
const std::vector<SourceFile>& source_files();

// What is wrong and where, as compilers write it; line counts from 1.
std::string at(const SourceFile& file, std::size_t line, std::string_view message);

}  // namespace ioracle::tidy
