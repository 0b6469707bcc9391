// Writing the first line of a trace.

#include "format/json_text.h"
#include "format/trace_writer.h"

namespace ioracle {
namespace {

void strings(Separator& members, std::string_view name, const std::vector<std::string>& list) {
  if (list.empty()) return;
  std::string& out = members.member(name);
  out += '[';
  Separator elements(out);
  for (const std::string& element : list) append_quoted(elements.next(), element);
  out += ']';
}

}  // namespace

void write_header(std::string& out, const Header& header) {
  out += '{';
  Separator members(out);
  const auto text = [](Separator& parts, std::string_view name, const std::string& told) {
    if (!told.empty()) parts.text(name, told);
  };
  members.text("event", "header");
  members.number("format", header.format);
  text(members, "catalogue", header.catalogue);
  text(members, "specification", header.specification);
  text(members, "scenario", header.scenario);
  text(members, "profile", header.profile);
  if (!(header.agent_name + header.agent_version + header.agent_system).empty()) {
    members.member("agent") += '{';
    Separator parts(out);
    text(parts, "name", header.agent_name);
    text(parts, "version", header.agent_version);
    text(parts, "system", header.agent_system);
    out += '}';
  }
  strings(members, "environment", header.environment);
  if (header.patience_ms) members.number("patience_ms", *header.patience_ms);
  if (header.tick_ms) members.number("tick_ms", *header.tick_ms);
  strings(members, "misuse", header.misuse);
  strings(members, "hazards", header.hazards);
  strings(members, "records", header.records);
  out += "}\n";
}

}  // namespace ioracle
