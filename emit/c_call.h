#pragma once
// One call of a scenario in C: what stands before it, the call, and what it left.

#include <string>

#include "emit/c_objects.h"

namespace ioracle::emit {

// Can a C program perform calls of this function?
bool is_in_c(Function function);

// A block of statements. `indent`: in front of each line.
std::string c_call(const Step& step, const CObjects& objects, bool in_routine,
                   const std::string& indent);

}  // namespace ioracle::emit
