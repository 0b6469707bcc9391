#pragma once
// Writes events as the lines of a trace (docs/formats.md). One event has one text: members in fixed
// order, no spaces, whole numbers, independent of locale and machine. What is not recorded is left
// out.

#include <string>

#include "format/header.h"
#include "model/event.h"

namespace ioracle {

// Appends the line of the header, with its line end.
void write_header(std::string& out, const Header& header);

// Appends the line of an event, with its line end. REQUIRES: event.function is set on call and
// returned; names of the event are those of `names`.
void write_event(std::string& out, const Event& event, const Names& names);

}  // namespace ioracle
