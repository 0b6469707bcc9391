// Programs recorded under Wine: linked with the recorder, and with it loaded into them. Skipped,
// with the reason, where Wine or the programs are missing. All in one test: it stops the Wine
// server that it used.

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>

namespace ioracle {
namespace {

namespace fs = std::filesystem;

const fs::path source_folder = IORACLE_SOURCE_FOLDER;
const fs::path built = source_folder / "build/mingw";
const fs::path here = fs::path(IORACLE_PROGRAM).parent_path() / "recorded-programs";

std::string missing() {
  const char* const named = std::getenv("WINE");
  const std::string wine = named != nullptr ? named : "/usr/lib/wine/wine64";
  if (access(wine.c_str(), X_OK) != 0) return "no Wine at " + wine + " (WINE names another)";
  for (const char* program :
       {"programs/asio_echo_plain.exe", "programs/asio_echo_recorded.exe",
        "programs/freed_after_cancel_recorded.exe", "ioracle-launch.exe", "ioracle-recorder.dll"}) {
    if (!fs::exists(built / program)) return "no " + (built / program).string();
  }
  return {};
}

int run(const std::string& command) {
  const int status = std::system(("cd '" + source_folder.string() + "' && " + command).c_str());
  return WEXITSTATUS(status);
}

std::string text_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Records, and makes NAME.jsonl and NAME.places.jsonl. False: something could not be run.
bool record(const std::string& name, const std::string& command) {
  const std::string folder = (here / name).string();
  std::string there = "Z:" + folder;
  for (char& character : there) {
    if (character == '/') character = '\\';
  }
  fs::remove_all(folder);
  const std::string prefix = "timeout 60 env IORACLE_RECORD_PAYLOAD=full IORACLE_RECORD='" + there;
  const int code = run(prefix + "' script/wine-agent " + command + " >'" + folder + ".out'");
  const std::string tool = fs::path(IORACLE_PROGRAM).parent_path() / "ioracle-recording";
  const int converted =
      run("'" + tool + "' '" + folder + "' --out '" + folder + ".jsonl' --places '" + folder +
          ".places.jsonl' 2>'" + folder + ".report'");
  EXPECT_EQ(code, 0) << name << ": " << text_of(folder + ".out");
  EXPECT_EQ(converted, 0) << text_of(folder + ".report");
  return code == 0 && converted == 0;
}

int check(const std::string& name, const std::string& options = "") {
  return run("timeout 60 '" + std::string(IORACLE_PROGRAM) + "' check '" +
             (here / (name + ".jsonl")).string() + "' " + options + " >'" +
             (here / (name + ".verdict")).string() + "'");
}

// The file and line of an event, whatever functions were inlined there.
std::string place_of(const std::string& name, std::uint64_t seq) {
  std::string frames;
  std::ifstream places(here / (name + ".places.jsonl"));
  for (std::string line; std::getline(places, line);) {
    const auto place = nlohmann::json::parse(line);
    for (const std::uint64_t event : place["events"]) {
      if (event != seq) continue;
      for (const auto& frame : place["frames"]) frames += frame["at"].get<std::string>() + "\n";
    }
  }
  return frames;
}

// Each mistake is marked by its clause, at its line, and is the only one in its program.
void catch_mistake(const nlohmann::json& expected) {
  const std::string name = expected["program"];
  ASSERT_TRUE(record(name, "'" + (built / "programs" / (name + "_recorded.exe")).string() + "'"));
  const std::string kind = expected["mark"];
  EXPECT_EQ(check(name, "--format json"), kind == "misuse" ? 1 : 0) << name;
  const auto verdict = nlohmann::json::parse(text_of(here / (name + ".verdict")))["verdicts"][0];
  EXPECT_EQ(verdict["verdict"], "accepted") << name;
  EXPECT_EQ(verdict["misuse"].size() + verdict["hazards"].size(), 1U) << name << verdict;
  const auto& marks = verdict[kind == "misuse" ? "misuse" : "hazards"];
  ASSERT_EQ(marks.size(), 1U) << name;
  for (const auto& clause : expected["clauses"]) {
    const auto& cited = marks[0]["clauses"];
    EXPECT_NE(std::find(cited.begin(), cited.end(), clause), cited.end()) << name << cited;
  }
  const std::string place = place_of(name, marks[0]["event"]);
  const std::string line =
      name + ".cpp:" + std::to_string(expected["line"].get<std::uint64_t>()) + "\n";
  EXPECT_NE(place.find(line), std::string::npos) << name << ": " << place;
}

TEST(RecordedProgram, IsJudgedUnderWine) {
  if (const std::string reason = missing(); !reason.empty()) GTEST_SKIP() << reason;
  setenv("WINEPREFIX", (source_folder / "build/wine-prefix-recorder").c_str(), 1);
  fs::create_directories(here);
  const std::string programs = "'" + (built / "programs").string() + "'/";
  const std::string shape = " 5 3 1";

  if (record("linked", programs + "asio_echo_recorded.exe" + shape)) {
    EXPECT_EQ(check("linked"), 0) << text_of(here / "linked.verdict");
    EXPECT_NE(text_of(here / "linked.jsonl").find("\"function\":\"ConnectEx\""), std::string::npos);
  }
  const std::string launch = "'" + (built / "ioracle-launch.exe").string() + "' ";
  if (record("loaded", launch + programs + "asio_echo_plain.exe" + shape)) {
    EXPECT_EQ(check("loaded"), 0) << text_of(here / "loaded.verdict");
    EXPECT_NE(text_of(here / "loaded.jsonl").find("\"function\":\"ConnectEx\""), std::string::npos);
  }
  std::ifstream mistakes(source_folder / "tests/recorder/programs/misuse/expected.jsonl");
  for (std::string line; std::getline(mistakes, line);) catch_mistake(nlohmann::json::parse(line));
  const std::string log = (here / "changes-nothing.log").string();
  EXPECT_EQ(run("script/recorder-changes-nothing scenarios/result >'" + log + "' 2>&1"), 0)
      << text_of(log);
  run("script/wine-stop");
}

}  // namespace
}  // namespace ioracle
