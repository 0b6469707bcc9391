#pragma once
// Colours, on a terminal only: never in a pipe or a file, nor where NO_COLOR is set (no-color.org).

#include <cstdio>
#include <string>
#include <string_view>

namespace ioracle {

bool wants_colours(std::FILE* file);

// A report for people with its verdicts coloured and its headings bold. What it says is the same.
std::string with_colours(std::string_view report);

}  // namespace ioracle
