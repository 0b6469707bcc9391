#pragma once
// The functions that a C program can perform, and how their arguments stand in C where that differs
// from the documented parameters that scenarios name.

#include <string_view>

#include "model/function.h"

namespace ioracle::emit {

struct Signature {
  Function function{};
  // `$name` stands for the argument of that name; empty: all of them, in order.
  std::string_view arguments{};
  // Statements before the call, with `$name` likewise.
  std::string_view before{};
  // What is called, where it is not the function by its name.
  std::string_view callee{};
};

// Nothing for a function that no C program performs.
const Signature* find_signature(Function function);

}  // namespace ioracle::emit
