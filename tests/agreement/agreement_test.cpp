// The oracle, the simulator and the reference checker agree: every simulated trace is accepted by
// both checkers, and a trace with one changed observation gets the same verdict from both.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <span>
#include <string>

#include "format/scenario_reader.h"
#include "tests/agreement/accept_program.h"
#include "tests/agreement/pipe_program.h"
#include "tests/agreement/random_program.h"
#include "tests/agreement/recording.h"
#include "tests/agreement/statistics.h"
#include "tests/agreement/wide_program.h"

namespace ioracle {
namespace {

std::vector<std::filesystem::path> scenarios() {
  std::vector<std::filesystem::path> paths;
  const std::filesystem::path folder = std::filesystem::path(IORACLE_SOURCE_FOLDER) / "scenarios";
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    const bool scenario = entry.path().extension() == ".json";
    if (scenario && is_wanted(entry.path().string())) paths.push_back(entry.path());
  }
  std::ranges::sort(paths);
  return paths;
}

std::uint64_t seeds() { return wanted("IORACLE_SEEDS", 20); }

TEST(Agreement, SimulatedTracesAreAccepted) {
  for (const auto& path : scenarios()) {
    FormatError error;
    const auto program = read_scenario_file(path.string(), error);
    ASSERT_TRUE(program) << error.message();
    for (std::uint64_t seed = 1; seed <= seeds(); ++seed) {
      Recording run = simulate(*program, Profile::windows_10, seed);
      const Verdict verdict = judge(run.events, run.names, Profile::windows_10);
      if (verdict.kind == VerdictKind::unsupported) break;
      EXPECT_EQ(name_of(verdict.kind), "accepted")
          << path << " seed " << seed << "\nevent " << verdict.event_seq << ": " << verdict.observed
          << "\n"
          << verdict.reason << "\n"
          << ::testing::PrintToString(verdict.allowed) << "\n"
          << (std::getenv("IORACLE_VERBOSE") ? text_of(run.events, run.names) : std::string());
      if (verdict.kind != VerdictKind::accepted) break;
    }
  }
}

TEST(Agreement, ReferenceAcceptsSimulatedTraces) {
  for (const auto& path : scenarios()) {
    FormatError error;
    const auto program = read_scenario_file(path.string(), error);
    ASSERT_TRUE(program) << error.message();
    for (std::uint64_t seed = 1; seed <= seeds() / 10 + 1; ++seed) {
      Recording run = simulate(*program, Profile::windows_10, seed);
      const auto judgement =
          reference::check(run.events, Profile::windows_10, run.names, states_limit);
      ASSERT_NE(judgement.verdict, reference::Verdict::rejected)
          << path << " seed " << seed << " event " << judgement.event << "\n"
          << text_of(run.events, run.names);
    }
  }
}

using Source = std::string (*)(std::uint64_t seed);  // of a scenario

void tell(const Statistics& statistics) {
  std::printf("%s\n", statistics.text().c_str());
  if (std::getenv("IORACLE_CLAUSES")) {
    std::printf("rejections rest on: %s\n", statistics.clause_names().c_str());
  }
}

// One trace: both judge it. False: they differ.
bool compare(std::uint64_t seed, const std::string& scenario, Statistics& statistics,
             std::string& report) {
  FormatError error;
  const auto program = read_scenario(scenario, "random", error);
  if (!program) {
    report = error.message() + "\n" + scenario;
    return false;
  }
  Recording run = simulate(*program, Profile::windows_10, seed);
  if (seed % 4 != 0) spoil(run.events, seed);
  statistics.add(shape_of(run.events));
  // Every other one forgets after each call what can be forgotten.
  const Thrift thrift = seed % 2 == 0 ? Thrift::at_once() : Thrift();
  const Verdict verdict = judge(run.events, run.names, Profile::windows_10, thrift);
  const auto judgement = reference::check(run.events, Profile::windows_10, run.names, states_limit);
  const bool decided =
      verdict.kind == VerdictKind::accepted || verdict.kind == VerdictKind::rejected;
  if (!decided) ++statistics.oracle_gave_up;
  if (judgement.verdict == reference::Verdict::inconclusive) {
    ++statistics.reference_gave_up;
    return true;
  }
  if (!decided) return true;
  const bool good = judgement.verdict == reference::Verdict::accepted;
  ++(good ? statistics.accepted : statistics.rejected);
  if (good == (verdict.kind == VerdictKind::accepted)) {
    statistics.clauses.insert(verdict.clauses.begin(), verdict.clauses.end());
    return true;
  }
  ++(good ? statistics.wrongly_rejected : statistics.wrongly_accepted);
  report = "oracle " + std::string(name_of(verdict.kind)) + " at seq " +
           std::to_string(verdict.event_seq) + " (" + verdict.observed + ") " + verdict.reason +
           "; reference " + (good ? "accepted" : "rejected") + " at seq " +
           std::to_string(good ? 0 : run.events[judgement.event].seq) + "\n";
  if (std::getenv("IORACLE_VERBOSE")) report += text_of(run.events, run.names);
  const char* kind = good ? ": wrongly rejected" : ": wrongly accepted";
  write_difference("trace " + std::to_string(seed) + kind, run.events, run.names,
                   Profile::windows_10);
  return false;
}

// IORACLE_TRACES: how many random traces; IORACLE_FIRST: the first seed.
void compare_random_traces(Source source, std::uint64_t count) {
  count = wanted("IORACLE_TRACES", count);
  const std::uint64_t first = wanted("IORACLE_FIRST", 1);
  const std::uint64_t differences_most = wanted("IORACLE_DIFFERENCES_MOST", 20);
  Statistics statistics;
  std::uint64_t differences = 0;
  for (std::uint64_t seed = first; seed < first + count && differences < differences_most; ++seed) {
    std::string report;
    const bool agrees = compare(seed, source(seed), statistics, report);
    if (agrees) continue;
    ++differences;
    ADD_FAILURE() << "seed " << seed << ": " << report;
  }
  tell(statistics);
  // Traces that all get one verdict, or none, would show nothing.
  EXPECT_GE(statistics.accepted * 4, statistics.traces);
  EXPECT_GE(statistics.rejected * 4, statistics.traces);
}

TEST(Agreement, RandomTracesGetTheSameVerdict) { compare_random_traces(random_scenario, 1200); }

TEST(Agreement, CrowdedTracesGetTheSameVerdict) { compare_random_traces(crowded_scenario, 1000); }

TEST(Agreement, WideTracesGetTheSameVerdict) {
  const auto scenario = [](std::uint64_t seed) {
    return wide_program(seed, ProgramSize{}).scenario;
  };
  compare_random_traces(scenario, 1000);
}

TEST(Agreement, PipeTracesGetTheSameVerdict) { compare_random_traces(pipe_program, 1000); }

TEST(Agreement, TracesOfLooksAtPipesGetTheSameVerdict) {
  compare_random_traces(pipe_look_program, 1000);
}

TEST(Agreement, TransactionTracesGetTheSameVerdict) {
  compare_random_traces(transact_program, 500);
}

TEST(Agreement, AcceptTracesGetTheSameVerdict) { compare_random_traces(accept_program, 1000); }

// The reference checker's shortcuts: commuting steps are not interleaved, and the verdict stays.
TEST(Agreement, ReferenceJudgesAlikeWithoutShortcuts) {
  constexpr std::uint64_t traces = 500;
  std::uint64_t decided = 0;
  for (std::uint64_t seed = 1; seed <= traces; ++seed) {
    FormatError error;
    const std::string scenario =
        seed % 2 != 0 ? random_scenario(seed) : wide_program(seed, ProgramSize{}).scenario;
    const auto program = read_scenario(scenario, "random", error);
    ASSERT_TRUE(program) << error.message();
    Recording run = simulate(*program, Profile::windows_10, seed);
    if (seed % 4 < 2) spoil(run.events, seed);
    const auto check = [&](reference::Shortcuts shortcuts) {
      return reference::check(run.events, Profile::windows_10, run.names, states_limit, shortcuts);
    };
    const auto with = check(reference::Shortcuts::commuting_steps);
    const auto without = check(reference::Shortcuts::none);
    if (without.verdict == reference::Verdict::inconclusive) continue;
    ++decided;
    ASSERT_EQ(with.verdict, without.verdict) << "seed " << seed;
    ASSERT_EQ(with.event, without.event) << "seed " << seed;
  }
  EXPECT_GE(decided, traces * 9 / 10);
}

}  // namespace
}  // namespace ioracle
