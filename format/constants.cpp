#include "format/constants.h"

#include <algorithm>
#include <charconv>

#include "format/constant_table.h"
#include "model/error_code.h"
#include "model/status.h"

namespace ioracle {
namespace {

static_assert(std::ranges::is_sorted(constants, {}, &Constant::symbol));

}  // namespace

namespace {

constexpr bool may_be_constant(std::string_view symbol) {
  return !symbol.empty() && symbol.front() >= 'A' && symbol.front() <= 'Z';
}
static_assert(std::ranges::all_of(constants, may_be_constant, &Constant::symbol));

}  // namespace

// Names of errors and statuses begin with a capital too; those of variables seldom do.
std::optional<std::int64_t> find_constant(std::string_view symbol) {
  if (!may_be_constant(symbol)) return std::nullopt;
  const auto found = std::ranges::lower_bound(constants, symbol, {}, &Constant::symbol);
  if (found != constants.end() && found->symbol == symbol) return found->number;
  if (const auto code = find_error(symbol)) return *code;
  if (const auto status = find_status(symbol)) return static_cast<std::int64_t>(*status);
  return std::nullopt;
}

std::optional<std::int64_t> evaluate_constants(std::string_view text) {
  std::int64_t joined = 0;
  for (;;) {
    const std::size_t bar = std::min(text.find('|'), text.size());
    std::string_view part = text.substr(0, bar);
    while (part.starts_with(' ')) part.remove_prefix(1);
    while (part.ends_with(' ')) part.remove_suffix(1);
    if (const auto constant = find_constant(part)) {
      joined |= *constant;
    } else {
      const bool hexadecimal = part.starts_with("0x");
      if (hexadecimal) part.remove_prefix(2);
      std::int64_t number = 0;
      const auto [end, error] =
          std::from_chars(part.data(), part.data() + part.size(), number, hexadecimal ? 16 : 10);
      if (error != std::errc() || end != part.data() + part.size()) return std::nullopt;
      joined |= number;
    }
    if (bar == text.size()) return joined;
    text.remove_prefix(bar + 1);
  }
}

}  // namespace ioracle
