// Choices files: written and read again; what malformed ones are told.

#include "format/choices_file.h"

#include <gtest/gtest.h>

namespace ioracle {
namespace {

constexpr std::string_view beginning = "{\"format\": \"ioracle-choices\", \"version\": 1,\n";

std::string with(std::string_view members) { return std::string(beginning).append(members); }

std::string message_about(std::string_view text) {
  FormatError error;
  return read_choices(text, "c", "t", error) ? "" : error.message();
}

TEST(ChoicesFile, IsReadAsItWasWritten) {
  for (const std::vector<std::string>& choices :
       {std::vector<std::string>{"call@main:1", "x@\"\n\\:2#3"}, std::vector<std::string>{}}) {
    std::string text;
    write_choices(text, {"t", Profile::windows_7, choices});
    FormatError error;
    const auto read = read_choices(text, "c", "t", error);
    ASSERT_TRUE(read) << error.message();
    EXPECT_EQ(read->scenario, "t");
    EXPECT_EQ(read->profile, Profile::windows_7);
    EXPECT_EQ(read->choices, choices);
  }
}

TEST(ChoicesFile, HasOneChoiceALine) {
  std::string text;
  write_choices(text, {"t", Profile::windows_10, {"call@main:1", "return@main:1"}});
  EXPECT_EQ(text,
            "{\"format\":\"ioracle-choices\",\"version\":1,\"scenario\":\"t\","
            "\"profile\":\"windows-10\",\"choices\":[\n\"call@main:1\",\n\"return@main:1\"\n]}\n");
}

TEST(MalformedChoices, NameThePlace) {
  EXPECT_EQ(message_about(with(R"("scenario": "t", "profile": "any", "choices": []})")),
            "c:2: at /profile: expected a profile, found \"any\"");
  EXPECT_EQ(message_about(with(R"("scenario": "t", "profile": "windows-1O", "choices": []})")),
            "c:2: at /profile: expected a profile, found \"windows-1O\" (did you mean "
            "\"windows-10\"?)");
  EXPECT_EQ(message_about(with(R"("scenario": "u", "profile": "windows-10", "choices": []})")),
            "c:2: at /scenario: expected the name of the scenario that is run, \"t\", found \"u\"");
  EXPECT_EQ(message_about(with("\"scenario\": \"t\", \"profile\": \"windows-10\", \"choices\": [\n"
                               "\"call@main:1\",\n7]}")),
            "c:4: at /choices/1: expected a string, found 7");
  EXPECT_EQ(message_about(with(R"("scenario": "t", "profile": "windows-10", "choices": {}})")),
            "c:2: at /choices: expected a list of choices, found an object");
  EXPECT_EQ(message_about(with(R"("scenario": "t", "profile": "windows-10"})")),
            "c:1: expected the member \"choices\", found a choices file without it");
  EXPECT_EQ(message_about(with("\"choises\": []}")),
            "c:2: at /choises: expected a member of a choices file, found \"choises\" (did you "
            "mean \"choices\"?)");
  EXPECT_EQ(message_about("[]"), "c:1: expected a choices file, an object, found an array");
}

TEST(MalformedChoices, OtherFormatsAndVersions) {
  const std::string_view rest = R"(,"scenario": "t", "profile": "windows-10", "choices": []})";
  EXPECT_EQ(message_about(R"({"format": "trace", "version": 1)" + std::string(rest)),
            "c:1: at /format: expected \"ioracle-choices\", found \"trace\"");
  EXPECT_EQ(message_about("{\"format\": \"ioracle-choices\",\n\"version\": 2" + std::string(rest)),
            "c:2: at /version: expected the version 1, found 2");
  EXPECT_EQ(
      message_about("{\"format\": \"ioracle-choices\", \"version\": \"1\"" + std::string(rest)),
      "c:1: at /version: expected the version 1, found \"1\"");
}

TEST(MalformedChoices, Truncated) {
  std::string whole;
  write_choices(whole, {"t", Profile::windows_10, {"call@main:1", "return@main:1"}});
  whole.pop_back();
  EXPECT_EQ(message_about(whole), "");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const std::string message = message_about(whole.substr(0, size));
    EXPECT_TRUE(message.starts_with("c:")) << size << ": " << message;
    EXPECT_NE(message.find("expected JSON"), std::string::npos) << message;
  }
  EXPECT_TRUE(message_about(whole.substr(0, whole.size() - 4)).starts_with("c:3: at /choices/1: "));
}

}  // namespace
}  // namespace ioracle
