#pragma once
// The value of an expression over bindings. Total: what is not bound is 0, and neither pending,
// failed nor succeeded; truth is 1 or 0.

#include <cstdint>

#include "program/bindings.h"
#include "program/program.h"

namespace ioracle {

// Names of `locals` (the arguments of a routine) hide those of `bindings`; nullptr: none.
std::int64_t evaluate(const Expression& expression, const Bindings& bindings,
                      const Bindings* locals = nullptr);

}  // namespace ioracle
