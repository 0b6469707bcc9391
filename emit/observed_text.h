#pragma once
// The texts of what a program sees: those that its C program prints (emit/runtime.c).

#include <string>

#include "model/event.h"

namespace ioracle::emit {

// What a call returned and wrote.
std::string text_of_return(const Event& call, const Event& returned, const Names& names);
// How a routine was entered: within the n-th call of its thread.
std::string text_of_entry(const Event& enter, std::uint32_t within_call, const Names& names);
std::string text_of_observation(const Event& observation, const Names& names);

}  // namespace ioracle::emit
