#include "emit/wine_test.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <tuple>

namespace ioracle::emit {
namespace {

constexpr Profile current[] = {Profile::windows_10, Profile::windows_11};
// The latest first: what several showed is named by the last of them.
constexpr Profile older[] = {Profile::windows_8_1, Profile::windows_7, Profile::windows_xp};

// "main 10 WSARecv" comes behind "main 9 WSASend".
std::tuple<std::string, std::string, std::uint32_t, std::string> place_of(const std::string& key) {
  std::vector<std::string> words(1);
  for (const char character : key) {
    if (character == ' ') {
      words.emplace_back();
    } else {
      words.back() += character;
    }
  }
  const bool has_kind = words.size() > 3;
  const std::string& number = words[has_kind ? 2 : 1];
  std::uint32_t value = 0;
  std::from_chars(number.data(), number.data() + number.size(), value);
  return {words[0], has_kind ? words[1] : std::string(), value, words.back()};
}

bool is_among(const std::string& text, const std::vector<std::string>& rows) {
  return std::ranges::any_of(rows, [&](const std::string& row) { return is_meant(text, row); });
}

// Observations between calls are not told by shown_by(): nothing is known of them.
bool is_of_a_call(const std::string& key) { return std::get<1>(place_of(key)) != "observation"; }

}  // namespace

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char character : text) {
    if (character == '"' || character == '\\') out += '\\';
    // A question mark before another would begin a trigraph.
    out += character;
  }
  return out + '"';
}

WineChecks find_wine_checks(const Program& program, const PermittedOptions& options,
                            const std::map<std::string, std::string>& shown) {
  WineChecks result;
  std::map<std::string, WineCheck> checks;
  const auto permitted = [&](Profile profile) {
    PermittedOptions of_profile = options;
    of_profile.profile = profile;
    Permitted found = find_permitted(program, of_profile);
    result.faults = result.faults || found.faults;
    return std::move(found.rows);
  };
  for (const Profile profile : current) {
    for (Permitted::Row& row : permitted(profile)) {
      WineCheck& check = checks[row.key];
      check.key = row.key;
      if (std::ranges::count(check.now, row.text) == 0) check.now.push_back(std::move(row.text));
    }
  }
  for (const Profile profile : older) {
    for (Permitted::Row& row : permitted(profile)) {
      WineCheck& check = checks[row.key];
      check.key = row.key;
      const bool known = std::ranges::count(check.now, row.text) > 0 ||
                         std::ranges::count(check.old, row.text, &WineCheck::Old::text) > 0;
      if (!known) check.old.push_back({std::move(row.text), profile});
    }
  }
  for (auto& [key, check] : checks) {
    if (check.now.empty()) check.now.emplace_back("does not happen");
    if (!shown.empty() && is_of_a_call(key)) {
      const auto seen = shown.find(key);
      check.todo = !is_among(seen == shown.end() ? "does not happen" : seen->second, check.now);
      result.differs = result.differs || check.todo;
    }
    result.checks.push_back(std::move(check));
  }
  std::ranges::sort(result.checks, {}, [](const WineCheck& check) { return place_of(check.key); });
  return result;
}

std::string c_checks(const WineChecks& checks) {
  std::string out;
  for (const WineCheck& check : checks.checks) {
    // What is read between calls may hang on what is known to differ.
    if (checks.differs && !is_of_a_call(check.key)) continue;
    const std::string key = quoted(check.key);
    std::string condition;
    for (const std::string& text : check.now) {
      condition +=
          fmt::format("{}shows({}, {})", condition.empty() ? "" : " ||\n     ", key, quoted(text));
    }
    for (const WineCheck::Old& old : check.old) {
      condition += fmt::format(" ||\n     broken(shows({}, {})) /* {} */", key, quoted(old.text),
                               name_of(old.profile));
    }
    out += fmt::format("  {}ok({},\n     \"%s: got %s\\n\", {}, shown({}));\n",
                       check.todo ? "todo_wine " : "", condition, key, key);
  }
  return out;
}

}  // namespace ioracle::emit
