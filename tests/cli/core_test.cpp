// check --core: the contradiction in text and JSON, with places that can be found in the trace.

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/cli/command.h"

namespace ioracle::test {
namespace {

using Json = nlohmann::json;

const std::string trace = "traces/wine-8.0/close_aborts_a_pending_receive_on_a_port.jsonl";

Json line_of(const std::string& text, std::uint64_t number) {
  std::istringstream lines(text);
  std::string line;
  while (number-- > 0) std::getline(lines, line);
  return Json::parse(line);
}

TEST(CheckCore, NamesPlacesOfTheTrace) {
  const Folder folder;
  const Ran run = folder.run({"check", "--core", "--format", "json", source(trace)});
  EXPECT_EQ(run.code, 1) << run.errors;
  const Json verdict = Json::parse(run.output)["verdicts"][0];
  EXPECT_TRUE(verdict["core_minimal"]);
  ASSERT_FALSE(verdict["core"].empty());
  const std::string text = text_of(source(trace));
  for (const Json& field : verdict["core"]) {
    const Json line = line_of(text, field["line"]);
    EXPECT_EQ(line["seq"], field["event"]);
    EXPECT_EQ(line[Json::json_pointer(field["field"])], field["value"]);
    EXPECT_FALSE(field["sentence"].empty());
  }
  ASSERT_FALSE(verdict["nearest"].empty());
  EXPECT_EQ(verdict["nearest"][0]["field"], "/last_error");
  EXPECT_EQ(verdict["nearest"][0]["value"], 676);
  EXPECT_EQ(verdict["nearest"][0]["allowed"], 1236);
}

TEST(CheckCore, TextTellsTheContradictionAndWhatWouldNotBeOne) {
  const Folder folder;
  const Ran run = folder.run({"check", "--core", source(trace)});
  for (const std::string_view part : {"core:", "event 27: GetQueuedCompletionStatus returns FALSE",
                                      "nearest:", "ERROR_CONNECTION_ABORTED"}) {
    EXPECT_NE(run.output.find(part), std::string::npos) << part << '\n' << run.output;
  }
}

TEST(CheckCore, StandardInputHasOneToo) {
  const Folder folder;
  const Ran run = folder.run({"check", "--core", "--format", "json", "-"}, text_of(source(trace)));
  EXPECT_FALSE(Json::parse(run.output)["verdicts"][0]["core"].empty());
}

TEST(CheckCore, IsNotThereUnlessAskedFor) {
  const Folder folder;
  const Ran run = folder.run({"check", "--format", "json", source(trace)});
  EXPECT_TRUE(Json::parse(run.output)["verdicts"][0]["core"].empty());
}

}  // namespace
}  // namespace ioracle::test
