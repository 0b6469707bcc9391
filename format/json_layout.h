#pragma once
// JSON trees as text: scenarios that a program made, for people to read.

#include <string>

#include "format/json_document.h"

namespace ioracle {

// In one line, without its end.
std::string json_text(const JsonNode& node);

// A scenario: each member on lines of its own, each step on one; ends with a line end.
std::string scenario_text(const JsonNode& root);

}  // namespace ioracle
