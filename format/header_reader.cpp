// Reading the first line of a trace.

#include "format/node_backend.h"
#include "format/trace_reader.h"
#include "format/value_decoder.h"

namespace ioracle {
namespace {

constexpr std::string_view header_members[] = {
    "event",       "format",      "catalogue", "specification", "scenario", "profile", "agent",
    "environment", "patience_ms", "tick_ms",   "misuse",        "hazards",  "records"};
constexpr std::string_view agent_members[] = {"name", "version", "system"};

class HeaderDecoder {
 public:
  HeaderDecoder(DecodeContext& context, Names& names)
      : context_(context), values_(context, names) {}

  bool decode(const JsonNode& root, Header& header) {
    const JsonNode* const event = root.find("event");
    if (event == nullptr || event->kind != JsonKind::string || event->text != "header") {
      context_.enter("event");
      return context_.fail(0, "\"header\", the first line of a trace",
                           event == nullptr ? "nothing" : describe(*event));
    }
    bool format_told = false;
    const JsonNode* top = &root;
    if (!values_.object(top, "a header", header_members,
                        [&](std::string_view name, const JsonNode*& json) {
                          if (name == "format") format_told = true;
                          return member(name, json, header);
                        })) {
      return false;
    }
    return format_told || context_.fail(0, "the member \"format\"", "a header without it");
  }

 private:
  bool member(std::string_view name, const JsonNode*& json, Header& header) {
    if (name == "event") return true;
    if (name == "format") {
      if (!values_.natural(json, header.format)) return false;
      return header.format == Header::format_supported || values_.fail(json, "the format 1");
    }
    if (name == "catalogue") return values_.word(json, header.catalogue);
    if (name == "specification") return values_.word(json, header.specification);
    if (name == "scenario") return values_.word(json, header.scenario);
    if (name == "profile") return values_.word(json, header.profile);
    if (name == "patience_ms") return values_.natural(json, header.patience_ms.emplace());
    if (name == "tick_ms") return values_.natural(json, header.tick_ms.emplace());
    if (name == "environment") return words(json, header.environment);
    if (name == "misuse") return words(json, header.misuse);
    if (name == "hazards") return words(json, header.hazards);
    if (name == "records") return words(json, header.records);
    return values_.object(json, "an agent", agent_members,
                          [&](std::string_view part, const JsonNode*& value) {
                            if (part == "name") return values_.word(value, header.agent_name);
                            if (part == "version") return values_.word(value, header.agent_version);
                            return values_.word(value, header.agent_system);
                          });
  }

  bool words(const JsonNode*& json, std::vector<std::string>& words) {
    return values_.list(json, "a list of strings", [&](const JsonNode*& item) {
      return values_.word(item, words.emplace_back());
    });
  }

  DecodeContext& context_;
  ValueDecoder<NodeBackend> values_;
};

}  // namespace

bool read_header(std::string_view line, std::uint64_t line_number, Header& header,
                 FormatError& error) {
  header = {};
  const auto root = parse_json(line, {}, line_number, error);
  if (!root) return false;
  DecodeContext context;
  context.line = line_number;
  Names names;
  if (root->kind == JsonKind::object && HeaderDecoder(context, names).decode(*root, header)) {
    return true;
  }
  if (root->kind != JsonKind::object) context.fail(0, "a header, a JSON object", describe(*root));
  error = context.error;
  return false;
}

}  // namespace ioracle
