#include "format/choices_file.h"

#include <algorithm>
#include <array>

#include "format/decode_context.h"
#include "format/json_document.h"
#include "format/json_text.h"
#include "format/text_file.h"

namespace ioracle {
namespace {

constexpr std::array<std::string_view, 5> file_members = {"format", "version", "scenario",
                                                          "profile", "choices"};

class ChoicesReader {
 public:
  ChoicesReader(ChoicesFile& file, std::string_view scenario) : file_(file), scenario_(scenario) {}

  bool read(const JsonNode& root);
  const FormatError& error() const { return context_.error; }

 private:
  bool fail(const JsonNode& found, std::string expected) {
    return context_.fail(found.line, std::move(expected), describe(found));
  }
  bool string(const JsonNode& json, std::string& text);
  bool member(std::string_view name, const JsonNode& json);
  bool list(const JsonNode& json);

  ChoicesFile& file_;
  std::string_view scenario_;
  DecodeContext context_;
};

bool ChoicesReader::string(const JsonNode& json, std::string& text) {
  if (json.kind != JsonKind::string) return fail(json, "a string");
  text = json.text;
  return true;
}

bool ChoicesReader::list(const JsonNode& json) {
  if (json.kind != JsonKind::array) return fail(json, "a list of choices");
  for (std::uint32_t index = 0; index < json.items.size(); ++index) {
    context_.enter(index);
    if (!string(json.items[index], file_.choices.emplace_back())) return false;
    context_.leave();
  }
  return true;
}

bool ChoicesReader::member(std::string_view name, const JsonNode& json) {
  if (name == "choices") return list(json);
  if (name == "version") {
    const bool known = json.kind == JsonKind::integer && json.number == choices_version;
    return known || fail(json, "the version " + std::to_string(choices_version));
  }
  std::string text;
  if (!string(json, text)) return false;
  if (name == "format") return text == choices_format || fail(json, in_quotes(choices_format));
  if (name == "scenario") {
    file_.scenario = text;
    return text == scenario_ ||
           fail(json, "the name of the scenario that is run, " + in_quotes(scenario_));
  }
  const std::optional<Profile> profile = find_profile(text);
  if (!profile) {
    return context_.fail(json.line, "a profile", describe(json) + suggestion(text, profile_names));
  }
  file_.profile = *profile;
  return true;
}

bool ChoicesReader::read(const JsonNode& root) {
  if (root.kind != JsonKind::object) return fail(root, "a choices file, an object");
  for (std::size_t index = 0; index < root.names.size(); ++index) {
    const std::string& name = root.names[index];
    if (std::ranges::count(file_members, name) > 0) continue;
    context_.enter(name);
    return context_.fail(root.items[index].line, "a member of a choices file",
                         in_quotes(name) + suggestion(name, file_members));
  }
  for (const std::string_view name : file_members) {
    const JsonNode* const json = root.find(name);
    if (!json) {
      return context_.fail(root.line, "the member " + in_quotes(name), "a choices file without it");
    }
    context_.enter(name);
    if (!member(name, *json)) return false;
    context_.leave();
  }
  return true;
}

}  // namespace

std::optional<ChoicesFile> read_choices(std::string_view text, std::string_view name,
                                        std::string_view scenario, FormatError& error) {
  const auto root = parse_json(text, name, 1, error);
  if (!root) return std::nullopt;
  std::optional<ChoicesFile> file(std::in_place);
  ChoicesReader reader(*file, scenario);
  if (reader.read(*root)) return file;
  error = reader.error();
  error.file = name;
  return std::nullopt;
}

std::optional<ChoicesFile> read_choices_file(const std::string& path, std::string_view scenario,
                                             FormatError& error) {
  const std::optional<TextFile> file = read_text_file(path, error);
  return file ? read_choices(file->text, file->name, scenario, error) : std::nullopt;
}

void write_choices(std::string& out, const ChoicesFile& file) {
  out += '{';
  Separator members(out);
  members.text("format", choices_format);
  members.number("version", choices_version);
  members.text("scenario", file.scenario);
  members.text("profile", name_of(file.profile));
  members.member("choices") += '[';
  Separator choices(out);
  for (const std::string& choice : file.choices) {
    choices.next() += '\n';
    append_quoted(out, choice);
  }
  out += "\n]}\n";
}

}  // namespace ioracle
