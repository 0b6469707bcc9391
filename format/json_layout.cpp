#include "format/json_layout.h"

#include "format/json_text.h"

namespace ioracle {
namespace {

void append(std::string& out, const JsonNode& node) {
  switch (node.kind) {
    case JsonKind::null:
      out += "null";
      return;
    case JsonKind::boolean:
      out += node.number != 0 ? "true" : "false";
      return;
    case JsonKind::integer:
      if (node.beyond_int64) {
        append_number(out, static_cast<std::uint64_t>(node.number));
      } else {
        append_number(out, node.number);
      }
      return;
    case JsonKind::string:
      append_quoted(out, node.text);
      return;
    case JsonKind::array:
    case JsonKind::object:
      break;
  }
  const bool is_object = node.kind == JsonKind::object;
  out += is_object ? '{' : '[';
  for (std::size_t place = 0; place < node.items.size(); ++place) {
    if (place > 0) out += ", ";
    if (is_object) {
      append_quoted(out, node.names[place]);
      out += ": ";
    }
    append(out, node.items[place]);
  }
  out += is_object ? '}' : ']';
}

// The elements of a list, each on lines of its own; lists of lists (races) are laid out alike.
void append_list(std::string& out, const JsonNode& list, const std::string& indent) {
  out += "[\n";
  for (std::size_t place = 0; place < list.items.size(); ++place) {
    const JsonNode& item = list.items[place];
    out += indent;
    const JsonNode* race = item.find("race");
    if (race != nullptr) {
      out += "{\"race\": ";
      append_list(out, *race, indent + "  ");
      out += '}';
    } else if (item.kind == JsonKind::array) {
      append_list(out, item, indent + "  ");
    } else {
      append(out, item);
    }
    out += place + 1 < list.items.size() ? ",\n" : "\n";
  }
  out += indent.substr(2) + ']';
}

}  // namespace

std::string json_text(const JsonNode& node) {
  std::string out;
  append(out, node);
  return out;
}

std::string scenario_text(const JsonNode& root) {
  std::string out = "{\n";
  for (std::size_t place = 0; place < root.names.size(); ++place) {
    out += "  ";
    append_quoted(out, root.names[place]);
    out += ": ";
    if (root.names[place] == "steps") {
      append_list(out, root.items[place], "    ");
    } else {
      append(out, root.items[place]);
    }
    out += place + 1 < root.names.size() ? ",\n" : "\n";
  }
  return out + "}\n";
}

}  // namespace ioracle
