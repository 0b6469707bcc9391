#pragma once
// Expressions of scenarios and queries: text to Expression, as docs/formats.md tells.
//
//   any := all ("or" all)*        all := one ("and" one)*        one := "not" one | comparison
//   comparison := term (("==" | "!=" | "<" | "<=" | ">" | ">=") term)?
//   term := number | constant | "(" any ")" | name (".error" | ".value" | "pending" | ...)?

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "program/program.h"

namespace ioracle {

struct ExpressionError {
  std::size_t column = 0;  // from 1
  std::string expected;
  std::string found;
};

// Nothing if the text is no expression: `error` says why. Names are interned.
std::optional<Expression> parse_expression(std::string_view text, Names& names,
                                           ExpressionError& error);

}  // namespace ioracle
