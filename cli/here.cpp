// ioracle without a verb, in a checkout of the project: what there is, and what to try.

#include <fmt/format.h>

#include <filesystem>

#include "cli/scenario_file.h"
#include "cli/verb.h"

namespace ioracle {
namespace {

namespace fs = std::filesystem;

// The first trace of a folder and the folders in it, by name.
std::string a_trace(const fs::path& folder) {
  std::error_code error;
  std::string first;
  for (const auto& entry : fs::recursive_directory_iterator(folder, error)) {
    const std::string path = entry.path().string();
    if (path.ends_with(".jsonl") && (first.empty() || path < first)) first = path;
  }
  return first;
}

}  // namespace

std::optional<std::string> what_can_be_done_here() {
  if (!fs::is_directory("scenarios") || !fs::is_directory("spec")) return std::nullopt;
  const std::vector<std::string> scenarios = scenario_files("scenarios");
  if (scenarios.empty()) return std::nullopt;
  const std::string& scenario = scenarios.front();
  std::string text = fmt::format("A checkout of ioracle: {} scenarios. What you can do here:\n\n",
                                 scenarios.size());
  const auto line = [&](std::string_view command, std::string_view what) {
    text += fmt::format("  # {}\n  ioracle {}\n", what, command);
  };
  line("run " + scenario, "simulate a scenario, and see what happens");
  line("run " + scenario + " --seed 7 --trace /tmp/trace.jsonl", "another run, as a trace");
  line("check /tmp/trace.jsonl", "does Windows do this?");
  line("view /tmp/trace.jsonl -o /tmp/trace.html", "a timeline to look at in a browser");
  if (const std::string trace = a_trace("traces"); !trace.empty()) {
    line("check " + trace, "judge what an implementation did");
  }
  line("explain WSARecv", "what a call may do, and when");
  line("coverage", "which clauses are covered, and how");
  return text + "\n`ioracle --help` names every verb, `ioracle VERB --help` its options.\n";
}

}  // namespace ioracle
