// ioracle schema: what it prints are JSON Schemas.

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/cli/command.h"

namespace ioracle::test {
namespace {

TEST(Schema, PrintsEachFormat) {
  const Folder folder;
  for (const char* name : {"scenario", "trace", "agent", "choices"}) {
    const Ran run = folder.run({"schema", name});
    EXPECT_EQ(run.code, 0) << run.errors;
    const auto json = nlohmann::json::parse(run.output);
    EXPECT_TRUE(json.contains("$schema")) << name;
    EXPECT_TRUE(run.output.ends_with('\n')) << name;
  }
  EXPECT_EQ(folder.run({"schema", "verdict"}).code, 2);
}

}  // namespace
}  // namespace ioracle::test
