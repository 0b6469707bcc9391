// The corpus as C programs: they compile without warnings where the compiler is there.

#include <gtest/gtest.h>

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "conform/suite.h"
#include "emit/c_program.h"
#include "tests/cli/command.h"

namespace ioracle::test {
namespace {

// So few states and runs that every scenario is told soon; what is allowed is not looked at.
const emit::PermittedOptions shallow{Profile::windows_10, 50, 2};

std::vector<SuiteScenario> corpus() {
  FormatError error;
  auto suite = read_suite({source("scenarios")}, error);
  EXPECT_TRUE(suite) << error.message();
  return suite ? std::move(*suite) : std::vector<SuiteScenario>();
}

TEST(ProgramTest, AlmostEveryScenarioIsAProgram) {
  int refused = 0;
  for (const SuiteScenario& scenario : corpus()) {
    const std::string reason = emit::refusal(scenario.program);
    if (reason.empty()) continue;
    ++refused;
    // Providers and devices are nothing that a program could call or be, nor does it make faults of
    // a network; and memory that goes is not told in C.
    const bool provided = scenario.path.find("scenarios/provider/") != std::string::npos ||
                          scenario.path.find("scenarios/device/") != std::string::npos;
    const bool faulty = reason.starts_with("it acts on the environment");
    EXPECT_TRUE(provided || faulty || reason == "it frees or allocates memory")
        << scenario.path << ": " << reason;
  }
  EXPECT_GT(refused, 0);
}

TEST(ProgramTest, CompilesWithoutWarnings) {
  const std::string compiler = "x86_64-w64-mingw32-gcc";
  if (std::system(("command -v " + compiler + " >/dev/null").c_str()) != 0) {
    GTEST_SKIP() << "no " << compiler;
  }
  const Folder folder;
  constexpr std::size_t stride = 40;
  const std::vector<SuiteScenario> all = corpus();
  for (std::size_t index = 0; index < all.size(); index += stride) {
    const Program& program = all[index].program;
    if (!emit::refusal(program).empty()) continue;
    const std::string text =
        emit::c_program(program, emit::find_permitted(program, shallow), Profile::windows_10);
    const std::string file = folder.write(program.scenario + ".c", text);
    EXPECT_EQ(std::system((compiler + " -Wall -Wextra -Werror -fsyntax-only " + file).c_str()), 0)
        << program.scenario;
  }
}

TEST(ProgramTest, TheVerbSaysWhyThereIsNone) {
  const Folder folder;
  const Ran good = folder.run({"emit", source("scenarios/port/empty_port_times_out.json")});
  EXPECT_EQ(good.code, 0) << good.errors;
  EXPECT_NE(good.output.find("int main(void)"), std::string::npos);
  const Ran refused = folder.run({"emit", source("scenarios/provider/control_may_pend.json")});
  EXPECT_EQ(refused.code, 3);
  EXPECT_NE(refused.errors.find("no C program: it acts on the environment"), std::string::npos);
  EXPECT_EQ(refused.output, "");
  EXPECT_EQ(folder.run({"emit", folder.write("none.json", "{}")}).code, 2);
}

// What a trace of Wine shows that Windows does not is todo, and what only old ones showed broken.
TEST(WineTestForm, SaysWhatIsTodoAndWhatIsBroken) {
  const Folder folder;
  const std::string name = "close_aborts_a_pending_receive_on_a_port";
  const std::string file = folder.path("test.c");
  const Ran ran =
      folder.run({"emit", source("scenarios/close/" + name + ".json"), "--form", "wine-test",
                  "--trace", source("traces/wine-8.0/" + name + ".jsonl"), "--out", file});
  ASSERT_EQ(ran.code, 0) << ran.errors;
  const std::string text = text_of(file);
  EXPECT_NE(text.find("START_TEST(" + name + ")"), std::string::npos);
  EXPECT_NE(text.find("  todo_wine ok(shows(\"main 13 GetQueuedCompletionStatus\""),
            std::string::npos)
      << text.substr(text.find("START_TEST("));
  EXPECT_EQ(text.find("int main(void) {\n  static struct actor"), std::string::npos);
  const Ran unknown =
      folder.run({"emit", source("scenarios/close/" + name + ".json"), "--form", "wine-test"});
  EXPECT_EQ(unknown.output.find("  todo_wine ok("), std::string::npos);
  EXPECT_EQ(folder
                .run({"emit", source("scenarios/close/" + name + ".json"), "--form", "wine-test",
                      "--trace", folder.write("bad.jsonl", "{")})
                .code,
            2);
}

TEST(WineTestForm, CompilesWithoutWarnings) {
  const std::string compiler = "x86_64-w64-mingw32-gcc";
  if (std::system(("command -v " + compiler + " >/dev/null").c_str()) != 0) {
    GTEST_SKIP() << "no " << compiler;
  }
  const Folder folder;
  constexpr std::size_t stride = 60;
  // Older builds tell another code there.
  const std::string with_broken = "close_aborts_a_pending_receive_on_a_port";
  bool has_broken = false;
  const std::vector<SuiteScenario> all = corpus();
  for (std::size_t index = 0; index < all.size(); ++index) {
    const Program& program = all[index].program;
    if (index % stride != 7 && program.scenario != with_broken) continue;
    if (!emit::refusal(program).empty()) continue;
    const auto checks = emit::find_wine_checks(program, shallow, {});
    const std::string text = emit::wine_test(program, checks, Profile::windows_10);
    has_broken = has_broken || text.find("broken(shows(") != std::string::npos;
    const std::string file = folder.write(program.scenario + ".c", text);
    EXPECT_EQ(std::system((compiler + " -Wall -Wextra -Werror -fsyntax-only " + file).c_str()), 0)
        << program.scenario;
  }
  EXPECT_TRUE(has_broken);
}

// What a partial implementation can perform is performed, and what it does otherwise is known.
TEST(WinprTest, DoesWhatIsKnownOfIt) {
  const std::string agent = IORACLE_PROGRAM_FOLDER "/ioracle-winpr-agent";
  if (!std::filesystem::exists(agent)) GTEST_SKIP() << "no libwinpr2-dev";
  const Folder folder;
  const Ran ran = folder.run({"conform", "--agent", agent, source("scenarios"), "--expectations",
                              source("expectations/winpr-2.json"), "--report",
                              folder.path("report.md"), "--format", "json"});
  EXPECT_EQ(ran.code, 3) << ran.errors;  // most is unsupported
  const auto json = nlohmann::json::parse(ran.output, nullptr, false);
  ASSERT_TRUE(json.is_object()) << ran.output;
  std::map<std::string, int> counts;
  for (const auto& result : json["results"]) {
    ++counts[result["result"].get<std::string>()];
    if (result["result"] != "unsupported") continue;
    EXPECT_TRUE(result["reason"].get<std::string>().starts_with("the agent: it ")) << result;
  }
  EXPECT_EQ(counts["accepted"] + counts["expected-failure"] + counts["unsupported"],
            static_cast<int>(json["results"].size()))
      << ran.output;
  EXPECT_GE(counts["accepted"], 7);
  EXPECT_EQ(counts["expected-failure"], 10);
  const std::string report = text_of(folder.path("report.md"));
  EXPECT_NE(report.find("10 diverge, of 8 root\ncauses: 6 rest on Microsoft's documentation, 1 on"),
            std::string::npos)
      << report.substr(0, 1000);
}

}  // namespace
}  // namespace ioracle::test
