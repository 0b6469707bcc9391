#pragma once
// A scenario in the form of a test of Wine, with what a trace of Wine tells about it.

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "emit/permitted.h"
#include "format/format_error.h"

namespace ioracle {

constexpr std::string_view may_fault = "no C program: a call of it may end in an access violation";

// What a trace shows, place by place (emit::shown_by). False: it cannot be read.
bool read_shown(std::string_view trace, std::map<std::string, std::string>& shown,
                FormatError& error);

// Nothing: a call of it may end in an access violation.
std::optional<std::string> wine_test_of(const Program& program,
                                        const emit::PermittedOptions& options,
                                        const std::map<std::string, std::string>& shown);

}  // namespace ioracle
