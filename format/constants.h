#pragma once
// The documented constants that scenarios may write for numbers.

#include <cstdint>
#include <optional>
#include <string_view>

namespace ioracle {

struct Constant {
  std::string_view symbol;
  std::int64_t number = 0;
};

// Symbols of this table, of error codes (model/error_code.h) and of statuses (model/status.h).
std::optional<std::int64_t> find_constant(std::string_view symbol);
// One constant or several joined by bars: "MSG_PEEK|MSG_OOB". Numbers may stand among them.
std::optional<std::int64_t> evaluate_constants(std::string_view text);

}  // namespace ioracle
