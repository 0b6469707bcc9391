#include "format/expectations_file.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "format/decode_context.h"
#include "format/json_document.h"
#include "format/json_text.h"
#include "format/text_file.h"
#include "model/clause.h"

namespace ioracle {
namespace {

constexpr std::string_view file_format = "ioracle-expectations";
constexpr std::int64_t file_version = 1;
constexpr auto file_members = std::to_array<std::string_view>(
    {"format", "version", "implementation", "expectations", "questions"});
constexpr auto failure_results =
    std::to_array<std::string_view>({"rejected", "misuse", "died", "hang"});
constexpr auto failure_members = std::to_array<std::string_view>(
    {"scenario", "clause", "reason", "since", "cause", "result", "sometimes", "cites"});
constexpr std::size_t failure_members_needed = 4;

class ExpectationsReader {
 public:
  explicit ExpectationsReader(ExpectationsFile& file) : file_(file) {}

  bool read(const JsonNode& root);
  const FormatError& error() const { return context_.error; }

 private:
  bool fail(const JsonNode& found, std::string expected) {
    return context_.fail(found.line, std::move(expected), describe(found));
  }
  template <std::size_t count>
  bool has_members(const JsonNode& json, const std::array<std::string_view, count>& names,
                   std::size_t needed);
  bool string(const JsonNode& json, std::string& text);
  bool clause(const JsonNode& json, std::string& id);
  bool member(std::string_view name, const JsonNode& json);
  bool failures(const JsonNode& json, bool questions);
  bool failure(const JsonNode& json, KnownFailure& failure);
  bool failure_member(std::string_view name, const JsonNode& json, KnownFailure& failure);

  ExpectationsFile& file_;
  DecodeContext context_;
};

// An object with no other members than these, the first `needed` of them all there.
template <std::size_t count>
bool ExpectationsReader::has_members(const JsonNode& json,
                                     const std::array<std::string_view, count>& names,
                                     std::size_t needed) {
  if (json.kind != JsonKind::object) return fail(json, "an object");
  for (std::size_t index = 0; index < json.names.size(); ++index) {
    const std::string& name = json.names[index];
    if (std::ranges::count(names, name) > 0) continue;
    context_.enter(name);
    return context_.fail(json.items[index].line, "a member of an expectations file",
                         in_quotes(name) + suggestion(name, names));
  }
  for (std::size_t index = 0; index < needed; ++index) {
    if (json.find(names[index])) continue;
    return context_.fail(json.line, "the member " + in_quotes(names[index]), "none");
  }
  return true;
}

bool ExpectationsReader::string(const JsonNode& json, std::string& text) {
  if (json.kind != JsonKind::string) return fail(json, "a string");
  text = json.text;
  return true;
}

bool ExpectationsReader::clause(const JsonNode& json, std::string& id) {
  return string(json, id) &&
         (id.empty() || find_clause(id) || fail(json, "the id of a clause, or an empty string"));
}

bool ExpectationsReader::failure_member(std::string_view name, const JsonNode& json,
                                        KnownFailure& failure) {
  if (name == "sometimes") {
    failure.sometimes = json.number != 0;
    return json.kind == JsonKind::boolean || fail(json, "true or false");
  }
  if (name == "result") {
    return string(json, failure.result) &&
           (std::ranges::count(failure_results, failure.result) > 0 ||
            fail(json, "one of rejected, misuse, died, hang"));
  }
  if (name == "clause") return clause(json, failure.clause);
  if (name == "cites") return clause(json, failure.cites.emplace());
  if (name == "scenario") return string(json, failure.scenario);
  if (name == "reason") return string(json, failure.reason);
  if (name == "since") return string(json, failure.since);
  return string(json, failure.cause);
}

bool ExpectationsReader::failure(const JsonNode& json, KnownFailure& failure) {
  if (!has_members(json, failure_members, failure_members_needed)) return false;
  for (std::size_t index = 0; index < json.names.size(); ++index) {
    context_.enter(json.names[index]);
    if (!failure_member(json.names[index], json.items[index], failure)) return false;
    context_.leave();
  }
  return true;
}

bool ExpectationsReader::failures(const JsonNode& json, bool questions) {
  if (json.kind != JsonKind::array) return fail(json, "a list");
  for (std::uint32_t index = 0; index < json.items.size(); ++index) {
    context_.enter(index);
    KnownFailure& one = file_.failures.emplace_back();
    one.question = questions;
    if (!failure(json.items[index], one)) return false;
    context_.leave();
  }
  return true;
}

bool ExpectationsReader::member(std::string_view name, const JsonNode& json) {
  if (name == "expectations") return failures(json, false);
  if (name == "questions") return failures(json, true);
  if (name == "version") {
    const bool known = json.kind == JsonKind::integer && json.number == file_version;
    return known || fail(json, "the version " + std::to_string(file_version));
  }
  if (name == "implementation") return string(json, file_.implementation);
  std::string text;
  return string(json, text) && (text == file_format || fail(json, in_quotes(file_format)));
}

bool ExpectationsReader::read(const JsonNode& root) {
  if (!has_members(root, file_members, file_members.size())) return false;
  for (const std::string_view name : file_members) {
    context_.enter(name);
    if (!member(name, *root.find(name))) return false;
    context_.leave();
  }
  return true;
}

void append_failures(std::string& out, const std::vector<KnownFailure>& failures) {
  out += '[';
  Separator elements(out);
  for (const KnownFailure& failure : failures) {
    elements.next() += "\n  {";
    Separator members(out);
    members.text("scenario", failure.scenario);
    if (failure.result != "rejected") members.text("result", failure.result);
    members.text("clause", failure.clause);
    if (failure.cites) members.text("cites", *failure.cites);
    if (!failure.cause.empty()) members.text("cause", failure.cause);
    if (failure.sometimes) members.member("sometimes") += "true";
    out += ",\n   ";
    Separator second_line(out);
    second_line.text("reason", failure.reason);
    second_line.text("since", failure.since);
    out += '}';
  }
  out += failures.empty() ? "]" : "\n]";
}

}  // namespace

std::optional<ExpectationsFile> read_expectations(std::string_view text, std::string_view name,
                                                  FormatError& error) {
  const auto root = parse_json(text, name, 1, error);
  if (!root) return std::nullopt;
  std::optional<ExpectationsFile> file(std::in_place);
  ExpectationsReader reader(*file);
  if (reader.read(*root)) return file;
  error = reader.error();
  error.file = name;
  return std::nullopt;
}

std::optional<ExpectationsFile> read_expectations_file(const std::string& path,
                                                       FormatError& error) {
  const std::optional<TextFile> file = read_text_file(path, error);
  return file ? read_expectations(file->text, file->name, error) : std::nullopt;
}

void write_expectations(std::string& out, const ExpectationsFile& file) {
  std::vector<KnownFailure> failures = file.failures;
  const auto place = [](const KnownFailure& failure) {
    return std::tie(failure.scenario, failure.result, failure.clause, failure.reason);
  };
  std::ranges::sort(failures, {}, place);
  std::vector<KnownFailure> questions;
  std::ranges::copy_if(failures, std::back_inserter(questions), &KnownFailure::question);
  std::erase_if(failures, [](const KnownFailure& failure) { return failure.question; });
  out += '{';
  Separator members(out);
  members.text("format", file_format);
  members.number("version", file_version);
  members.text("implementation", file.implementation);
  append_failures(members.member("expectations"), failures);
  out += ",\n\"questions\":";
  append_failures(out, questions);
  out += "}\n";
}

}  // namespace ioracle
