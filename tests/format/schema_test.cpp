// The published schemas: every scenario and every recorded trace is valid by them, by a validator
// that is not ours; and all that the readers know is in them.

#include "format/schema.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "format/trace_members.h"

namespace ioracle {
namespace {

namespace fs = std::filesystem;

TEST(Schema, ScenariosAndTracesAreValid) {
  if (std::system("python3 -c 'import jsonschema' 2>/dev/null") != 0) {
    GTEST_SKIP() << "the Debian package python3-jsonschema is missing";
  }
  const fs::path folder =
      fs::temp_directory_path() / ("ioracle_schemas_" + std::to_string(getpid()));
  fs::create_directories(folder);
  for (const char* const name : {"scenario", "trace", "agent", "choices"}) {
    std::ofstream(folder / (std::string(name) + ".json")) << find_schema(name).value();
  }
  const std::string command = "python3 " IORACLE_SOURCE_FOLDER
                              "/tests/format/validate_with_schemas.py " +
                              folder.string() + " " IORACLE_SOURCE_FOLDER;
  EXPECT_EQ(std::system(command.c_str()), 0);
  fs::remove_all(folder);
}

TEST(Schema, KnowsTheVocabulary) {
  const std::string trace = trace_schema();
  const std::string scenario = scenario_schema();
  for (const FunctionInfo& function : all_functions()) {
    const std::string quoted = '"' + std::string(function.name) + '"';
    EXPECT_NE(trace.find(quoted), std::string::npos) << quoted;
    EXPECT_NE(scenario.find(quoted), std::string::npos) << quoted;
  }
  for (const std::string_view kind : all_event_kinds()) {
    EXPECT_NE(trace.find("\"event " + std::string(kind) + '"'), std::string::npos) << kind;
  }
  EXPECT_FALSE(find_schema("scenarios"));
}

}  // namespace
}  // namespace ioracle
