// The schema of the lines between a driver and an agent.

#include "format/schema.h"
#include "format/schema_values.h"

namespace ioracle {
namespace {

// One definition for each request and each answer, so that messages of validators name what is
// missing. Members that are not told of are skipped by both sides, so they may come.
constexpr const char* agent_text = R"({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "$id": "urn:ioracle:agent-protocol:1",
  "title": "A request to an agent of ioracle, or its answer: version 1 of the protocol",
  "type": "object",
  "required": ["token"],
  "properties": {"token": {"$ref": "#/$defs/natural"}},
  "if": {"required": ["request"]},
  "then": {"$ref": "#/$defs/request"},
  "else": {"$ref": "#/$defs/answer"},
  "$defs": {
    "natural": {"type": "integer", "minimum": 0},
    "strings": {"type": "array", "items": {"type": "string"}},
    "request": {"oneOf": [
      {"properties": {"request": {"enum": ["hello", "reset", "trace", "bye"]}}},
      {"properties": {"request": {"const": "load"}, "scenario": {"type": "object"},
                      "program": {"$ref": "#/$defs/program"},
                      "patience_ms": {"$ref": "#/$defs/natural"}},
       "required": ["scenario", "program", "patience_ms"]},
      {"properties": {"request": {"const": "step"}, "index": {"$ref": "#/$defs/natural"}},
       "required": ["index"]},
      {"properties": {"request": {"const": "settle"}, "patience_ms": {"$ref": "#/$defs/natural"},
                      "timers": {"enum": [0, 1]}},
       "required": ["patience_ms"]},
      {"properties": {"request": {"const": "recover"}, "journal": {"type": "string"}},
       "required": ["journal"]}]},
    "program": {"type": "object", "required": ["name", "requires", "threads", "units", "routines"],
      "properties": {
        "name": {"type": "string"}, "requires": {"$ref": "#/$defs/strings"},
        "threads": {"$ref": "#/$defs/strings"},
        "units": {"type": "array", "items": {"$ref": "#/$defs/steps", "minItems": 1}},
        "routines": {"type": "object", "additionalProperties": {"$ref": "#/$defs/steps"}}}},
    "steps": {"type": "array", "items": {"type": "object",
      "properties": {
        "thread": {"type": "string"}, "busy": {"type": "boolean"}, "as": {"type": "string"},
        "function": {"type": "string"}, "arguments": {"type": "object"},
        "observe": {"enum": ["overlapped", "buffer", "handle", "variable"]},
        "object": {"type": "string"}, "settle": {"const": true}, "barrier": {"type": "string"},
        "exit_thread": {"const": true}, "memory": {"type": "string"},
        "environment": {"type": "string"}, "if": {"const": true},
        "then": {"$ref": "#/$defs/steps"}, "else": {"$ref": "#/$defs/steps"},
        "repeat": {"$ref": "#/$defs/steps"}, "max": {"$ref": "#/$defs/natural"}},
      "oneOf": [
        {"required": ["function", "arguments"]}, {"required": ["observe", "object"]},
        {"required": ["settle"]}, {"required": ["barrier"]}, {"required": ["exit_thread"]},
        {"required": ["memory", "object"]}, {"required": ["environment"]},
        {"required": ["if", "then", "else"]}, {"required": ["repeat", "max"]}]}},
    "answer": {"required": ["answer"], "oneOf": [
      {"properties": {"answer": {"const": "hello"}, "protocol": {"const": 1},
                      "name": {"type": "string", "minLength": 1}, "version": {"type": "string"},
                      "system": {"type": "string"}, "build": {"type": "string"},
                      "capabilities": {"$ref": "#/$defs/strings"}, "journal": {"type": "string"}},
       "required": ["protocol", "name", "version", "system", "capabilities"]},
      {"properties": {"answer": {"enum": ["ready", "replace", "returned"]}}},
      {"properties": {"answer": {"const": "loaded"}, "steps": {"$ref": "#/$defs/natural"}},
       "required": ["steps"]},
      {"properties": {"answer": {"enum": ["refused", "failed"]}, "reason": {"type": "string"}},
       "required": ["reason"]},
      {"properties": {"answer": {"const": "blocked"}, "threads": {"$ref": "#/$defs/strings"}},
       "required": ["threads"]},
      {"properties": {"answer": {"const": "settled"}, "blocked": {"type": "array", "items": {
          "type": "object", "required": ["thread"],
          "properties": {"thread": {"type": "string"}, "function": {"type": "string"}}}}},
       "required": ["blocked"]},
      {"properties": {"answer": {"const": "trace"}, "lines": {"type": "array", "items": {
          "type": "object", "required": ["event", "seq"]}}},
       "required": ["lines"]}]}
  }
})";

}  // namespace

std::string agent_schema() { return SchemaJson::parse(agent_text).dump(1) + '\n'; }

std::optional<std::string> find_schema(std::string_view name) {
  if (name == "scenario") return scenario_schema();
  if (name == "trace") return trace_schema();
  if (name == "agent") return agent_schema();
  if (name == "choices") return choices_schema();
  return std::nullopt;
}

}  // namespace ioracle
