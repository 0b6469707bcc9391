// The habits of the source tree that a reader relies on. Each test lists every offending line.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <string_view>

#include "tests/tidy/source_tree.h"

namespace ioracle::tidy {
namespace {

constexpr std::size_t columns_max = 100;
constexpr std::size_t lines_max = 400;

using Complaint = std::function<std::string(const SourceFile&, const std::string& line)>;

// What `complaint` says of each line, empty for nothing, of the files that `applies` picks.
std::string complaints(bool (*applies)(const SourceFile&), const Complaint& complaint) {
  std::string all;
  for (const SourceFile& file : source_files()) {
    if (!applies(file)) continue;
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      const std::string message = complaint(file, file.lines[i]);
      if (!message.empty()) all += at(file, i + 1, message);
    }
  }
  return all;
}

bool any(const SourceFile&) { return true; }
bool is_code(const SourceFile& file) {
  return file.extension() != ".md" && file.extension() != ".txt";
}
bool is_cpp(const SourceFile& file) { return file.is_cpp(); }
bool is_model(const SourceFile& file) { return file.is_cpp() && file.room() == "model"; }

// What a line includes, without quotes or brackets; empty where it includes nothing.
std::string included(const std::string& line) {
  static const std::regex include(R"(^\s*#\s*include\s*[<"]([^>"]+)[>"])");
  std::smatch match;
  return std::regex_search(line, match, include) ? match[1].str() : std::string();
}

std::size_t characters(const std::string& utf8) {
  return static_cast<std::size_t>(
      std::ranges::count_if(utf8, [](char c) { return (c & 0xC0) != 0x80; }));
}

TEST(Tidy, ReadsTheTree) {
  const auto has = [](std::string_view path) {
    return std::ranges::count(source_files(), path, &SourceFile::path) == 1;
  };
  EXPECT_TRUE(has("model/clause.h"));
  EXPECT_TRUE(has("script/test"));
  EXPECT_TRUE(has("CMakeLists.txt"));
}

TEST(Tidy, LinesFitTheScreen) {
  EXPECT_EQ("", complaints(is_code, [](const SourceFile&, const std::string& line) {
              return characters(line) > columns_max ? "longer than 100 columns" : "";
            }));
}

TEST(Tidy, NoTabsAndNoTrailingBlanks) {
  EXPECT_EQ("", complaints(any, [](const SourceFile&, const std::string& line) {
              if (line.find('\t') != line.npos) return "a tab";
              return line.ends_with(' ') || line.ends_with('\r') ? "a blank at the end" : "";
            }));
}

TEST(Tidy, NothingIsPutOff) {
  // Written with classes of one letter, so that this file does not name them.
  static const std::regex put_off(R"(\b(T[O]DO|F[I]XME|X[X]X)\b)");
  EXPECT_EQ("", complaints(is_code, [](const SourceFile&, const std::string& line) {
              return std::regex_search(line, put_off) ? "finish it, or open an issue" : "";
            }));
}

TEST(Tidy, HeadersAreReadOnce) {
  for (const SourceFile& file : source_files()) {
    if (file.extension() != ".h") continue;
    EXPECT_TRUE(!file.lines.empty() && file.lines[0] == "#pragma once")
        << at(file, 1, "a header begins with #pragma once");
  }
}

TEST(Tidy, SourcesAreShort) {
  std::map<std::string, std::string> excused;  // path to reason
  for (const SourceFile& file : source_files()) {
    if (file.path != "tests/tidy/long_files.txt") continue;
    for (const std::string& line : file.lines) {
      if (line.starts_with('#')) continue;
      std::istringstream words(line);
      std::string path;
      words >> path;
      std::getline(words >> std::ws, excused[path]);
      EXPECT_NE(excused[path], "") << path << ": an exception needs a reason";
    }
  }
  for (const SourceFile& file : source_files()) {
    const bool is_long = file.is_cpp() && file.lines.size() > lines_max;
    const bool is_excused = excused.erase(file.path) > 0;
    EXPECT_FALSE(is_long && !is_excused) << at(file, file.lines.size(), "longer than 400 lines");
    EXPECT_FALSE(!is_long && is_excused) << file.path << ": no longer needs its exception";
  }
  EXPECT_TRUE(excused.empty()) << excused.begin()->first << ": excused, but not there";
}

TEST(Tidy, ModelKnowsNobody) {
  static const std::set<std::string> forbidden = {"chrono",  "ctime",  "filesystem",
                                                  "fstream", "future", "iostream",
                                                  "mutex",   "random", "thread"};
  EXPECT_EQ("", complaints(is_model, [](const SourceFile&, const std::string& line) {
              const std::string header = included(line);
              const bool bad = forbidden.contains(header) || header.starts_with("nlohmann/") ||
                               header.starts_with("simdjson");
              return bad ? "the model has no clock, randomness, threads, files or JSON" : "";
            }));
}

// Which rooms a room may include, besides itself. A room of C++ that is not here is refused.
const std::map<std::string, std::set<std::string>, std::less<>>& arrows() {
  static const std::map<std::string, std::set<std::string>, std::less<>> all = {
      {"model", {}},
      {"program", {"model"}},
      {"format", {"model", "program"}},
      {"sim", {"model", "program"}},
      {"explore", {"model", "program", "sim"}},
      {"emit", {"model", "program", "sim", "explore"}},
      {"oracle", {"model"}},
      {"record", {"model", "program", "format"}},
      {"view", {"model", "format", "oracle"}},
      {"conform", {"model", "program", "format", "sim", "oracle", "record"}},
      {"desk", {"model", "program", "format", "oracle", "record", "conform"}},
      {"fuzz", {"model", "program", "format", "sim", "oracle", "record"}},
      {"cli",
       {"model", "program", "format", "sim", "oracle", "record", "view", "conform", "explore",
        "emit", "fuzz"}},
      {"library", {"model", "cli"}},
      {"agent", {"model", "program", "format", "record"}},
      {"winpr", {"model", "program", "format"}},
      {"recorder", {"model", "program", "format"}},
      {"tests",
       {"model", "program", "format", "sim", "oracle", "agent", "record", "recorder", "view",
        "conform", "explore", "emit", "fuzz", "cli", "bench"}},
      {"kit", {}},  // for others: it stands alone
      {"bench", {"model", "program", "format", "sim", "oracle", "explore", "fuzz"}},
      {"fuzzers", {"model", "program", "format", "sim", "oracle"}},
  };
  return all;
}

TEST(Tidy, ArrowsBetweenRoomsRunOneWay) {
  EXPECT_EQ("", complaints(is_cpp, [](const SourceFile& file, const std::string& line) {
              const auto room = arrows().find(file.room());
              if (room == arrows().end()) return std::string("of a room without arrows");
              const std::string header = included(line);
              const std::string target = header.substr(0, header.find('/'));
              const bool is_room = header != target && arrows().contains(target);
              if (!is_room || target == room->first || room->second.contains(target))
                return std::string();
              return room->first + " must not know " + target;
            }));
}

TEST(Tidy, OnlyAFewRoomsKnowJson) {
  EXPECT_EQ("", complaints(is_cpp, [](const SourceFile& file, const std::string& line) {
              const std::string header = included(line);
              const bool json = header.starts_with("nlohmann/") || header.starts_with("simdjson");
              static const std::set<std::string, std::less<>> may_know = {"format", "tests", "kit",
                                                                          "bench"};
              const bool may = may_know.contains(file.room());
              return json && !may ? "only format knows JSON, the kit, which stands alone, and bench"
                                  : "";
            }));
}

TEST(Tidy, ScenariosAreNamedInSnakeCase) {
  namespace fs = std::filesystem;
  static const std::regex snake_case("[a-z0-9]+(_[a-z0-9]+)*");
  const fs::path scenarios = fs::path(IORACLE_SOURCE_FOLDER) / "scenarios";
  if (!fs::exists(scenarios)) return;
  for (const auto& entry : fs::recursive_directory_iterator(scenarios)) {
    const bool named = entry.is_directory() || entry.path().extension() == ".json";
    EXPECT_TRUE(!named || std::regex_match(entry.path().stem().string(), snake_case))
        << entry.path() << ": not in snake_case";
  }
}

}  // namespace
}  // namespace ioracle::tidy
