// Expectations files are written as they are read, and what is wrong with one is told with its
// place. The published ones hold what they must.

#include "format/expectations_file.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "conform/suite.h"
#include "model/clause.h"

namespace ioracle {
namespace {

namespace fs = std::filesystem;

const std::string good = R"({"format": "ioracle-expectations", "version": 1,
  "implementation": "wine 8.0",
  "expectations": [
    {"scenario": "b", "clause": "sock-027", "reason": "it pends", "since": "8.0"},
    {"scenario": "a", "clause": "", "result": "died", "reason": "it ends", "since": "8.0",
     "cause": "end", "sometimes": true, "cites": "sock-028"}],
  "questions": [
    {"scenario": "c", "clause": "inferred.wait.duplicates", "reason": "?", "since": "8.0"}]})";

std::string problem_of(std::string text, std::string_view part, std::string_view other) {
  const auto place = text.find(part);
  EXPECT_NE(place, text.npos) << part;
  text.replace(place, part.size(), other);
  FormatError error;
  EXPECT_FALSE(read_expectations(text, "file.json", error)) << other;
  return error.message();
}

TEST(ExpectationsFile, IsReadAndWritten) {
  FormatError error;
  const auto read = read_expectations(good, "file.json", error);
  ASSERT_TRUE(read) << error.message();
  ASSERT_EQ(read->failures.size(), 3U);
  EXPECT_EQ(read->failures[0].clause, "sock-027");
  EXPECT_EQ(read->failures[1].result, "died");
  EXPECT_TRUE(read->failures[1].sometimes);
  EXPECT_EQ(read->failures[0].cited(), "sock-027");
  EXPECT_EQ(read->failures[1].cited(), "sock-028");
  EXPECT_TRUE(read->failures[2].question);
  std::string text;
  write_expectations(text, *read);
  const auto again = read_expectations(text, "again.json", error);
  ASSERT_TRUE(again) << error.message();
  ASSERT_EQ(again->failures.size(), 3U);
  EXPECT_EQ(again->failures[0], read->failures[1]);  // sorted by scenario
  EXPECT_EQ(again->failures[1], read->failures[0]);
  EXPECT_EQ(again->failures[2], read->failures[2]);
  EXPECT_EQ(again->implementation, "wine 8.0");
  std::string text_again;
  write_expectations(text_again, *again);
  EXPECT_EQ(text_again, text);
}

TEST(ExpectationsFile, ErrorsNameTheirPlace) {
  EXPECT_NE(problem_of(good, "sock-027", "sock-ooo").find("at /expectations/0/clause"),
            std::string::npos);
  EXPECT_NE(problem_of(good, "\"died\"", "\"dies\"").find("file.json:5"), std::string::npos);
  EXPECT_NE(problem_of(good, "\"since\": \"8.0\",", "").find("\"since\""), std::string::npos);
  EXPECT_NE(problem_of(good, "\"cause\"", "\"couse\"").find("did you mean \"cause\""),
            std::string::npos);
  EXPECT_NE(problem_of(good, "1,", "2,").find("/version"), std::string::npos);
  EXPECT_NE(problem_of(good, "true", "1").find("true or false"), std::string::npos);
}

// Divergences rest on documents or on what Windows was seen to do; what rests on our own choices
// is a question.
TEST(ExpectationsFile, ThePublishedTellDivergencesAndQuestionsApart) {
  FormatError error;
  const auto suite = read_suite({(fs::path(IORACLE_SOURCE_FOLDER) / "scenarios").string()}, error);
  ASSERT_TRUE(suite) << error.message();
  std::set<std::string> names;
  for (const SuiteScenario& scenario : *suite) names.insert(scenario.program.scenario);
  std::size_t files = 0;
  for (const auto& entry :
       fs::directory_iterator(fs::path(IORACLE_SOURCE_FOLDER) / "expectations")) {
    if (entry.is_directory()) continue;  // scenarios made small
    const auto file = read_expectations_file(entry.path().string(), error);
    ASSERT_TRUE(file) << error.message();
    ++files;
    for (const KnownFailure& failure : file->failures) {
      EXPECT_TRUE(names.contains(failure.scenario)) << failure.scenario << " is no scenario";
      EXPECT_NE(failure.reason, "") << failure.scenario;
      EXPECT_NE(failure.since, "") << failure.scenario;
      EXPECT_NE(failure.cause, "") << failure.scenario;
      if (failure.clause.empty()) {
        EXPECT_NE(failure.result, "rejected") << failure.scenario << " cites no clause";
        continue;
      }
      const bool inferred = lookup(*find_clause(failure.clause)).evidence == Evidence::inferred;
      EXPECT_TRUE(failure.question || !inferred) << failure.scenario << ": " << failure.clause;
    }
  }
  EXPECT_GT(files, 0U);
}

// What was made small is a scenario that its file tells of.
TEST(ExpectationsFile, HasTheLeastThatShowsItsEntries) {
  std::size_t folders = 0;
  for (const auto& entry :
       fs::directory_iterator(fs::path(IORACLE_SOURCE_FOLDER) / "expectations")) {
    if (!entry.is_directory()) continue;
    ++folders;
    FormatError error;
    const auto file = read_expectations_file(entry.path().string() + ".json", error);
    ASSERT_TRUE(file) << error.message();
    const auto small = read_suite({entry.path().string()}, error);
    ASSERT_TRUE(small) << error.message();
    std::set<std::string> names;
    for (const KnownFailure& failure : file->failures) names.insert(failure.scenario);
    for (const SuiteScenario& scenario : *small) {
      EXPECT_TRUE(names.contains(scenario.program.scenario)) << scenario.path;
    }
    EXPECT_FALSE(small->empty());
  }
  EXPECT_GT(folders, 0U);
}

}  // namespace
}  // namespace ioracle
