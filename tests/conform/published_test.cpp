// What facts seen on Windows state, as traces: those of traces/published are those of the corpus,
// and they are judged as recordings are.

#include "conform/published.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include "conform/suite.h"
#include "format/trace_reader.h"
#include "oracle/oracle.h"

namespace ioracle {
namespace {

namespace fs = std::filesystem;

const fs::path root = IORACLE_SOURCE_FOLDER;

std::map<std::string, std::string> published_of_the_corpus() {
  FormatError error;
  const auto suite = read_suite({(root / "scenarios").string()}, error);
  EXPECT_TRUE(suite) << error.message();
  std::map<std::string, std::string> traces;
  for (const SuiteScenario& scenario : *suite) {
    if (const auto trace = published_trace(scenario.program)) {
      traces[scenario.program.scenario] = *trace;
    }
  }
  return traces;
}

std::string text_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

Verdict judged(const std::string& trace) {
  Names names;
  TraceReader reader(names);
  Oracle oracle(Oracle::Options(), names);
  Event event;
  EXPECT_TRUE(reader.open_text(trace, "trace"));
  TraceReader::Result read;
  while ((read = reader.next(event)) == TraceReader::Result::event) oracle.take(event);
  EXPECT_EQ(read, TraceReader::Result::end) << reader.error().message();
  return oracle.verdict();
}

TEST(Published, TracesAreThoseOfTheCorpus) {
  const std::map<std::string, std::string> traces = published_of_the_corpus();
  EXPECT_GT(traces.size(), 100U);
  std::size_t files = 0;
  for (const fs::directory_entry& entry : fs::directory_iterator(root / "traces/published")) {
    ++files;
    const std::string name = entry.path().stem().string();
    ASSERT_TRUE(traces.contains(name)) << name;
    EXPECT_EQ(text_of(entry.path()), traces.at(name))
        << name << ": ioracle record scenarios --published --out traces/published";
  }
  EXPECT_EQ(files, traces.size());
}

TEST(Published, TracesAreAccepted) {
  for (const auto& [name, trace] : published_of_the_corpus()) {
    // Two operations of which nothing is told but one count: too many histories.
    const bool is_open = name == "later_write_covers_an_earlier_one";
    EXPECT_EQ(judged(trace).kind, is_open ? VerdictKind::inconclusive : VerdictKind::accepted)
        << name;
  }
}

TEST(Published, AnotherValueIsRejected) {
  std::string trace = text_of(root / "traces/published/accept_ex_without_a_buffer_fails.jsonl");
  const std::string stated = "\"last_error\":10014";
  const std::size_t at = trace.find(stated);
  ASSERT_NE(at, trace.npos) << trace;
  trace.replace(at, stated.size(), "\"last_error\":10022");
  const Verdict verdict = judged(trace);
  ASSERT_EQ(verdict.kind, VerdictKind::rejected);
  ASSERT_FALSE(verdict.clauses.empty());
  EXPECT_EQ(lookup(verdict.clauses.front()).id, "sock-103");
}

TEST(Published, OnlyWhatTheExpectationsStateIsRecorded) {
  const std::string trace =
      text_of(root / "traces/published/accept_ex_without_a_buffer_fails.jsonl");
  EXPECT_NE(trace.find(R"("agent":{"name":"published","system":"sock-103"})"), trace.npos);
  EXPECT_EQ(trace.find("\"outputs\""), trace.npos);
  EXPECT_EQ(trace.find("\"event\":\"observe\""), trace.npos);
}

}  // namespace
}  // namespace ioracle
