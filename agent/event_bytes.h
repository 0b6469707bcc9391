#pragma once
// Events as bytes, for the journals that outlive a crash. Purpose: quick to write between two steps
// of a thread; names are written as text, so that the bytes can be read without the scenario. Only
// one program reads them, the agent itself: the form has no version and may change with it.

#include <string>
#include <string_view>

#include "model/event.h"

namespace ioracle::agent {

// Appends `event` to `out`.
void append_event(std::string& out, const Event& event, const Names& names);

// Reads what append_event wrote. False if the bytes are cut short; `event` is then undefined.
bool read_event(std::string_view bytes, Names& names, Event& event);

}  // namespace ioracle::agent
