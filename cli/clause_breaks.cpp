// Who breaks a clause: files of expectations ({"implementation", "expectations": [{"scenario",
// "clause", "reason", ..}], "questions": [..]}), each entry a divergence that is known.

#include <filesystem>

#include "cli/clause_index.h"
#include "cli/scenario_file.h"
#include "format/json_document.h"
#include "format/text_file.h"

namespace ioracle {
namespace {

std::string text_of(const JsonNode& object, std::string_view name) {
  const JsonNode* member = object.kind == JsonKind::object ? object.find(name) : nullptr;
  return member && member->kind == JsonKind::string ? member->text : std::string();
}

}  // namespace

bool ClauseIndex::add_expectations(const std::string& folder, FormatError& error) {
  for (const std::string& path : scenario_files(folder)) {
    const std::optional<TextFile> file = read_text_file(path, error);
    if (!file) return false;
    const std::optional<JsonNode> root = parse_json(file->text, file->name, 1, error);
    if (!root) return false;
    for (const std::string_view list : {"expectations", "questions"}) {
      const JsonNode* entries = root->kind == JsonKind::object ? root->find(list) : nullptr;
      if (!entries) continue;
      for (const JsonNode& entry : entries->items) {
        const auto id = find_clause(text_of(entry, "clause"));
        if (!id) continue;  // a failure of another kind: it broke no clause
        const bool open = list == "questions";
        breaks_[id->index].push_back({text_of(*root, "implementation"), text_of(entry, "scenario"),
                                      (open ? "perhaps: " : "") + text_of(entry, "reason")});
      }
    }
  }
  return true;
}

}  // namespace ioracle
