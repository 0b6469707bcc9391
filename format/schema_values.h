#pragma once
// The parts that the schemas share: values, bytes, and the arguments of each function.

#include <nlohmann/json.hpp>
#include <string>

#include "model/function.h"

namespace ioracle {

using SchemaJson = nlohmann::ordered_json;

// The members of $defs. Scenarios may write constants for numbers and the memory alone for a
// buffer.
SchemaJson value_definitions(bool scenario);
// The rule "where `function_member` is f, `arguments_member` has the parameters of f", for every
// function.
SchemaJson arguments_by_function(const std::string& function_member,
                                 const std::string& arguments_member);
SchemaJson function_names();
// The outputs of any function.
SchemaJson outputs();
SchemaJson reference_to(std::string_view definition);  // {"$ref": "#/$defs/..."}
SchemaJson word_list(std::span<const std::string_view> words);

}  // namespace ioracle
