#pragma once
// Text in lines that fit a screen.

#include <string>
#include <string_view>

namespace ioracle {

// `text` behind `head`, broken at blanks into lines of at most 100 columns; the lines that follow
// are indented by the width of `head`. Ends with a line end.
std::string wrapped(std::string_view head, std::string_view text);

}  // namespace ioracle
