// ioracle run --choices-out and --choices: a run is written down, edited and run again.

#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "tests/cli/command.h"

namespace ioracle::test {
namespace {

using OrderedJson = nlohmann::ordered_json;

const std::string example = source(founding_example);

TEST(RunChoices, RoundTrip) {
  const Folder folder;
  const std::string choices = folder.path("choices.json");
  const Ran first =
      folder.run({"run", example, "--seed", "7", "--trace", "-", "--choices-out", choices});
  EXPECT_EQ(first.code, 0) << first.errors;
  const Ran again = folder.run({"run", example, "--choices", choices, "--trace", "-"});
  EXPECT_EQ(again.code, 0) << again.errors;
  EXPECT_FALSE(first.output.empty());
  EXPECT_EQ(again.output, first.output);
  const Ran piped =
      folder.run({"run", example, "--choices", "-", "--choices-out", "-"}, text_of(choices));
  EXPECT_EQ(piped.code, 0) << piped.errors;
  EXPECT_EQ(piped.output, text_of(choices));
}

TEST(RunChoices, TheProfileIsThatOfTheList) {
  const Folder folder;
  const std::string choices = folder.path("choices.json");
  EXPECT_EQ(folder.run({"run", example, "--profile", "windows-7", "--choices-out", choices}).code,
            0);
  const auto profile_of = [](const Ran& run) {
    return OrderedJson::parse(run.output)["profile"].get<std::string>();
  };
  EXPECT_EQ(profile_of(folder.run({"run", example, "--choices", choices, "--format", "json"})),
            "windows-7");
  EXPECT_EQ(profile_of(folder.run({"run", example, "--choices", choices, "--format", "json",
                                   "--profile", "windows-10"})),
            "windows-10");
}

TEST(RunChoices, AnEditedListRunsAndCountsWhatItLacked) {
  const Folder folder;
  const std::string choices = folder.path("choices.json");
  EXPECT_EQ(folder.run({"run", example, "--seed", "7", "--choices-out", choices}).code, 0);
  const OrderedJson whole = OrderedJson::parse(text_of(choices));
  OrderedJson edited = whole;
  edited["choices"].erase(edited["choices"].begin() + 40, edited["choices"].begin() + 45);
  edited["choices"].push_back("call@nobody:1");
  const std::string file = folder.write("edited.json", edited.dump());
  const Ran run = folder.run({"run", example, "--choices", file, "--format", "json"});
  EXPECT_TRUE(run.code == 0 || run.code == 1) << run.errors;
  const OrderedJson counts = OrderedJson::parse(run.output)["choices"];
  EXPECT_EQ(counts["listed"], edited["choices"].size());
  EXPECT_LT(counts["used"], counts["listed"]);
  EXPECT_GT(counts["unlisted"], 0);
  const Ran complete = folder.run({"run", example, "--choices", choices, "--format", "json"});
  EXPECT_EQ(OrderedJson::parse(complete.output)["choices"],
            (OrderedJson{{"listed", whole["choices"].size()},
                         {"used", whole["choices"].size()},
                         {"unlisted", 0},
                         {"replayed", true}}));
  const Ran text = folder.run({"run", example, "--choices", choices, "-q"});
  EXPECT_NE(text.output.find("0 steps not listed"), std::string::npos) << text.output;
}

TEST(RunChoices, MalformedOnesEndWithTwoAndWriteNothing) {
  const Folder folder;
  const std::string good = folder.path("choices.json");
  EXPECT_EQ(folder.run({"run", example, "--choices-out", good}).code, 0);
  const std::string out = folder.path("out.jsonl");
  const auto expect_refused = [&](std::string_view text, std::string_view place) {
    const std::string file = folder.write("c.json", text);
    const Ran run = folder.run({"run", example, "--choices", file, "--trace", out});
    EXPECT_EQ(run.code, 2) << run.output << run.errors;
    EXPECT_EQ(run.output, "");
    EXPECT_NE(run.errors.find(place), std::string::npos) << run.errors;
    EXPECT_FALSE(std::filesystem::exists(out));
  };
  const auto changed = [&](std::string_view member, const OrderedJson& value) {
    OrderedJson json = OrderedJson::parse(text_of(good));
    json[std::string(member)] = value;
    return json.dump(1);
  };
  expect_refused(changed("choices", {"call@main:1", 2}), "c.json:8: at /choices/1: expected");
  expect_refused(changed("format", "ioracle"), "c.json:2: at /format: expected");
  expect_refused(changed("scenario", "another"), "c.json:4: at /scenario: expected");
  expect_refused(text_of(good).substr(0, 300), "at /choices/");
  EXPECT_EQ(folder.run({"run", example, "--choices", folder.path("none.json")}).code, 2);
}

TEST(RunChoices, OptionsThatExcludeEachOther) {
  const Folder folder;
  const std::string choices = folder.path("choices.json");
  EXPECT_EQ(folder.run({"run", example, "--choices-out", choices}).code, 0);
  for (const std::vector<std::string>& options :
       std::vector<std::vector<std::string>>{{"--choices", choices, "--seed", "7"},
                                             {"--choices-out", "-", "--trace", "-"},
                                             {"--choices-out", "-", "--format", "json"}}) {
    std::vector<std::string> arguments = {"run", example};
    arguments.insert(arguments.end(), options.begin(), options.end());
    const Ran run = folder.run(arguments);
    EXPECT_EQ(run.code, 2) << options[0];
    EXPECT_EQ(run.output, "");
  }
  EXPECT_EQ(folder.run({"run", "-", "--choices", "-"}).code, 2);
}

}  // namespace
}  // namespace ioracle::test
