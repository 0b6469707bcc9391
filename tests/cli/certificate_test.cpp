// ioracle check --certificate, and run --choices along a trace.

#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "tests/cli/command.h"

namespace ioracle::test {
namespace {

using OrderedJson = nlohmann::ordered_json;

const std::string founding_scenario = source(founding_example);
const std::string recorded =
    source("traces/wine-8.0/founding_example_receives_until_zero_bytes.jsonl");
const std::string rejected_recording =
    source("traces/wine-8.0/close_aborts_a_pending_receive_on_a_port.jsonl");

TEST(CheckCertificate, ReplaysFromScenarioAndTrace) {
  const Folder folder;
  const std::string choices = folder.path("choices.json");
  const Ran checked = folder.run({"check", recorded, "--certificate", choices});
  EXPECT_EQ(checked.code, 0) << checked.output << checked.errors;
  const OrderedJson file = OrderedJson::parse(text_of(choices));
  EXPECT_EQ(file["format"], "ioracle-choices");
  EXPECT_EQ(file["scenario"], "founding_example_receives_until_zero_bytes");
  EXPECT_EQ(file["profile"], "windows-10");
  const Ran run = folder.run({"run", founding_scenario, "--choices", choices, "--format", "json"});
  EXPECT_EQ(run.code, 0) << run.errors;
  EXPECT_EQ(OrderedJson::parse(run.output)["choices"]["replayed"], true) << run.output;
  const Ran along = folder.run({"run", recorded, "--choices", choices});
  EXPECT_EQ(along.code, 0) << along.errors;
  EXPECT_NE(along.output.find("show all of its"), std::string::npos) << along.output;
}

TEST(CheckCertificate, ATraceWithoutAScenarioIsItsOwnProgram) {
  const Folder folder;
  std::string text = text_of(recorded);
  const std::string name = R"("scenario":"founding_example_receives_until_zero_bytes",)";
  text.erase(text.find(name), name.size());
  const std::string trace = folder.write("recorded", text);
  const std::string choices = folder.path("choices.json");
  EXPECT_EQ(folder.run({"check", trace, "--certificate", choices}).code, 0);
  EXPECT_EQ(folder.run({"run", trace, "--choices", choices, "-q"}).code, 0);
}

TEST(CheckCertificate, AnAlteredListIsRefused) {
  const Folder folder;
  const std::string choices = folder.path("choices.json");
  EXPECT_EQ(folder.run({"check", recorded, "--certificate", choices}).code, 0);
  OrderedJson file = OrderedJson::parse(text_of(choices));
  auto& list = file["choices"];
  std::size_t place = 0;
  while (list[place] != "call@main:10") ++place;
  list.erase(list.begin() + static_cast<std::ptrdiff_t>(place));
  const std::string altered = folder.write("altered.json", file.dump());
  const Ran run = folder.run({"run", recorded, "--choices", altered});
  EXPECT_EQ(run.code, 1) << run.output << run.errors;
  EXPECT_NE(run.output.find("choice " + std::to_string(place + 1)), std::string::npos)
      << run.output;
}

TEST(CheckCertificate, WhatIsRejectedHasNone) {
  const Folder folder;
  const std::string choices = folder.path("choices.json");
  EXPECT_EQ(folder.run({"check", rejected_recording, "--certificate", choices}).code, 1);
  EXPECT_FALSE(std::filesystem::exists(choices));
}

TEST(CheckCertificate, BadUsage) {
  const Folder folder;
  const std::string choices = folder.path("choices.json");
  EXPECT_EQ(folder.run({"check", recorded, rejected_recording, "--certificate", choices}).code, 2);
  EXPECT_EQ(folder.run({"check", recorded, "--certificate", "-"}).code, 2);
  EXPECT_FALSE(std::filesystem::exists(choices));
  EXPECT_EQ(folder.run({"run", recorded}).code, 2);
  EXPECT_EQ(folder.run({"run", recorded, "--choices", folder.path("none")}).code, 2);
  const std::string trace = folder.write("bad.jsonl", "{}\n");
  EXPECT_EQ(folder.run({"run", trace, "--choices", choices}).code, 2);
}

}  // namespace
}  // namespace ioracle::test
