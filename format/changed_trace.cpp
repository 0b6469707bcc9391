// One line of a trace made another.

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "format/probe_table.h"

namespace ioracle {
namespace {

// Keeps the order of members: readers of traces may rely on it.
using Json = nlohmann::ordered_json;

struct Line {
  std::string_view text;
  Json json;
};

std::vector<Line> lines_of(std::string_view trace) {
  std::vector<Line> lines;
  while (!trace.empty()) {
    const std::size_t end = std::min(trace.find('\n'), trace.size());
    const std::string_view text = trace.substr(0, end);
    if (!text.empty()) lines.push_back({text, Json::parse(text, nullptr, false)});
    trace.remove_prefix(std::min(end + 1, trace.size()));
  }
  return lines;
}

// Counts the functions of calls, so that returns can be sought by them.
class Seeker {
 public:
  explicit Seeker(const Json& sought) : sought_(sought) {}

  bool fits(const Json& line) {
    if (!line.is_object()) return false;
    const std::string event = line.value("event", "");
    if (event == "call") functions_[line.value("id", 0)] = line.value("function", "");
    for (const auto& [name, value] : sought_.items()) {
      if (name == "function" && event == "return") {
        if (functions_[line.value("id", 0)] != value) return false;
      } else if (!line.contains(name) || line[name] != value) {
        return false;
      }
    }
    return true;
  }

 private:
  const Json& sought_;
  std::map<std::uint64_t, std::string> functions_;
};

// Objects are merged, everything else is replaced; null is a value like others.
void merge(Json& target, const Json& patch) {
  if (!target.is_object() || !patch.is_object()) {
    target = patch;
    return;
  }
  for (const auto& [name, value] : patch.items()) merge(target[name], value);
}

void append(std::string& out, std::string_view line) {
  out += line;
  out += '\n';
}

// What other threads do goes on until the settle; the thread does nothing more.
std::optional<ChangedTrace> leave_blocked(const std::vector<Line>& lines, std::size_t found) {
  ChangedTrace changed;
  const std::string thread = lines[found].json.value("thread", "");
  for (std::size_t index = 0; index < lines.size(); ++index) {
    const Json& line = lines[index].json;
    const bool settles = index > found && line.value("event", "") == "settle";
    if (index < found || settles || line.value("thread", "") != thread) {
      append(changed.text, lines[index].text);
    }
    if (!settles) continue;
    changed.seq = line.value("seq", std::uint64_t{0});
    return changed;
  }
  return std::nullopt;
}

}  // namespace

std::optional<ChangedTrace> apply_change(const TraceChange& change, std::string_view trace) {
  const Json sought = Json::parse(change.find, nullptr, false);
  Seeker seeker(sought);
  std::vector<Line> lines = lines_of(trace);
  std::uint64_t occurrence = change.occurrence;
  std::size_t found = 0;
  while (found < lines.size() && !(seeker.fits(lines[found].json) && occurrence-- == 0)) ++found;
  if (found == lines.size()) return std::nullopt;
  if (change.leaves_blocked) return leave_blocked(lines, found);

  Json& line = lines[found].json;
  merge(line, Json::parse(change.set, nullptr, false));
  const std::string text = line.dump();
  ChangedTrace changed;
  changed.seq = line.value("seq", std::uint64_t{0});
  for (std::size_t index = 0; index < lines.size(); ++index) {
    append(changed.text, index == found ? std::string_view(text) : lines[index].text);
  }
  return changed;
}

}  // namespace ioracle
