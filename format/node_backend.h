#pragma once
// JsonNode as a source of JSON for the decoders (see value_decoder.h).

#include "format/json_document.h"

namespace ioracle {

struct NodeBackend {
  using Value = const JsonNode*;

  static JsonKind kind(Value value) { return value->kind; }
  static std::string_view text(Value value) { return value->text; }
  static std::optional<std::int64_t> integer(Value value) {
    if (value->kind == JsonKind::integer || value->kind == JsonKind::boolean) return value->number;
    return std::nullopt;
  }
  template <typename Function>
  static bool members(Value value, Function function) {
    if (value->kind != JsonKind::object) return false;
    for (std::size_t index = 0; index < value->names.size(); ++index) {
      const JsonNode* member = &value->items[index];
      if (!function(std::string_view(value->names[index]), member)) return false;
    }
    return true;
  }
  template <typename Function>
  static bool elements(Value value, Function function) {
    if (value->kind != JsonKind::array) return false;
    for (const JsonNode& item : value->items) {
      const JsonNode* element = &item;
      if (!function(element)) return false;
    }
    return true;
  }
  static std::string describe(Value value) { return ioracle::describe(*value); }
  static std::uint64_t line(Value value) { return value->line; }
};

struct NodeDocument {
  const JsonNode* root;
  template <typename Function>
  bool members(Function function) {
    return NodeBackend::members(root, function);
  }
};

}  // namespace ioracle
