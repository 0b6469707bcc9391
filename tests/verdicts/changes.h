#pragma once
// One thing changed in a trace: a finder of the event, and what is done to it.

#include <cstddef>
#include <string_view>

#include "tests/verdicts/judged.h"

namespace ioracle::verdicts {

constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

// The index of the `occurrence`-th return (from 0) of a function; nowhere: there is none.
std::size_t find_return(const Recording& recording, Function function, std::size_t occurrence = 0);
// Of the call that the return at `index` ends.
std::size_t call_of(const Recording& recording, std::size_t index);
// Of the `occurrence`-th observation of `object`, the name of an OVERLAPPED, event or buffer.
std::size_t find_observe(const Recording& recording, std::string_view object,
                         std::size_t occurrence = 0);

// Writes an output of a return, whether or not it was recorded.
void set_output(Event& returned, Parameter parameter, const Value& value);
void set_error(Event& returned, std::int64_t result, std::uint32_t error);
// Takes a call and its return out of the trace.
void remove_call(Recording& recording, std::size_t index_of_return);
// Puts a copy of the call and its return behind the return.
void repeat_call(Recording& recording, std::size_t index_of_return);
// Counts seq and call ids anew after events came or went.
void renumber(Recording& recording);

}  // namespace ioracle::verdicts
