#include "format/probe_table.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "format/decode_context.h"
#include "format/json_document.h"
#include "format/text_file.h"

namespace ioracle {
namespace {

constexpr auto row_members = std::to_array<std::string_view>(
    {"name", "trace", "traces", "scenario", "seed", "seeds", "profile", "find", "occurrence", "set",
     "leaves_blocked", "verdict", "event", "progress", "named", "too_large_for_reference",
     "clauses"});

class RowReader {
 public:
  RowReader(Probe& probe, const std::filesystem::path& folder) : probe_(probe), folder_(folder) {}

  bool read(const JsonNode& row, std::string_view text);
  const FormatError& error() const { return context_.error; }

 private:
  bool fail(const JsonNode& found, std::string expected) {
    return context_.fail(found.line, std::move(expected), describe(found));
  }
  bool member(std::string_view name, const JsonNode& json);
  bool member_of_source(std::string_view name, const JsonNode& json);
  bool member_of_change(std::string_view name, const JsonNode& json);
  bool whole(const JsonNode& row);

  bool string(const JsonNode& json, std::string& text);
  bool number(const JsonNode& json, std::uint64_t& value);
  bool boolean(const JsonNode& json, bool& value);
  bool path(const JsonNode& json, std::string& path);
  bool clause(const JsonNode& json);
  bool profile(const JsonNode& json);
  bool verdict(const JsonNode& json);
  template <class Read>
  bool list(const JsonNode& json, Read read);
  TraceChange& change() { return probe_.change ? *probe_.change : probe_.change.emplace(); }

  Probe& probe_;
  const std::filesystem::path& folder_;
  nlohmann::ordered_json raw_;
  DecodeContext context_;
};

bool RowReader::string(const JsonNode& json, std::string& text) {
  if (json.kind != JsonKind::string || json.text.empty()) return fail(json, "a string");
  text = json.text;
  return true;
}

bool RowReader::number(const JsonNode& json, std::uint64_t& value) {
  if (json.kind != JsonKind::integer || json.number < 0) return fail(json, "a number from 0 on");
  value = static_cast<std::uint64_t>(json.number);
  return true;
}

bool RowReader::boolean(const JsonNode& json, bool& value) {
  if (json.kind != JsonKind::boolean) return fail(json, "true or false");
  value = json.number != 0;
  return true;
}

bool RowReader::path(const JsonNode& json, std::string& path) {
  if (!string(json, path)) return false;
  path = (folder_ / path).lexically_normal().string();
  return true;
}

template <class Read>
bool RowReader::list(const JsonNode& json, Read read) {
  if (json.kind != JsonKind::array || json.items.empty()) return fail(json, "a list");
  for (std::uint32_t index = 0; index < json.items.size(); ++index) {
    context_.enter(index);
    if (!read(json.items[index])) return false;
    context_.leave();
  }
  return true;
}

bool RowReader::clause(const JsonNode& json) {
  std::string text;
  if (!string(json, text)) return false;
  const std::optional<ClauseId> id = find_clause(text);
  if (!id) return fail(json, "the id of a clause of the catalogue");
  probe_.clauses.push_back(*id);
  return true;
}

bool RowReader::profile(const JsonNode& json) {
  const std::optional<Profile> profile = find_profile(json.text);
  if (!profile) {
    return context_.fail(json.line, "a profile",
                         describe(json) + suggestion(json.text, profile_names));
  }
  probe_.profile = *profile;
  return true;
}

bool RowReader::verdict(const JsonNode& json) {
  probe_.rejected = json.text == "rejected";
  return probe_.rejected || json.text == "accepted" || fail(json, "\"accepted\" or \"rejected\"");
}

bool RowReader::member_of_source(std::string_view name, const JsonNode& json) {
  const auto read_trace = [&](const JsonNode& item) {
    return path(item, probe_.traces.emplace_back());
  };
  const auto read_seed = [&](const JsonNode& item) {
    return number(item, probe_.seeds.emplace_back());
  };
  if (name == "trace") return read_trace(json);
  if (name == "traces") return list(json, read_trace);
  if (name == "scenario") return path(json, probe_.scenario);
  if (name == "seed") return read_seed(json);
  return list(json, read_seed);
}

bool RowReader::member_of_change(std::string_view name, const JsonNode& json) {
  if (name == "occurrence") return number(json, change().occurrence);
  if (name == "leaves_blocked") return boolean(json, change().leaves_blocked);
  if (json.kind != JsonKind::object) return fail(json, "members of a line of the trace");
  (name == "find" ? change().find : change().set) = raw_[std::string(name)].dump();
  return true;
}

bool RowReader::member(std::string_view name, const JsonNode& json) {
  if (name == "name") return string(json, probe_.name);
  if (name == "profile") return profile(json);
  if (name == "verdict") return verdict(json);
  if (name == "event") return number(json, probe_.event);
  if (name == "progress") return boolean(json, probe_.progress);
  if (name == "named") return boolean(json, probe_.named);
  if (name == "too_large_for_reference") return boolean(json, probe_.too_large_for_reference);
  if (name == "clauses") return list(json, [&](const JsonNode& item) { return clause(item); });
  constexpr auto of_source =
      std::to_array<std::string_view>({"trace", "traces", "scenario", "seed", "seeds"});
  if (std::ranges::count(of_source, name) > 0) return member_of_source(name, json);
  return member_of_change(name, json);
}

// What a row must have, whatever the order of its members.
bool RowReader::whole(const JsonNode& row) {
  const auto lacks = [&](const char* expected) {
    return context_.fail(row.line, expected, "a probe without it");
  };
  if (probe_.name.empty()) return lacks("the member \"name\"");
  if (!row.find("verdict")) return lacks("the member \"verdict\"");
  if (probe_.traces.empty() == probe_.scenario.empty()) {
    return lacks("either \"trace\" or \"scenario\"");
  }
  if (probe_.scenario.empty() != probe_.seeds.empty()) {
    return lacks("\"seed\" and \"scenario\", or none of them");
  }
  if (probe_.rejected && std::max(probe_.traces.size(), probe_.seeds.size()) != 1) {
    return lacks("one trace that is rejected");
  }
  if (!probe_.change) {
    return !probe_.rejected || probe_.event != 0 || lacks("the member \"event\" of a rejection");
  }
  const bool changes = probe_.change->leaves_blocked != !probe_.change->set.empty();
  return (changes && !probe_.change->find.empty()) ||
         lacks("\"find\" with either \"set\" or \"leaves_blocked\"");
}

bool RowReader::read(const JsonNode& row, std::string_view text) {
  if (row.kind != JsonKind::object) return fail(row, "a probe, an object");
  raw_ = nlohmann::ordered_json::parse(text, nullptr, false);
  for (std::size_t index = 0; index < row.names.size(); ++index) {
    const std::string& name = row.names[index];
    context_.enter(name);
    if (std::ranges::count(row_members, name) == 0) {
      return context_.fail(row.line, "a member of a probe",
                           '"' + name + '"' + suggestion(name, row_members));
    }
    if (!member(name, row.items[index])) return false;
    context_.leave();
  }
  return whole(row);
}

}  // namespace

std::optional<std::vector<Probe>> read_probe_table(const std::string& path, FormatError& error) {
  const std::optional<TextFile> file = read_text_file(path, error);
  if (!file) return std::nullopt;
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  std::vector<Probe> probes;
  std::set<std::string> names;
  std::string_view rest = file->text;
  for (std::uint64_t line = 1; !rest.empty(); ++line) {
    const std::size_t end = rest.find('\n');
    const std::string_view text = rest.substr(0, end);
    rest.remove_prefix(end + 1);
    const auto row = parse_json(text, file->name, line, error);
    if (!row) return std::nullopt;
    Probe& probe = probes.emplace_back();
    probe.file = file->name;
    probe.line = line;
    RowReader reader(probe, folder);
    if (!reader.read(*row, text)) {
      error = reader.error();
      error.file = file->name;
      return std::nullopt;
    }
    if (!names.insert(probe.name).second) {
      error = {file->name, line, "/name", "a name that no other probe has", '"' + probe.name + '"'};
      return std::nullopt;
    }
  }
  return probes;
}

}  // namespace ioracle
