#include "format/conform_results.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "format/decode_context.h"
#include "format/json_document.h"
#include "format/text_file.h"

namespace ioracle {
namespace {

class ResultsReader {
 public:
  explicit ResultsReader(ConformResults& results) : results_(results) {}

  bool read(const JsonNode& root);
  const FormatError& error() const { return context_.error; }

 private:
  bool fail(const JsonNode& found, std::string expected) {
    return context_.fail(found.line, std::move(expected), describe(found));
  }
  // The member `name` of an object, of this kind; nullptr: it is not there, which is an error.
  const JsonNode* member(const JsonNode& object, std::string_view name, JsonKind kind,
                         std::string_view expected);
  bool text(const JsonNode& object, std::string_view name, std::string& text);
  bool result(const JsonNode& json, ConformResults::Result& result);

  ConformResults& results_;
  DecodeContext context_;
};

const JsonNode* ResultsReader::member(const JsonNode& object, std::string_view name, JsonKind kind,
                                      std::string_view expected) {
  const JsonNode* const found = object.kind == JsonKind::object ? object.find(name) : nullptr;
  if (!found) {
    fail(object, "an object with the member \"" + std::string(name) + '"');
    return nullptr;
  }
  context_.enter(name);
  if (found->kind != kind) {
    fail(*found, std::string(expected));
    return nullptr;
  }
  return found;
}

bool ResultsReader::text(const JsonNode& object, std::string_view name, std::string& text) {
  const JsonNode* const found = member(object, name, JsonKind::string, "a string");
  if (!found) return false;
  text = found->text;
  context_.leave();
  return true;
}

bool ResultsReader::result(const JsonNode& json, ConformResults::Result& result) {
  if (!text(json, "scenario", result.scenario) || !text(json, "result", result.result)) {
    return false;
  }
  const JsonNode* const clauses = member(json, "clauses", JsonKind::array, "a list of clauses");
  if (!clauses) return false;
  for (const JsonNode& clause : clauses->items) {
    if (clause.kind != JsonKind::string) return fail(clause, "the id of a clause");
    result.clauses.push_back(clause.text);
  }
  context_.leave();
  return true;
}

bool ResultsReader::read(const JsonNode& root) {
  const JsonNode* const agent = member(root, "agent", JsonKind::object, "an object");
  if (!agent || !text(*agent, "name", results_.agent_name) ||
      !text(*agent, "version", results_.agent_version) ||
      !text(*agent, "system", results_.agent_system)) {
    return false;
  }
  context_.leave();
  const JsonNode* const list = member(root, "results", JsonKind::array, "a list of results");
  if (!list) return false;
  for (std::uint32_t index = 0; index < list->items.size(); ++index) {
    context_.enter(index);
    if (!result(list->items[index], results_.results.emplace_back())) return false;
    context_.leave();
  }
  return true;
}

}  // namespace

const ConformResults::Result* ConformResults::find(std::string_view scenario) const {
  const auto found = std::ranges::find(results, scenario, &Result::scenario);
  return found == results.end() ? nullptr : &*found;
}

std::optional<ConformResults> read_conform_results(const std::string& path, FormatError& error) {
  const std::optional<TextFile> file = read_text_file(path, error);
  if (!file) return std::nullopt;
  const auto root = parse_json(file->text, file->name, 1, error);
  if (!root) return std::nullopt;
  std::optional<ConformResults> results(std::in_place);
  ResultsReader reader(*results);
  if (reader.read(*root)) return results;
  error = reader.error();
  error.file = file->name;
  return std::nullopt;
}

std::string write_conform_results(const ConformResults& results) {
  using Json = nlohmann::ordered_json;
  Json list = Json::array();
  std::map<std::string, std::size_t> counts;
  for (const ConformResults::Result& one : results.results) {
    list.push_back({{"scenario", one.scenario}, {"result", one.result}, {"clauses", one.clauses}});
    ++counts[one.result];
  }
  const Json whole = {{"agent",
                       {{"name", results.agent_name},
                        {"version", results.agent_version},
                        {"system", results.agent_system}}},
                      {"results", list},
                      {"summary", counts}};
  return whole.dump(1) + '\n';
}

}  // namespace ioracle
