// The schema of the lines of a trace, from the table of their members.

#include "format/schema.h"
#include "format/schema_values.h"
#include "format/trace_members.h"

namespace ioracle {
namespace {

constexpr const char* header_schema = R"({
  "type": "object",
  "properties": {
    "event": {"const": "header"}, "format": {"const": 1},
    "catalogue": {"type": "string"}, "specification": {"type": "string"},
    "scenario": {"type": "string"}, "profile": {"type": "string"},
    "agent": {"type": "object", "properties": {"name": {"type": "string"},
      "version": {"type": "string"}, "system": {"type": "string"}}, "additionalProperties": false},
    "environment": {"$ref": "#/$defs/strings"}, "patience_ms": {"$ref": "#/$defs/natural"},
    "tick_ms": {"$ref": "#/$defs/natural"}, "misuse": {"$ref": "#/$defs/strings"},
    "hazards": {"$ref": "#/$defs/strings"}, "records": {"$ref": "#/$defs/strings"}},
  "required": ["event", "format"],
  "additionalProperties": false
})";

SchemaJson schema_of(TraceMember member, EventKind kind) {
  using M = TraceMember;
  switch (member) {
    case M::event:
      return {{"const", std::string(name_of(kind))}};
    case M::seq:
    case M::end_seq:
    case M::time:
    case M::id:
    case M::within:
    case M::offset:
    case M::last_error:
    case M::patience_ms:
      return reference_to("natural");
    case M::process:
    case M::thread:
    case M::routine:
    case M::overlapped:
    case M::buffer:
    case M::handle:
    case M::variable:
    case M::object:
    case M::actor:
      return reference_to("name");
    case M::function:
      return function_names();
    case M::arguments:
      return kind == EventKind::enter ? reference_to("arguments of routines")
                                      : SchemaJson({{"type", "object"}});
    case M::value:
      return reference_to("any_value");
    case M::code:
    case M::lost:
    case M::signaled:
      return reference_to("number");
    case M::outputs:
      return outputs();
    case M::action:
      return {{"type", "string"}, {"minLength", 1}};
    case M::words:
      return reference_to("words");
    case M::bytes:
      return reference_to("bytes");
    case M::rest:
      return SchemaJson::parse(R"({"enum": ["untouched", "touched"]})");
    case M::blocked:
      return reference_to("blocked");
  }
  return {};
}

SchemaJson schema_of(EventKind kind) {
  const MemberRules& rules = rules_of(kind);
  SchemaJson schema;
  schema["type"] = "object";
  schema["required"] = SchemaJson::array();
  for (std::size_t index = 0; index < trace_member_names.size(); ++index) {
    const auto member = static_cast<TraceMember>(index);
    if (((rules.required | rules.optional) & only(member)) == 0) continue;
    const std::string name(name_of(member));
    schema["properties"][name] = schema_of(member, kind);
    if ((rules.required & only(member)) != 0) schema["required"].push_back(name);
  }
  schema["additionalProperties"] = false;
  if (kind == EventKind::call) schema["allOf"] = arguments_by_function("function", "arguments");
  if (kind == EventKind::word) {
    schema["properties"]["words"]["minProperties"] = 1;
    schema["properties"]["words"]["maxProperties"] = 1;
  }
  if (kind == EventKind::observe) {
    schema["oneOf"] = SchemaJson::parse(R"([
      {"required": ["overlapped"]}, {"required": ["buffer"]},
      {"required": ["handle"]}, {"required": ["variable"]}])");
  }
  return schema;
}

}  // namespace

std::string trace_schema() {
  SchemaJson schema;
  schema["$schema"] = "https://json-schema.org/draft/2020-12/schema";
  schema["title"] = "A line of a trace of ioracle";
  schema["type"] = "object";
  schema["required"] = SchemaJson::array({"event"});
  SchemaJson rules = SchemaJson::array();
  SchemaJson definitions = value_definitions(false);
  definitions["natural"] = SchemaJson::parse(R"({"type": ["integer", "boolean"], "minimum": 0})");
  definitions["strings"] = SchemaJson::parse(R"({"type": "array", "items": {"type": "string"}})");
  definitions["blocked"] = SchemaJson::parse(R"({"type": "array", "items": {"type": "object",
    "properties": {"thread": {"$ref": "#/$defs/name"}, "id": {"$ref": "#/$defs/number"}},
    "required": ["thread"], "additionalProperties": false}})");
  SchemaJson kinds = SchemaJson::array({"header"});
  const auto add = [&](const std::string& kind, const SchemaJson& of_kind) {
    SchemaJson rule;
    rule["if"]["properties"]["event"]["const"] = kind;
    rule["then"] = reference_to("event " + kind);
    rules.push_back(rule);
    definitions["event " + kind] = of_kind;
  };
  add("header", SchemaJson::parse(header_schema));
  for (std::size_t index = 0; index < all_event_kinds().size(); ++index) {
    kinds.push_back(std::string(all_event_kinds()[index]));
    add(std::string(all_event_kinds()[index]), schema_of(static_cast<EventKind>(index)));
  }
  schema["properties"]["event"]["enum"] = kinds;
  schema["allOf"] = rules;
  schema["$defs"] = definitions;
  return schema.dump(1) + '\n';
}

}  // namespace ioracle
