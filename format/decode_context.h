#pragma once
// Where a decoder is in a JSON text, and what it found wrong there. The path is kept as it goes, so
// that errors carry a JSON pointer and reading without errors costs a few stores.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "format/format_error.h"
#include "format/json_document.h"

namespace ioracle {

class DecodeContext {
 public:
  FormatError error;
  std::string base;        // pointer of the value at which decoding begins
  std::uint64_t line = 0;  // of the text that is being decoded
  bool constants = false;  // scenarios: documented constants and names may stand for numbers

  void enter(std::string_view member) { push({member, 0}); }
  void enter(std::uint32_t index) { push({{}, index + 1}); }
  void leave() { --depth_; }
  void reset() { depth_ = 0; }

  bool fail(std::uint64_t at_line, std::string expected, std::string found) {
    error.line = at_line != 0 ? at_line : line;
    error.pointer = pointer();
    error.expected = std::move(expected);
    error.found = std::move(found);
    return false;
  }

  std::string pointer() const {
    std::string text = base;
    for (std::size_t level = 0; level < depth_ && level < path_.size(); ++level) {
      const auto& [member, index] = path_[level];
      text += '/';
      text += index != 0 ? std::to_string(index - 1) : pointer_token(member);
    }
    return text;
  }

 private:
  struct Part {
    std::string_view member;
    std::uint32_t index = 0;  // plus 1; 0: a member
  };
  void push(Part part) {
    if (depth_ < path_.size()) path_[depth_] = part;
    ++depth_;
  }

  std::array<Part, json_depth_max + 4> path_{};
  std::size_t depth_ = 0;
};

}  // namespace ioracle
