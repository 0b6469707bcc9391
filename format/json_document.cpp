#include "format/json_document.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#if IORACLE_WITH_SIMDJSON
#include <simdjson.h>
#endif

namespace ioracle {
namespace {

constexpr std::size_t members_max =
    4096;  // of one object: each new name is compared with those before

// Where the lexer is. Shared by the copies that the parser makes of its iterators.
struct Position {
  const char* at = nullptr;
  const char* counted = nullptr;  // lines before it are in `line`
  std::uint64_t line = 1;

  std::uint64_t line_at(const char* where) {
    if (where > counted) {
      line += static_cast<std::uint64_t>(std::count(counted, where, '\n'));
      counted = where;
    }
    return line;
  }
};

struct Iterator {
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  const char* at = nullptr;
  Position* position = nullptr;

  reference operator*() const { return *at; }
  Iterator& operator++() {
    ++at;
    if (position != nullptr) position->at = at;
    return *this;
  }
  friend bool operator!=(const Iterator& left, const Iterator& right) {
    return left.at != right.at;
  }
};

class TreeBuilder : public nlohmann::json_sax<nlohmann::json> {
 public:
  TreeBuilder(Position& position, const char* begin, FormatError& error)
      : position_(position), begin_(begin), error_(error) {}

  JsonNode root;

  bool null() override { return scalar({}, 1); }
  bool boolean(bool value) override {
    JsonNode node;
    node.kind = JsonKind::boolean;
    node.number = value ? 1 : 0;
    return scalar(std::move(node), 0);
  }
  bool number_integer(number_integer_t value) override { return integer(value, false); }
  bool number_unsigned(number_unsigned_t value) override {
    return integer(static_cast<std::int64_t>(value), value > INT64_MAX);
  }
  bool number_float(number_float_t, const string_t& text) override {
    return fail("a whole number of at most 64 bits", text.substr(0, 40), 1);
  }
  bool string(string_t& value) override {
    JsonNode node;
    node.kind = JsonKind::string;
    node.text = std::move(value);
    return scalar(std::move(node), 0);
  }
  bool binary(binary_t&) override { return fail("JSON", "binary data", 0); }
  bool start_object(std::size_t) override { return open(JsonKind::object); }
  bool start_array(std::size_t) override { return open(JsonKind::array); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(string_t& name) override {
    JsonNode& object = *open_.back();
    key_ = name;
    if (object.find(name) != nullptr) {
      return fail("each member once", "the member \"" + name + "\" twice", 0);
    }
    if (object.names.size() >= members_max) {
      return fail("at most " + std::to_string(members_max) + " members", "more", 0);
    }
    object.names.push_back(std::move(name));
    object.items.emplace_back();
    return true;
  }
  bool parse_error(std::size_t, const std::string&,
                   const nlohmann::detail::exception& error) override {
    std::string found = error.what();
    // The library's text begins with its own name and position; the useful part follows the last "-
    // ".
    if (const auto at = found.find("; "); at != std::string::npos && found.find("]") < at) {
      found.erase(0, found.find(": ") + 2);
    }
    if (const auto at = found.find("invalid"); at == std::string::npos) {
      if (const auto dash = found.rfind(" - "); dash != std::string::npos) found.erase(0, dash + 3);
    }
    if (found.size() > 300) found = found.substr(0, 300) + "...";
    key_.clear();
    const char* line_start = position_.at;
    while (line_start > begin_ && line_start[-1] != '\n') --line_start;
    return fail("JSON", found + " (column " + std::to_string(position_.at - line_start) + ")", 1);
  }

 private:
  bool integer(std::int64_t value, bool beyond) {
    JsonNode node;
    node.kind = JsonKind::integer;
    node.number = value;
    node.beyond_int64 = beyond;
    return scalar(std::move(node), 1);
  }

  // The lexer has read one character beyond a number.
  std::uint64_t line(std::ptrdiff_t beyond) {
    return position_.line_at(std::max(begin_, position_.at - beyond));
  }

  JsonNode& place() {
    if (open_.empty()) return root;
    JsonNode& parent = *open_.back();
    if (parent.kind == JsonKind::object) return parent.items.back();
    return parent.items.emplace_back();
  }

  bool scalar(JsonNode node, std::ptrdiff_t beyond) {
    node.line = line(beyond);
    place() = std::move(node);
    return true;
  }

  bool open(JsonKind kind) {
    if (open_.size() >= json_depth_max) {
      return fail("a nesting of at most " + std::to_string(json_depth_max) + " levels",
                  "a deeper one", 0);
    }
    JsonNode& node = place();
    node.kind = kind;
    node.line = line(0);
    open_.push_back(&node);
    return true;
  }

  bool close() {
    open_.pop_back();
    return true;
  }

  bool fail(std::string expected, std::string found, std::ptrdiff_t beyond) {
    error_.line = line(beyond);
    error_.expected = std::move(expected);
    error_.found = std::move(found);
    error_.pointer.clear();
    for (const JsonNode* node : open_) {
      if (node->kind == JsonKind::array) {
        const bool inside = node != open_.back();
        error_.pointer += '/' + std::to_string(node->items.size() - (inside ? 1U : 0U));
      } else if (!node->names.empty()) {
        const bool inside = node != open_.back() || key_.empty() || node->names.back() == key_;
        error_.pointer += '/' + pointer_token(inside ? node->names.back() : key_);
      }
    }
    return false;
  }

  Position& position_;
  const char* begin_;
  FormatError& error_;
  std::vector<JsonNode*> open_;
  std::string key_;
};

#if IORACLE_WITH_SIMDJSON

// The same tree, several times as fast. False where anything is unusual: what is wrong, and where,
// the other reader tells.
class FastBuilder {
 public:
  bool build(std::string_view text, std::uint64_t first_line, JsonNode& root) {
    text_.assign(text);
    text_.append(simdjson::SIMDJSON_PADDING, ' ');
    position_ = {text_.data(), text_.data(), first_line};
    simdjson::ondemand::document document;
    simdjson::ondemand::value value;
    if (parser_.iterate(text_.data(), text.size(), text_.size()).get(document)) return false;
    if (document.get_value().get(value)) return false;  // a number or a text alone
    return read(value, root, 0) && document.current_location().error() == simdjson::OUT_OF_BOUNDS;
  }

 private:
  bool read(simdjson::ondemand::value value, JsonNode& node, std::uint32_t depth) {
    node.line = position_.line_at(value.raw_json_token().data());
    simdjson::ondemand::json_type type{};
    if (value.type().get(type)) return false;
    switch (type) {
      case simdjson::ondemand::json_type::object:
        return depth < json_depth_max && read_object(value, node, depth);
      case simdjson::ondemand::json_type::array:
        return depth < json_depth_max && read_array(value, node, depth);
      case simdjson::ondemand::json_type::string: {
        std::string_view text;
        if (value.get_string().get(text)) return false;
        node.kind = JsonKind::string;
        node.text = text;
        return true;
      }
      case simdjson::ondemand::json_type::number: {
        simdjson::ondemand::number number;
        if (value.get_number().get(number) || number.is_double()) return false;
        node.kind = JsonKind::integer;
        node.beyond_int64 = number.is_uint64();
        node.number = number.is_uint64() ? static_cast<std::int64_t>(number.get_uint64())
                                         : number.get_int64();
        return true;
      }
      case simdjson::ondemand::json_type::boolean: {
        bool truth = false;
        if (value.get_bool().get(truth)) return false;
        node.kind = JsonKind::boolean;
        node.number = truth ? 1 : 0;
        return true;
      }
      case simdjson::ondemand::json_type::null: {
        bool nothing = false;
        return !value.is_null().get(nothing) && nothing;
      }
    }
    return false;
  }

  bool read_object(simdjson::ondemand::value value, JsonNode& node, std::uint32_t depth) {
    simdjson::ondemand::object object;
    if (value.get_object().get(object)) return false;
    node.kind = JsonKind::object;
    for (auto member : object) {
      std::string_view name;
      simdjson::ondemand::value inside;
      if (member.error() || member.unescaped_key().get(name)) return false;
      if (node.find(name) != nullptr || node.names.size() >= members_max) return false;
      node.names.emplace_back(name);
      if (member.value().get(inside) || !read(inside, node.items.emplace_back(), depth + 1)) {
        return false;
      }
    }
    return true;
  }

  bool read_array(simdjson::ondemand::value value, JsonNode& node, std::uint32_t depth) {
    simdjson::ondemand::array array;
    if (value.get_array().get(array)) return false;
    node.kind = JsonKind::array;
    for (auto element : array) {
      simdjson::ondemand::value inside;
      if (element.get(inside) || !read(inside, node.items.emplace_back(), depth + 1)) return false;
    }
    return true;
  }

  simdjson::ondemand::parser parser_;
  std::string text_;
  Position position_;
};

#endif

}  // namespace

const JsonNode* JsonNode::find(std::string_view name) const {
  for (std::size_t index = 0; index < names.size(); ++index) {
    if (names[index] == name) return &items[index];
  }
  return nullptr;
}

std::optional<JsonNode> parse_json(std::string_view text, std::string_view file,
                                   std::uint64_t first_line, FormatError& error) {
  error = {};
  error.file = file;
  const char* const begin = text.data();
  const char* const end = begin + text.size();
  std::uint64_t line = first_line;
  for (const char* at = begin; at < end; ++line) {
    const char* const stop = std::find(at, end, '\n');
    if (static_cast<std::uint64_t>(stop - at) > json_line_bytes_max) {
      error.line = line;
      error.expected = "lines of at most 64 MB";
      error.found = "a longer one";
      return std::nullopt;
    }
    at = stop + (stop < end ? 1 : 0);
    if (stop == end) break;
  }
#if IORACLE_WITH_SIMDJSON
  thread_local FastBuilder fast;
  if (JsonNode root; fast.build(text, first_line, root)) return root;
#endif
  Position position{begin, begin, first_line};
  TreeBuilder builder(position, begin, error);
  const bool read =
      nlohmann::json::sax_parse(Iterator{begin, &position}, Iterator{end, nullptr}, &builder);
  if (!read) return std::nullopt;
  return std::move(builder.root);
}

std::string describe(const JsonNode& node) {
  switch (node.kind) {
    case JsonKind::null:
      return "null";
    case JsonKind::boolean:
      return node.number != 0 ? "true" : "false";
    case JsonKind::integer:
      return node.beyond_int64 ? std::to_string(static_cast<std::uint64_t>(node.number))
                               : std::to_string(node.number);
    case JsonKind::string:
      return '"' + (node.text.size() > 60 ? node.text.substr(0, 60) + "..." : node.text) + '"';
    case JsonKind::array:
      return "an array";
    case JsonKind::object:
      return "an object";
  }
  return "nothing";
}

std::string pointer_token(std::string_view name) {
  std::string token;
  for (const char letter : name.substr(0, 100)) {
    if (letter == '~') {
      token += "~0";
    } else if (letter == '/') {
      token += "~1";
    } else {
      token += letter;
    }
  }
  return token;
}

}  // namespace ioracle
