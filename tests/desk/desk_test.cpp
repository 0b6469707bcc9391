// ioracle-desk as its user calls it: it records, judges, and tells what differs.

#include <gtest/gtest.h>

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "tests/cli/command.h"

namespace ioracle::test {
namespace {

namespace fs = std::filesystem;

const std::string desk = IORACLE_PROGRAM_FOLDER "/ioracle-desk";
const std::string own_agent = std::string("'") + IORACLE_PROGRAM + " agent";

int run_desk(const Folder& folder, const std::string& arguments) {
  const std::string command = desk + ' ' + arguments + " --out " + folder.path("out") +
                              " >/dev/null 2>" + folder.path("errors");
  const int status = std::system(command.c_str());
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(DeskTest, RecordsAndJudges) {
  const Folder folder;
  EXPECT_EQ(run_desk(folder, "--agent " + own_agent + "' " + source("scenarios/event")), 0)
      << text_of(folder.path("errors"));
  const auto json = nlohmann::json::parse(text_of(folder.path("out/results.json")));
  ASSERT_FALSE(json["results"].empty());
  for (const auto& result : json["results"]) {
    EXPECT_EQ(result["result"], "accepted") << result;
    const std::string name = result["scenario"];
    EXPECT_TRUE(fs::exists(folder.path("out/" + name + ".jsonl")));
  }
  const Ran compared = folder.run(
      {"conform", "--compare", folder.path("out/results.json"), folder.path("out/results.json")});
  EXPECT_EQ(compared.code, 0) << compared.errors;
}

TEST(DeskTest, TellsWhatDiffers) {
  const Folder folder;
  EXPECT_EQ(run_desk(folder,
                     "--agent " + own_agent + " --fault packet_lost' " + source("scenarios/port")),
            1);
  const std::string text = text_of(folder.path("out/results.txt"));
  EXPECT_NE(text.find("rejected  "), std::string::npos) << text;
  EXPECT_NE(text.find("    clause:   "), std::string::npos) << text;
}

TEST(DeskTest, RefusesBadUsage) {
  const Folder folder;
  EXPECT_EQ(run_desk(folder, source("scenarios/event")), 2);
  EXPECT_EQ(run_desk(folder, "--agent /no/such/agent " + source("scenarios/event")), 2);
  EXPECT_NE(text_of(folder.path("errors")).find("cannot start"), std::string::npos);
}

}  // namespace
}  // namespace ioracle::test
