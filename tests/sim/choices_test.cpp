// A run is its choices: a complete list replays it byte for byte, an edited one still runs.

#include "sim/choices.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "sim/chooser.h"
#include "tests/sim/simulated.h"

namespace ioracle::test {
namespace {

constexpr std::uint64_t seeds = 20;

void expect_replayed(const Program& program, const Simulated& run, std::uint64_t seed) {
  const Simulated again = follow(program, run.choices);
  ASSERT_EQ(again.trace, run.trace) << program.scenario << " seed " << seed;
  EXPECT_EQ(again.choices, run.choices) << program.scenario << " seed " << seed;
  EXPECT_EQ(again.result.steps, run.result.steps) << program.scenario << " seed " << seed;
  EXPECT_EQ(again.result.choices->listed, run.choices.size());
  EXPECT_EQ(again.result.choices->used, run.choices.size());
  EXPECT_EQ(again.result.choices->unlisted, 0U) << program.scenario << " seed " << seed;
}

TEST(Choices, ACompleteListReplaysEveryScenario) {
  for (const auto& path : scenarios()) {
    const Program program = read_file(path);
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
      const Simulated run = simulate(program, seed);
      const std::set<std::string> distinct(run.choices.begin(), run.choices.end());
      EXPECT_EQ(distinct.size(), run.choices.size()) << path << " seed " << seed;
      expect_replayed(program, run, seed);
      if (HasFailure()) return;
    }
  }
}

TEST(Choices, AListThatLacksOneStillRunsAndIsAccepted) {
  for (const auto& path : scenarios()) {
    const Program program = read_file(path);
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
      std::vector<std::string> choices = simulate(program, seed).choices;
      const auto lost = static_cast<std::ptrdiff_t>(mix(seed) % choices.size());
      const std::string text = choices[static_cast<std::size_t>(lost)];
      choices.erase(choices.begin() + lost);
      Simulated run = follow(program, choices);
      EXPECT_EQ(run.events.back().kind, EventKind::end);
      const Verdict verdict = judge(run);
      if (verdict.kind == VerdictKind::unsupported) break;
      ASSERT_EQ(name_of(verdict.kind), "accepted")
          << path << " seed " << seed << " without " << text << "\nevent " << verdict.event_seq
          << ": " << verdict.observed << "\n"
          << verdict.reason << "\n"
          << run.trace;
      expect_replayed(program, run, seed);
    }
  }
}

TEST(Choices, AnEmptyListIsTheRunThatSeedZeroRanks) {
  const Program program = read(R"({"name": "t", "given": [{"tcp_pair": {"client": "c",
    "server": "s"}}], "steps": []})");
  const Simulated run = follow(program, {});
  EXPECT_EQ(run.trace, simulate(program, 0).trace);
  EXPECT_EQ(run.result.choices->used, 0U);
  EXPECT_GT(run.result.choices->unlisted, 0U);
}

TEST(Choices, TellsWhatTheListNamesInVain) {
  const Program program =
      read(R"({"name": "t", "steps": [{"call": "WSACreateEvent", "as": "e"}]})");
  const Simulated run = follow(program, {"call@main:2", "event.creates@main:1", "", "settle@1"});
  EXPECT_EQ(run.result.choices->listed, 4U);
  EXPECT_EQ(run.result.choices->used, 1U);
  EXPECT_EQ(run.result.choices->unlisted, 2U);  // the call and its return
}

TEST(Choices, NamesWhatTheProgramDoes) {
  const std::vector<std::string> expected = {
      "release@1",       "call@main:1", "event.creates@main:1",
      "return@main:1",   "release@2",   "observe@main:1",
      "release@3",       "settle@1",    "release@4",
      "thread_exit@main"};
  EXPECT_EQ(simulate(read(R"({"name": "t", "steps": [{"call": "WSACreateEvent", "as": "e"},
    {"observe": "e"}, {"settle": true}, {"exit_thread": true}]})"),
                     1)
                .choices,
            expected);
}

TEST(Choices, NumbersRoutinesAndTheOperationsBehindThem) {
  const Program program =
      read_file(scenario_folder() / "routine/receive_may_be_issued_inside_a_routine.json");
  const Simulated run = simulate(program, 1);
  EXPECT_TRUE(precedes(run.choices, "enter@main:1", "exit@main:1"));
  EXPECT_TRUE(precedes(run.choices, "exit@main:1", "exit@main:2"));
  EXPECT_TRUE(precedes(run.choices, "network.arrives@network c.1:", "enter@main:1"));
  EXPECT_TRUE(std::ranges::any_of(run.choices, [](const std::string& text) {
    return text.find("@operation main:") != std::string::npos;
  }));
}

// Two threads whose calls overlap or not, as the list wants.
TEST(Choices, TheListDecidesTheOrder) {
  const Program program = read(R"({"name": "t", "steps": [{"race": [
  [{"thread": "a", "call": "WSACreateEvent", "as": "e"}],
  [{"thread": "b", "call": "WSACreateEvent", "as": "f"}]]}]})");
  const Simulated first = follow(program, {"return@a:1", "call@b:1"});
  EXPECT_TRUE(precedes(first.choices, "call@b:1", "call@a:1"));
  const Simulated second =
      follow(program, {"call@a:1", "event.creates@a:1", "return@a:1", "call@b:1"});
  EXPECT_TRUE(precedes(second.choices, "return@a:1", "call@b:1"));
}

// A settle and the passing of time wait until nothing else moves, unless the list wants them
// sooner.
TEST(Choices, ASettleMayComeBeforeWhatIsNeverOwed) {
  const Program program = read(R"({"name": "t", "given": [{"tcp_pair": {"client": "c",
  "server": "s"}}], "steps": [{"race": [
    [{"thread": "main", "call": "WSASend", "with": {"s": "s",
      "lpBuffers": [{"buf": "m", "len": 9000, "bytes": [["A", 0, 9000]]}],
      "lpOverlapped": "o"}}],
    [{"thread": "other", "settle": true}]]}]})");
  const Simulated usual = follow(program, {"WSASend.pends@main:9"});
  EXPECT_TRUE(precedes(usual.choices, "send.is_copied@operation main:9", "settle@1"));
  const Simulated sooner = follow(program, {"WSASend.pends@main:9", "return@main:9", "settle@1"});
  EXPECT_FALSE(precedes(sooner.choices, "send.is_copied@operation main:9", "settle@1"));
}

TEST(Choices, TimeMayPassWhileOtherThingsMove) {
  const Program program = read(R"({"name": "t", "steps": [{"race": [
  [{"thread": "a", "call": "SleepEx", "with": {"dwMilliseconds": 50, "bAlertable": 0}}],
  [{"thread": "b", "call": "WSACreateEvent", "as": "e"}]]}]})");
  EXPECT_TRUE(precedes(follow(program, {"call@a:1"}).choices, "return@b:1", "time@1"));
  EXPECT_TRUE(precedes(follow(program, {"call@a:1", "time@1"}).choices, "time@1", "return@b:1"));
}

// What a program does unseen has a time of its own: whether `if` saw the result of another
// thread.
TEST(Choices, BookKeepingHasItsTimeToo) {
  const Program barriers = read(R"({"name": "t", "steps": [{"race": [
  [{"thread": "a", "barrier": "x"}, {"if": "e succeeded", "then": [{"call": "WSACleanup"}]}],
  [{"thread": "b", "barrier": "x"}, {"if": "e succeeded", "then": [{"call": "WSACleanup"}]}],
  [{"thread": "c", "call": "WSACreateEvent", "as": "e"}]]}]})");
  const Program blocked = read(R"({"name": "t", "given": [{"tcp_pair": {"client": "c",
  "server": "s"}}], "steps": [
  {"thread": "a", "call": "WSASend", "as": "sent", "with": {"s": "s",
    "lpBuffers": [{"buf": "m", "len": 9000, "bytes": [["A", 0, 9000]]}]}},
  {"thread": "b", "if": "sent succeeded", "then": [{"call": "WSACleanup"}]},
  {"thread": "d", "call": "SleepEx", "with": {"dwMilliseconds": 50, "bAlertable": 0}},
  {"thread": "b", "call": "WSACreateEvent", "as": "e"}]})");
  std::set<std::string> traces;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    const Simulated run = simulate(barriers, seed);
    traces.insert(run.trace);
    expect_replayed(barriers, run, seed);
    expect_replayed(blocked, simulate(blocked, seed), seed);
    if (HasFailure()) return;
  }
  EXPECT_GT(traces.size(), 5U);
}

TEST(Choices, AreListedWithoutARun) {
  const Program program =
      read(R"({"name": "t", "steps": [{"call": "WSACreateEvent", "as": "e"}]})");
  const Choices choices = choices_of(program, Profile::windows_10, 3);
  EXPECT_TRUE(std::ranges::equal(choices.texts(), simulate(program, 3).choices));
  EXPECT_EQ(choices.find("call@main:1"), 1U);
  EXPECT_EQ(choices.find("call@main:2"), std::nullopt);
}

}  // namespace
}  // namespace ioracle::test
