#pragma once
// Appends JSON tokens to a string: quoted text, whole numbers, members with their commas.

#include <charconv>
#include <concepts>
#include <string>
#include <string_view>

namespace ioracle {

void append_quoted(std::string& out, std::string_view text);
std::string in_quotes(std::string_view text);

template <std::integral Number>
void append_number(std::string& out, Number number) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  out.append(digits, end);
}

// Puts commas between the elements of one array, or the members of one object.
class Separator {
 public:
  explicit Separator(std::string& out) : out_(out) {}
  std::string& next() {
    if (!first_) out_ += ',';
    first_ = false;
    return out_;
  }
  // The name must need no escapes: it is one of the formats' own.
  std::string& member(std::string_view name) {
    next() += '"';
    out_ += name;
    out_ += "\":";
    return out_;
  }
  template <std::integral Number>
  void number(std::string_view name, Number number) {
    append_number(member(name), number);
  }
  void text(std::string_view name, std::string_view text) { append_quoted(member(name), text); }

 private:
  std::string& out_;
  bool first_ = true;
};

}  // namespace ioracle
