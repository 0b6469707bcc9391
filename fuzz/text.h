#pragma once
// Texts put together from parts. The parts are a braced list, so that they are evaluated in their
// order on every compiler: many of them throw dice.

#include <charconv>
#include <concepts>
#include <initializer_list>
#include <string>
#include <string_view>

namespace ioracle {

class TextPart {
 public:
  TextPart(std::string_view text) : text_(text) {}
  TextPart(const std::string& text) : text_(text) {}
  TextPart(const char* text) : text_(text) {}
  TextPart(char character) : digits_{character}, length_(1) {}
  template <std::integral Number>
  TextPart(Number number)
      : length_(static_cast<std::size_t>(
            std::to_chars(digits_, digits_ + sizeof digits_, number).ptr - digits_)) {}

  void append_to(std::string& out) const {
    out += length_ > 0 ? std::string_view(digits_, length_) : text_;
  }

 private:
  std::string_view text_;
  char digits_[24];
  std::size_t length_ = 0;
};

inline std::string join(std::initializer_list<TextPart> parts) {
  std::string text;
  for (const TextPart& part : parts) part.append_to(text);
  return text;
}

}  // namespace ioracle
