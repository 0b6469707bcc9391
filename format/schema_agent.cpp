// The schema of the lines between a driver and an agent.

#include "format/schema.h"
#include "format/schema_values.h"

namespace ioracle {
namespace {

constexpr const char* agent_text = R"({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "A request to an agent of ioracle, or its answer",
  "oneOf": [{"$ref": "#/$defs/request"}, {"$ref": "#/$defs/answer"}],
  "$defs": {
    "token": {"type": ["integer", "string"]},
    "natural": {"type": "integer", "minimum": 0},
    "strings": {"type": "array", "items": {"type": "string"}},
    "lines": {"type": "array", "items": {"type": "object", "required": ["event", "seq"]}},
    "request": {"type": "object", "required": ["request", "token"], "properties": {
      "request": {"enum": ["hello", "reset", "load", "step", "settle", "trace", "recover", "bye"]},
      "token": {"$ref": "#/$defs/token"}, "scenario": {"type": "object"},
      "patience_ms": {"$ref": "#/$defs/natural"}, "index": {"$ref": "#/$defs/natural"},
      "timers": {"type": ["integer", "boolean"]}, "journal": {"type": "string"}},
      "allOf": [
        {"if": {"properties": {"request": {"const": "load"}}}, "then": {"required": ["scenario"]}},
        {"if": {"properties": {"request": {"const": "step"}}}, "then": {"required": ["index"]}},
        {"if": {"properties": {"request": {"const": "recover"}}},
          "then": {"required": ["journal"]}}]},
    "answer": {"type": "object", "required": ["answer", "token"], "properties": {
      "answer": {"enum": ["hello", "ready", "replace", "loaded", "refused", "returned", "blocked",
                          "settled", "trace", "failed", "bye"]},
      "token": {"$ref": "#/$defs/token"}, "protocol": {"const": 1}, "name": {"type": "string"},
      "version": {"type": "string"}, "system": {"type": "string"}, "build": {"type": "string"},
      "capabilities": {"$ref": "#/$defs/strings"}, "journal": {"type": "string"},
      "steps": {"$ref": "#/$defs/natural"}, "reason": {"type": "string"},
      "threads": {"$ref": "#/$defs/strings"},
      "blocked": {"type": "array", "items": {"type": "object", "required": ["thread"],
        "properties": {"thread": {"type": "string"}, "function": {"type": "string"}}}},
      "lines": {"$ref": "#/$defs/lines"}},
      "allOf": [
        {"if": {"properties": {"answer": {"const": "hello"}}},
         "then": {"required": ["protocol", "name", "capabilities"]}},
        {"if": {"properties": {"answer": {"const": "loaded"}}}, "then": {"required": ["steps"]}},
        {"if": {"properties": {"answer": {"enum": ["refused", "failed"]}}},
         "then": {"required": ["reason"]}},
        {"if": {"properties": {"answer": {"const": "trace"}}}, "then": {"required": ["lines"]}}]}
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
