// What an exploration promises: the same for any number of jobs, honest where it is cut short, and
// at least what simulations show.

#include "explore/explorer.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "explore/answer.h"
#include "format/expression_parser.h"
#include "sim/simulation.h"
#include "tests/explore/corpus.h"

namespace ioracle::explore::test {
namespace {

constexpr std::string_view race = R"({"name": "t", "steps": [
  {"call": "CreateEventW", "as": "e", "with": {"bManualReset": 1, "bInitialState": 0}},
  {"race": [
   [{"call": "SetEvent", "thread": "one", "as": "s", "with": {"hEvent": "e"}}],
   [{"call": "WaitForSingleObject", "thread": "two", "as": "w",
     "with": {"hHandle": "e", "dwMilliseconds": 0}}]]}]})";

constexpr std::string_view names_reused = R"({"name": "t", "steps": [
  {"repeat": [{"call": "CreateEventW", "as": "e", "with": {"bManualReset": 1, "bInitialState": 0}}],
   "until": "0 == 1", "max": 3},
  {"race": [
   [{"call": "SetEvent", "thread": "one", "as": "s", "with": {"hEvent": "e"}}],
   [{"call": "WaitForSingleObject", "thread": "two", "as": "w",
     "with": {"hHandle": "e", "dwMilliseconds": 0}}]]}]})";

Answered ask(Program& program, std::string_view query, const Options& options) {
  ExpressionError error;
  const auto condition = parse_expression(query, program.names, error);
  EXPECT_TRUE(condition) << error.expected;
  return explore::ask(*condition, explore(program, options));
}

TEST(Explorer, AnswersAlwaysSometimesAndNever) {
  for (const std::string_view text : {race, names_reused}) {
    Program program = read(text);
    EXPECT_EQ(ask(program, "s succeeded", {}).answer, Answer::always);
    EXPECT_EQ(ask(program, "w.value == 0", {}).answer, Answer::sometimes);
    EXPECT_EQ(ask(program, "w.value == 1", {}).answer, Answer::never);
  }
}

TEST(Explorer, SaysWhatItCouldNotTell) {
  Program program = read(race);
  for (std::uint64_t limit = 1;; ++limit) {
    Options options;
    options.states_limit = limit;
    const Answered sometimes = ask(program, "w.value == 0", options);
    const Answered always = ask(program, "s succeeded", options);
    if (always.answer == Answer::always) {
      EXPECT_EQ(sometimes.answer, Answer::sometimes);
      EXPECT_GT(limit, 10U);
      break;
    }
    EXPECT_EQ(always.answer, Answer::unknown) << limit;
    // Two outcomes that were found before the limit are an answer.
    EXPECT_TRUE(sometimes.answer == Answer::unknown || sometimes.answer == Answer::sometimes);
    ASSERT_LT(limit, 1'000U);
  }
}

TEST(Explorer, IsTheSameForAnyNumberOfJobs) {
  std::size_t compared = 0;
  for (const auto& path : files("litmus")) {
    if (++compared % 4 != 0) continue;
    const Program program = read_file(path);
    const Exploration one = explore(program, {});
    for (const unsigned jobs : {2U, 3U, 7U}) {
      Options options;
      options.jobs = jobs;
      const Exploration several = explore(program, options);
      ASSERT_EQ(several.states, one.states) << path;
      ASSERT_EQ(several.steps, one.steps) << path;
      ASSERT_EQ(several.outcomes.size(), one.outcomes.size()) << path;
      for (std::size_t index = 0; index < one.outcomes.size(); ++index) {
        ASSERT_EQ(several.outcomes[index].key, one.outcomes[index].key) << path;
        const auto left = several.outcomes[index].witness.texts();
        const auto right = one.outcomes[index].witness.texts();
        ASSERT_TRUE(std::ranges::equal(left, right)) << path;
      }
    }
  }
}

// Final values of a run as text, to be found among those of the outcomes.
std::string text_of(const Bindings& bindings) {
  std::string text;
  for (const Binding& binding : bindings.all()) {
    text += std::to_string(binding.name.index) + ':' +
            std::to_string(static_cast<int>(binding.value.kind)) + ',' +
            std::to_string(binding.value.name.index) + ',' + std::to_string(binding.value.number) +
            ',' + std::to_string(binding.last_error) + ' ';
  }
  return text;
}

TEST(Explorer, FindsWhateverASimulationShows) {
  constexpr std::uint64_t seeds = 40;
  for (const auto& path : files("litmus")) {
    const Program program = read_file(path);
    const Exploration exploration = explore(program, {});
    std::vector<std::string> found;
    for (const Outcome& outcome : exploration.outcomes) found.push_back(text_of(outcome.bindings));
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
      Names names = exploration.names;
      Simulation simulation(program, names, Profile::windows_10, seed);
      simulation.run([](const Event&) {});
      const std::string shown = text_of(simulation.interpreter().bindings());
      ASSERT_GT(std::ranges::count(found, shown), 0) << path << " seed " << seed;
    }
  }
}

}  // namespace
}  // namespace ioracle::explore::test
