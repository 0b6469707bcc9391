#pragma once
// Where the line of an event has an observed field, and what stands there (docs/formats.md).

#include <string>

#include "model/observed_field.h"

namespace ioracle {

// A JSON pointer into the line: "/outputs/lpCompletionKey".
std::string pointer_of(const Event& event, const ObservedField& field);

// The JSON value that stands there. REQUIRES: the event records the field.
std::string json_of(const Event& event, const ObservedField& field, const Names& names);

}  // namespace ioracle
