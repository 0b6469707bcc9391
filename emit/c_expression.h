#pragma once
// Expressions of scenarios, and numbers, in C.

#include <string>

#include "emit/c_objects.h"

namespace ioracle::emit {

// `in_routine`: names of a routine's arguments mean those.
std::string c_expression(const Expression& expression, const CObjects& objects, bool in_routine);
// The value of a name where a number is expected.
std::string c_number_of(Name name, const CObjects& objects, bool in_routine);
std::string c_number(std::int64_t number);
// Is that an argument of the routine around?
bool is_routine_argument(Name name, const CObjects& objects, bool in_routine);

}  // namespace ioracle::emit
