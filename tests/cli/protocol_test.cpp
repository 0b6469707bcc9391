// What a driver and an agent say to each other is what the published schema says.

#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/cli/command.h"

namespace ioracle::test {
namespace {

TEST(Protocol, EveryMessageIsAsTheSchemaSays) {
  if (std::system("python3 -c 'import jsonschema' 2>/dev/null") != 0) {
    GTEST_SKIP() << "the Debian package python3-jsonschema is missing";
  }
  const Folder folder;
  const std::string messages = folder.path("messages.jsonl");
  const std::string agent = "python3 " + source("tests/record/recorded_agent.py") + " " + messages +
                            " " + IORACLE_PROGRAM + " agent";
  const Ran ran = folder.run({"conform", "--agent", agent, source("scenarios")});
  ASSERT_EQ(ran.code, 0) << ran.output << ran.errors;
  const std::string schema = folder.write("schema.json", folder.run({"schema", "agent"}).output);
  const std::string report = folder.path("report");
  const std::string command = "python3 " + source("tests/record/validate_messages.py") + " " +
                              schema + " " + messages + " >" + report;
  EXPECT_EQ(std::system(command.c_str()), 0) << text_of(report);
  for (const char* kind : {"hello", "load", "step", "settle", "trace", "reset", "bye",
                           "answer hello", "answer loaded", "answer settled", "answer trace"}) {
    EXPECT_NE(text_of(report).find(std::string(" ") + kind + "\n"), std::string::npos) << kind;
  }
}

}  // namespace
}  // namespace ioracle::test
