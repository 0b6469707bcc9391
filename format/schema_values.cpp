#include "format/schema_values.h"

#include "format/constants.h"

namespace ioracle {
namespace {

// Numbers of scenarios may be constants; `%` stands for what else they may be.
constexpr const char* shared_definitions = R"({
  "name": {"type": "string", "minLength": 1, "not": {"const": "untouched"}},
  "number": {"type": %},
  "raw": {"type": "object", "properties": {"raw": {"$ref": "#/$defs/number"}},
          "required": ["raw"], "additionalProperties": false},
  "reference": {"anyOf": [{"$ref": "#/$defs/name"}, {"type": "null"}, {"$ref": "#/$defs/raw"}]},
  "any_value": {"anyOf": [{"$ref": "#/$defs/reference"}, {"$ref": "#/$defs/number"},
                          {"const": "untouched"}]},
  "bytes": {"type": "array", "items": {"anyOf": [
    {"type": "string", "pattern": "^([0-9a-fA-F]{2})+$"},
    {"type": "array", "prefixItems": [{"$ref": "#/$defs/name"}, {"$ref": "#/$defs/number"},
     {"$ref": "#/$defs/number"}], "items": false, "minItems": 3}]}},
  "hEvent": {"anyOf": [{"$ref": "#/$defs/reference"},
    {"type": "object", "properties": {"tagged": {"$ref": "#/$defs/name"}},
     "required": ["tagged"], "additionalProperties": false}]},
  "words": {"type": "object", "properties": {
    "hEvent": {"$ref": "#/$defs/hEvent"}, "Offset": {"$ref": "#/$defs/number"},
    "OffsetHigh": {"$ref": "#/$defs/number"}, "Internal": {"$ref": "#/$defs/number"},
    "InternalHigh": {"$ref": "#/$defs/number"}}, "additionalProperties": false},
  "pointer": {"anyOf": [{"$ref": "#/$defs/reference"},
    {"type": "object", "properties": {"var": {"$ref": "#/$defs/name"},
     "value": {"$ref": "#/$defs/any_value"}}, "required": ["var"], "additionalProperties": false}]},
  "buffer_object": {"type": "object", "properties": {"buf": {"$ref": "#/$defs/reference"},
    "offset": {"$ref": "#/$defs/number"}, "len": {"$ref": "#/$defs/number"},
    "bytes": {"$ref": "#/$defs/bytes"}}, "required": ["buf"], "additionalProperties": false},
  "place": {"anyOf": [{"enum": ["loopback", "closed", "any", "broadcast"]},
     {"type": "null"}, {"$ref": "#/$defs/raw"},
    {"type": "object", "properties": {"of": {"$ref": "#/$defs/name"}}, "required": ["of"],
     "additionalProperties": false}]},
  "packet": {"type": "object", "properties": {
    "lpCompletionKey": {"$ref": "#/$defs/any_value"}, "lpOverlapped": {"$ref": "#/$defs/any_value"},
    "Internal": {"$ref": "#/$defs/number"},
    "dwNumberOfBytesTransferred": {"$ref": "#/$defs/number"}}, "additionalProperties": false},
  "overlapped": {"anyOf": [{"$ref": "#/$defs/reference"}, {"type": "object", "properties": {
    "at": {"$ref": "#/$defs/name"}, "hEvent": {"$ref": "#/$defs/hEvent"},
    "Offset": {"$ref": "#/$defs/number"}, "OffsetHigh": {"$ref": "#/$defs/number"},
    "Internal": {"$ref": "#/$defs/number"}, "InternalHigh": {"$ref": "#/$defs/number"}},
    "required": ["at"], "additionalProperties": false}]},
  "integer": {"anyOf": [{"$ref": "#/$defs/number"}, {"type": "null"}]},
  "handle": {"$ref": "#/$defs/reference"},
  "routine": {"$ref": "#/$defs/reference"},
  "path": {"$ref": "#/$defs/reference"},
  "option": {"anyOf": [{"$ref": "#/$defs/number"}, {"$ref": "#/$defs/reference"}]},
  "handles": {"anyOf": [{"type": "null"}, {"$ref": "#/$defs/raw"},
    {"type": "array", "items": {"$ref": "#/$defs/reference"}}]},
  "integers": {"anyOf": [{"type": "null"}, {"$ref": "#/$defs/raw"},
    {"type": "array", "items": {"$ref": "#/$defs/number"}}]},
  "polls": {"anyOf": [{"type": "null"}, {"$ref": "#/$defs/raw"}, {"type": "array", "items": {
    "type": "object", "properties": {"fd": {"$ref": "#/$defs/reference"},
    "events": {"$ref": "#/$defs/number"}}, "additionalProperties": false}}]},
  "buffers": {"anyOf": [{"type": "null"}, {"$ref": "#/$defs/raw"},
    {"type": "array", "items": {"$ref": "#/$defs/buffer_item"}}]},
  "buffer": {"anyOf": [{"type": "null"}, {"$ref": "#/$defs/buffer_item"}]},
  "output": {"anyOf": [{"$ref": "#/$defs/any_value"}, {"$ref": "#/$defs/place"},
    {"$ref": "#/$defs/bytes"}, {"type": "array", "items": {"$ref": "#/$defs/bytes"}},
    {"type": "array", "items": {"$ref": "#/$defs/packet"}},
    {"type": "array", "items": {"$ref": "#/$defs/any_value"}}]}
})";

std::string_view definition_of(const ParameterInfo& parameter) {
  const bool out = parameter.direction == Direction::out;
  switch (parameter.type) {
    case Type::integer:
    case Type::count:
      return "integer";
    case Type::handle:
      return out ? "pointer" : "handle";
    case Type::overlapped:
      return out ? "pointer" : "overlapped";
    case Type::routine:
      return "routine";
    case Type::variable:
    case Type::packets:
      return "pointer";
    case Type::buffer:
      return "buffer";
    case Type::buffers:
      return "buffers";
    case Type::handles:
      return "handles";
    case Type::address:
      return out ? "pointer" : "place";
    case Type::path:
      return "path";
    case Type::integers:
      return out ? "pointer" : "integers";
    case Type::polls:
      return "polls";
    case Type::option:
      return "option";
  }
  return "any_value";
}

SchemaJson arguments_of(std::span<const ParameterInfo> parameters) {
  SchemaJson schema;
  schema["type"] = "object";
  schema["properties"] = SchemaJson::object();
  for (const ParameterInfo& parameter : parameters) {
    schema["properties"][std::string(name_of(parameter.parameter))] =
        reference_to(definition_of(parameter));
  }
  schema["additionalProperties"] = false;
  return schema;
}

}  // namespace

SchemaJson reference_to(std::string_view definition) {
  SchemaJson schema;
  schema["$ref"] = "#/$defs/" + std::string(definition);
  return schema;
}

SchemaJson word_list(std::span<const std::string_view> words) {
  SchemaJson list = SchemaJson::array();
  for (const std::string_view word : words) list.push_back(std::string(word));
  return list;
}

SchemaJson function_names() {
  SchemaJson names = SchemaJson::array();
  for (const FunctionInfo& function : all_functions()) names.push_back(std::string(function.name));
  SchemaJson schema;
  schema["enum"] = names;
  return schema;
}

SchemaJson outputs() {
  SchemaJson schema;
  schema["type"] = "object";
  schema["propertyNames"]["enum"] = word_list(all_parameter_names());
  schema["additionalProperties"] = reference_to("output");
  return schema;
}

SchemaJson value_definitions(bool scenario) {
  std::string text = shared_definitions;
  const std::string number =
      scenario ? R"(["integer", "boolean", "string"])" : R"(["integer", "boolean"])";
  text.replace(text.find('%'), 1, number);
  SchemaJson definitions = SchemaJson::parse(text);
  definitions["buffer_item"] = reference_to("buffer_object");
  if (scenario) {
    definitions["buffer_item"] = {{"anyOf", {reference_to("buffer_object"), reference_to("name")}}};
  }
  for (const FunctionInfo& function : all_functions()) {
    definitions["arguments of " + std::string(function.name)] = arguments_of(function.parameters);
  }
  definitions["arguments of routines"] = arguments_of(routine_parameters());
  return definitions;
}

SchemaJson arguments_by_function(const std::string& function_member,
                                 const std::string& arguments_member) {
  SchemaJson rules = SchemaJson::array();
  for (const FunctionInfo& function : all_functions()) {
    SchemaJson rule;
    rule["if"]["required"] = SchemaJson::array({function_member});
    rule["if"]["properties"][function_member]["const"] = std::string(function.name);
    rule["then"]["properties"][arguments_member] =
        reference_to("arguments of " + std::string(function.name));
    rules.push_back(rule);
  }
  return rules;
}

}  // namespace ioracle
