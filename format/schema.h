#pragma once
// The published JSON Schemas (draft 2020-12) of the formats. They are made from the tables that the
// readers use, so that they cannot drift apart; what a schema cannot say (order of lines, names
// that must be known, outputs that fit the call) the readers check alone.

#include <optional>
#include <string>
#include <string_view>

namespace ioracle {

std::string scenario_schema();
std::string trace_schema();  // of one line
std::string agent_schema();  // of one line, request or answer
std::string choices_schema();

// By the words of `ioracle schema`: scenario, trace, agent, choices.
std::optional<std::string> find_schema(std::string_view name);

}  // namespace ioracle
