// Every question of the litmus collection has the answer that its file pins, and what scenarios
// expect holds of every run there is. What contradicts a clause is in contradictions.txt.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <set>

#include "explore/answer.h"
#include "oracle/oracle.h"
#include "program/evaluate.h"
#include "sim/simulation.h"
#include "tests/explore/corpus.h"

namespace ioracle::explore::test {
namespace {

using Condition = std::pair<std::string, std::string>;  // of which scenario

const std::set<Condition>& contradictions() {
  static const std::set<Condition> all = [] {
    std::set<Condition> read;
    std::ifstream file(IORACLE_SOURCE_FOLDER "/tests/explore/contradictions.txt");
    for (std::string line; std::getline(file, line);) {
      if (line.empty() || line.starts_with('#')) continue;
      const std::size_t first = line.find(" | ");
      const std::size_t second = line.rfind(" | ");
      EXPECT_LT(first, second) << line << ": scenario | condition | reason";
      read.emplace(line.substr(0, first), line.substr(first + 3, second - first - 3));
    }
    return read;
  }();
  return all;
}

// The expectations that hold are counted by their answers.
void check(const Program& program, const Exploration& exploration,
           std::map<Answer, std::size_t>& answers, std::set<Condition>& contradicted) {
  for (const Expectation& expectation : program.expectations) {
    if (!concerns(expectation, Profile::windows_10)) continue;
    const Condition asked{program.scenario, expectation.text};
    const Answered answered = ask(expectation.condition, exploration);
    ++answers[answered.answer];
    const bool met = meets(expectation, answered).value_or(false);
    if (!met) contradicted.insert(asked);
    EXPECT_NE(met, contradictions().contains(asked))
        << program.scenario << ": " << expectation.question << "\n  " << name_of(answered.answer)
        << ": " << expectation.text;
  }
}

// The witness leads a simulation to where the condition is as it should be, and no rule forbids
// what it shows.
void replay(const Program& program, const Outcome& outcome, const Expression& condition,
            bool holds) {
  Names names = program.names;
  Simulation simulation(program, names, Profile::windows_10, outcome.witness);
  std::vector<Event> events;
  const SimulationResult result =
      simulation.run([&](const Event& event) { events.push_back(event); });
  EXPECT_TRUE(result.choices->replayed()) << program.scenario;
  EXPECT_EQ(simulation.interpreter().evaluate(condition) != 0, holds) << program.scenario;
  Oracle oracle({Profile::windows_10, 200'000}, names);
  for (const Event& event : events) {
    if (!oracle.take(event)) break;
  }
  EXPECT_EQ(name_of(oracle.verdict().kind), "accepted")
      << program.scenario << ": " << oracle.verdict().reason;
}

TEST(Litmus, EveryQuestionHasItsAnswer) {
  std::map<Answer, std::size_t> answers;
  std::set<Condition> contradicted;
  std::size_t scenarios = 0;
  std::uint64_t states = 0;
  for (const auto& path : files("litmus")) {
    const Program program = read_file(path);
    EXPECT_EQ(program.scenario, path.stem().string());
    const Exploration exploration = explore(program, {});
    EXPECT_TRUE(exploration.complete) << path;
    EXPECT_TRUE(exploration.unsupported.empty()) << path;
    ++scenarios;
    states += exploration.states;
    check(program, exploration, answers, contradicted);
    for (const Expectation& expectation : program.expectations) {
      EXPECT_FALSE(expectation.question.empty()) << path << ": a litmus asks in words";
      EXPECT_FALSE(expectation.clauses.empty()) << path << ": " << expectation.question;
      const Answered answered = ask(expectation.condition, exploration);
      if (answered.holds) {
        replay(program, exploration.outcomes[*answered.holds], expectation.condition, true);
      }
      if (answered.fails) {
        replay(program, exploration.outcomes[*answered.fails], expectation.condition, false);
      }
    }
  }
  const std::size_t questions =
      answers[Answer::always] + answers[Answer::sometimes] + answers[Answer::never];
  EXPECT_EQ(answers[Answer::unknown], 0U);
  EXPECT_GE(questions, 150U);
  fmt::print(
      "{} questions about {} scenarios of {} states: {} always, {} sometimes, {} never; {} "
      "contradict a clause\n",
      questions, scenarios, states, answers[Answer::always], answers[Answer::sometimes],
      answers[Answer::never], contradicted.size());
}

TEST(Litmus, WhatScenariosExpectHoldsOfEveryRun) {
  std::map<Answer, std::size_t> answers;
  std::set<Condition> contradicted;
  std::size_t explored = 0;
  for (const auto& path : files("json")) {
    const Program program = read_file(path);
    Options options;
    options.states_limit = 20'000;
    const Exploration exploration = explore(program, options);
    if (!exploration.complete) continue;
    ++explored;
    check(program, exploration, answers, contradicted);
  }
  EXPECT_GT(explored, 200U);
}

TEST(Litmus, NamesAreTheirOwn) {
  std::set<std::string> names;
  for (const char* ending : {"json", "litmus"}) {
    for (const auto& path : files(ending)) {
      EXPECT_TRUE(names.insert(path.stem().string()).second) << path;
    }
  }
}

}  // namespace
}  // namespace ioracle::explore::test
