#include "agent/embedded_corpus.h"

#include <windows.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string_view>

#include "format/scenario_reader.h"
#include "record/agent_process.h"

namespace ioracle::agent {
namespace {

// The file ends with the scenarios, one a line, the number of their bytes in 16 hexadecimal
// digits, and this.
constexpr std::string_view mark = "ioracle-corpus-1";
constexpr std::size_t digits = 16;
constexpr int base = 16;
constexpr std::chrono::seconds time_most{100};
constexpr int exit_incomplete = 3;

std::filesystem::path own_file() {
  constexpr std::size_t path_most = 32'768;
  std::wstring path(path_most, L'\0');
  path.resize(GetModuleFileNameW(nullptr, path.data(), static_cast<DWORD>(path.size())));
  return path;
}

void print(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

std::string name_of(const std::string& scenario) {
  FormatError error;
  const auto program = read_scenario(scenario, "<scenario>", error);
  return program ? program->scenario : error.message();
}

AgentOptions options_for_self() {
  const std::u8string path = own_file().u8string();
  AgentOptions options;
  options.command = '"' + std::string(path.begin(), path.end()) + "\" " + serve_argument;
  return options;
}

}  // namespace

std::optional<std::vector<std::string>> embedded_corpus() {
  std::ifstream file(own_file(), std::ios::binary | std::ios::ate);
  const auto size = static_cast<std::streamoff>(file.tellg());
  const auto trailer = static_cast<std::streamoff>(digits + mark.size());
  if (!file || size < trailer) return std::nullopt;
  std::string end(static_cast<std::size_t>(trailer), '\0');
  file.seekg(size - trailer);
  file.read(end.data(), trailer);
  if (!file || !end.ends_with(mark)) return std::nullopt;
  const auto length =
      static_cast<std::streamoff>(std::strtoull(end.substr(0, digits).c_str(), nullptr, base));
  if (length > size - trailer) return std::nullopt;
  file.seekg(size - trailer - length);
  std::vector<std::string> scenarios;
  std::streamoff left = length;
  for (std::string line; left > 0 && std::getline(file, line);) {
    left -= static_cast<std::streamoff>(line.size()) + 1;
    scenarios.push_back(line);
  }
  return scenarios;
}

int perform_embedded(const std::vector<std::string>& scenarios) {
  AgentProcess agent(options_for_self());
  const auto begin = std::chrono::steady_clock::now();
  int code = 0;
  for (const std::string& scenario : scenarios) {
    if (std::chrono::steady_clock::now() - begin > time_most) {
      print("# " + name_of(scenario) + ": not begun, the time is over\n");
      code = exit_incomplete;
      continue;
    }
    const Recording recording = agent.record(scenario);
    print(recording.trace);
    if (recording.outcome == Recording::Outcome::recorded) continue;
    print("# " + name_of(scenario) + ": " + recording.reason + '\n');
    if (recording.outcome != Recording::Outcome::refused) code = exit_incomplete;
  }
  return code;
}

}  // namespace ioracle::agent
