#pragma once
// Lists and decimals in the JSON that verbs print; tokens are those of format/json_text.h.

#include <string>

#include "format/json_text.h"

namespace ioracle {

// A list of texts. `text_of` makes a text of each element.
template <typename Range, typename Text>
void append_list(std::string& out, const Range& range, const Text& text_of) {
  out += '[';
  Separator elements(out);
  for (const auto& element : range) append_quoted(elements.next(), text_of(element));
  out += ']';
}

template <typename Range>
void append_list(std::string& out, const Range& texts) {
  append_list(
      out, texts, [](const auto& text) -> const auto& { return text; });
}

// A number with six decimals, whatever the locale.
std::string decimal(double number);

}  // namespace ioracle
