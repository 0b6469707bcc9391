#pragma once
// What the pages that the program writes have in common.

#include <string>
#include <string_view>

namespace ioracle {

// Text as it may stand in an element or in an attribute.
std::string html_text(std::string_view text);

}  // namespace ioracle
