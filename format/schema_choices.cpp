// The schema of choices files.

#include "format/choices_file.h"
#include "format/schema.h"
#include "format/schema_values.h"

namespace ioracle {

std::string choices_schema() {
  SchemaJson schema = SchemaJson::parse(R"({
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "The choices of a run of ioracle",
    "type": "object",
    "required": ["format", "version", "scenario", "profile", "choices"],
    "additionalProperties": false
  })");
  SchemaJson& members = schema["properties"];
  members["format"]["const"] = choices_format;
  members["version"]["const"] = choices_version;
  members["scenario"]["type"] = "string";
  members["profile"]["enum"] = profile_names;
  members["choices"] = SchemaJson::parse(R"({"type": "array", "items": {"type": "string"}})");
  return schema.dump(1) + '\n';
}

}  // namespace ioracle
