#pragma once
// Lines of a file, of standard input or of a text in memory, read in chunks. Each line is followed
// by readable memory, as fast JSON readers want it. A pipe gives its lines as soon as they are
// written.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "format/format_error.h"

namespace ioracle {

class LineSource {
 public:
  static constexpr std::size_t padding = 64;  // readable bytes behind each line

  LineSource() = default;
  ~LineSource();
  LineSource(const LineSource&) = delete;
  LineSource& operator=(const LineSource&) = delete;

  // "-" is standard input. False: error() says why.
  bool open_file(const std::string& path);
  // `text` must outlive the reading.
  void open_text(std::string_view text, std::string name);

  enum class Result : std::uint8_t { line, end, error };
  // The next line without its end (LF or CR LF). Valid until the next call. Lines beyond
  // json_line_bytes_max are an error.
  Result next(std::string_view& line);

  std::uint64_t line_number() const { return line_number_; }  // of the last line, from 1
  std::uint64_t bytes() const { return bytes_; }              // given out, ends of lines included
  bool cut_short() const { return cut_short_; }  // it had no end: the text stops inside it
  const std::string& name() const { return name_; }
  const FormatError& error() const { return error_; }

 private:
  bool fill();
  Result fail(std::string expected, std::string found);

  std::string name_;
  int file_ = -1;
  bool owned_ = false;
  bool failed_ = false;
  bool cut_short_ = false;
  std::string_view text_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;    // of what is not yet given out
  std::size_t scanned_ = 0;  // no line end lies before it
  std::size_t end_ = 0;
  std::uint64_t line_number_ = 0;
  std::uint64_t bytes_ = 0;
  FormatError error_;
};

}  // namespace ioracle
