// The schema of scenarios.

#include "format/schema.h"
#include "format/schema_values.h"

namespace ioracle {
namespace {

constexpr const char* scenario_text = R"({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "A scenario of ioracle",
  "type": "object",
  "properties": {
    "name": {"type": "string"}, "about": {"type": "string"},
    "clauses": {"$ref": "#/$defs/strings"}, "requires": {"$ref": "#/$defs/strings"},
    "misuse": {"$ref": "#/$defs/strings"}, "hazards": {"$ref": "#/$defs/strings"},
    "environment": {"$ref": "#/$defs/strings"},
    "memory": {"type": "object", "additionalProperties": {"$ref": "#/$defs/memory"}},
    "threads": {"anyOf": [{"$ref": "#/$defs/strings"}, {"type": "object",
      "additionalProperties": {"type": "object",
        "properties": {"process": {"$ref": "#/$defs/name"}},
      "additionalProperties": false}}]},
    "routines": {"type": "object", "additionalProperties": {"$ref": "#/$defs/steps"}},
    "given": {"type": "array", "items": {"$ref": "#/$defs/given"}},
    "steps": {"type": "array", "items": {"anyOf": [{"$ref": "#/$defs/race"},
      {"$ref": "#/$defs/step"}]}},
    "expect": {"type": "array", "items": {"$ref": "#/$defs/expectation"}}},
  "required": ["name", "steps"],
  "additionalProperties": false
})";

constexpr const char* definitions_text = R"({
  "strings": {"type": "array", "items": {"type": "string"}},
  "expression": {"type": "string", "minLength": 1},
  "memory": {"type": "object", "properties": {"buffer": {"$ref": "#/$defs/number"},
    "overlapped": {"$ref": "#/$defs/words"}, "variable": {"$ref": "#/$defs/number"},
    "inside": {"$ref": "#/$defs/name"}, "offset": {"$ref": "#/$defs/number"}},
    "oneOf": [{"required": ["buffer"]}, {"required": ["overlapped"]}, {"required": ["variable"]}],
    "additionalProperties": false},
  "given": {"type": "object", "minProperties": 1, "maxProperties": 1, "properties": {
    "startup": true,
    "tcp_pair": {"type": "object", "properties": {"client": {"$ref": "#/$defs/name"},
      "server": {"$ref": "#/$defs/name"}, "overlapped": {"$ref": "#/$defs/number"}},
      "required": ["client", "server"], "additionalProperties": false},
    "udp_pair": {"type": "object", "properties": {"first": {"$ref": "#/$defs/name"},
      "second": {"$ref": "#/$defs/name"}, "overlapped": {"$ref": "#/$defs/number"}},
      "required": ["first", "second"], "additionalProperties": false}},
    "additionalProperties": false},
  "expectation": {"type": "object", "properties": {"always": {"$ref": "#/$defs/expression"},
    "sometimes": {"$ref": "#/$defs/expression"}, "never": {"$ref": "#/$defs/expression"},
    "profiles": {"type": "array", "items": {"enum": ["documented", "windows-xp", "windows-7",
      "windows-8.1", "windows-10", "windows-11", "any"]}},
    "question": {"type": "string"}, "clauses": {"type": "array", "items": {"type": "string"}}},
    "oneOf": [{"required": ["always"]}, {"required": ["sometimes"]}, {"required": ["never"]}],
    "additionalProperties": false},
  "race": {"type": "object", "properties": {"race": {"type": "array", "minItems": 1,
    "items": {"$ref": "#/$defs/steps", "minItems": 1}}}, "required": ["race"],
    "additionalProperties": false},
  "steps": {"type": "array", "items": {"$ref": "#/$defs/step"}},
  "step": {"type": "object", "oneOf": [
    {"required": ["call"]}, {"required": ["if"]}, {"required": ["repeat"]},
      {"required": ["barrier"]},
    {"required": ["settle"]}, {"required": ["observe"]}, {"required": ["memory"]},
    {"required": ["environment"]}, {"required": ["exit_thread"]}],
    "dependentSchemas": {
      "call": {"properties": {"call": true, "as": {"$ref": "#/$defs/name"},
        "with": {"type": "object"},
        "thread": {"$ref": "#/$defs/name"}, "busy": {"const": true}},
          "additionalProperties": false},
      "if": {"properties": {"if": {"$ref": "#/$defs/expression"}, "then": {"$ref": "#/$defs/steps"},
        "else": {"$ref": "#/$defs/steps"}, "thread": {"$ref": "#/$defs/name"}},
        "additionalProperties": false},
      "repeat": {"properties": {"repeat": {"$ref": "#/$defs/steps", "minItems": 1},
        "until": {"$ref": "#/$defs/expression"}, "max": {"type": ["integer", "string"],
          "minimum": 1},
        "thread": {"$ref": "#/$defs/name"}}, "required": ["max"], "additionalProperties": false},
      "barrier": {"properties": {"barrier": {"$ref": "#/$defs/name"},
        "thread": {"$ref": "#/$defs/name"},
        "busy": {"const": true}}, "additionalProperties": false},
      "settle": {"properties": {"settle": {"const": true}, "thread": {"$ref": "#/$defs/name"}},
        "additionalProperties": false},
      "observe": {"properties": {"observe": {"$ref": "#/$defs/name"},
        "offset": {"$ref": "#/$defs/number"}, "len": {"$ref": "#/$defs/number"},
        "thread": {"$ref": "#/$defs/name"}}, "additionalProperties": false},
      "memory": {"properties": {"memory": {"enum": ["allocate", "free", "write", "scope_end"]},
        "object": {"$ref": "#/$defs/name"}, "offset": {"$ref": "#/$defs/number"},
        "bytes": {"$ref": "#/$defs/bytes"}, "thread": {"$ref": "#/$defs/name"}},
        "required": ["object"], "additionalProperties": false},
      "environment": {"properties": {"environment": {"type": "string", "minLength": 1},
        "object": {"$ref": "#/$defs/name"}, "actor": {"$ref": "#/$defs/name"},
        "value": {"$ref": "#/$defs/number"}, "offset": {"$ref": "#/$defs/number"},
        "bytes": {"$ref": "#/$defs/bytes"}, "thread": {"$ref": "#/$defs/name"}},
        "additionalProperties": false},
      "exit_thread": {"properties": {"exit_thread": {"const": true},
        "thread": {"$ref": "#/$defs/name"}}, "additionalProperties": false}}}
})";

}  // namespace

std::string scenario_schema() {
  SchemaJson schema = SchemaJson::parse(scenario_text);
  SchemaJson definitions = SchemaJson::parse(definitions_text);
  definitions["step"]["dependentSchemas"]["call"]["properties"]["call"] = function_names();
  definitions["step"]["dependentSchemas"]["call"]["allOf"] = arguments_by_function("call", "with");
  definitions.update(value_definitions(true));
  schema["$defs"] = definitions;
  return schema.dump(1) + '\n';
}

}  // namespace ioracle
