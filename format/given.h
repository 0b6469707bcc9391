#pragma once
// What `given` of a scenario stands for: the text of the steps that make it.

#include <optional>
#include <string>

#include "format/node_backend.h"
#include "format/value_decoder.h"

namespace ioracle {

// The JSON text of a list of steps for one element of `given`; nothing, and an error in the
// context, if it is malformed. `startup_done` tells whether WSAStartup was called before, and is
// kept up to date.
std::optional<std::string> given_steps(const JsonNode& json, DecodeContext& context, Names& names,
                                       bool& startup_done);

}  // namespace ioracle
