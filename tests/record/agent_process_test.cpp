// The driver against agents that die, hang and talk nonsense: every scenario gives a Recording, and
// the next scenario finds an agent that runs.

#include "record/agent_process.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace ioracle {
namespace {

using Outcome = Recording::Outcome;

const std::string scenario = R"({
  "name": "an_event", "about": "An event is made.", "clauses": [],
  "steps": [{"call": "WSACreateEvent", "as": "e1"}, {"call": "WSACreateEvent", "as": "e2"}]
})";

class AgentProcessTest : public testing::Test {
 protected:
  void SetUp() override {
    const std::string name = testing::UnitTest::GetInstance()->current_test_info()->name();
    starts_ = testing::TempDir() + "agent_starts_" + name;
    std::filesystem::remove(starts_);
    setenv("FAKE_AGENT_STARTS", starts_.c_str(), 1);
  }
  void TearDown() override { std::filesystem::remove(starts_); }

  static AgentOptions options(const std::string& fault) {
    AgentOptions options;
    options.command = "python3 " IORACLE_SOURCE_FOLDER "/tests/record/fake_agent.py " + fault;
    options.start_timeout = std::chrono::milliseconds(5'000);
    options.answer_timeout = std::chrono::milliseconds(500);
    return options;
  }

  std::ptrdiff_t starts() const {
    std::ifstream file(starts_);
    return std::count(std::istreambuf_iterator<char>(file), {}, '\n');
  }

 private:
  std::string starts_;
};

std::string last_line(const std::string& text) {
  const auto before = text.rfind('\n', text.size() - 2);
  return text.substr(before == std::string::npos ? 0 : before + 1);
}

TEST_F(AgentProcessTest, records_header_events_and_end) {
  AgentProcess agent(options(""));
  const Recording recording = agent.record(scenario);
  ASSERT_EQ(recording.outcome, Outcome::recorded) << recording.reason;
  EXPECT_EQ(std::ranges::count(recording.trace, '\n'), 4);
  EXPECT_TRUE(recording.trace.starts_with(R"({"event":"header","format":1)")) << recording.trace;
  EXPECT_NE(recording.trace.find(R"("scenario":"an_event")"), std::string::npos);
  EXPECT_NE(recording.trace.find(R"("name":"fake")"), std::string::npos);
  EXPECT_EQ(last_line(recording.trace), "{\"event\":\"end\",\"seq\":3}\n");
}

TEST_F(AgentProcessTest, one_process_serves_many_scenarios) {
  AgentProcess agent(options(""));
  for (int round = 0; round < 3; ++round) {
    EXPECT_EQ(agent.record(scenario).outcome, Outcome::recorded);
  }
  EXPECT_EQ(starts(), 1);
}

TEST_F(AgentProcessTest, lines_that_are_no_answers_are_skipped) {
  AgentProcess agent(options("chatty"));
  EXPECT_EQ(agent.record(scenario).outcome, Outcome::recorded);
}

TEST_F(AgentProcessTest, a_refusal_tells_its_reason) {
  AgentProcess agent(options("refuses"));
  const Recording recording = agent.record(scenario);
  EXPECT_EQ(recording.outcome, Outcome::refused);
  EXPECT_EQ(recording.reason, "it calls PulseEvent");
  EXPECT_TRUE(recording.trace.empty());
}

TEST_F(AgentProcessTest, a_death_leaves_what_the_journal_holds_and_a_new_agent) {
  AgentProcess agent(options("dies"));
  for (int round = 0; round < 2; ++round) {
    const Recording recording = agent.record(scenario);
    EXPECT_EQ(recording.outcome, Outcome::died);
    EXPECT_EQ(std::ranges::count(recording.trace, '\n'), 2) << recording.trace;
    EXPECT_EQ(recording.trace.find("\"end\""), std::string::npos);
  }
  EXPECT_EQ(starts(), 3);
}

TEST_F(AgentProcessTest, a_hang_is_ended_and_leaves_a_new_agent) {
  AgentProcess agent(options("hangs"));
  const auto before = std::chrono::steady_clock::now();
  for (int round = 0; round < 2; ++round) {
    EXPECT_EQ(agent.record(scenario).outcome, Outcome::hung);
  }
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(20));
  EXPECT_EQ(starts(), 3);
}

TEST_F(AgentProcessTest, blocked_threads_are_recorded_and_the_process_is_replaced) {
  AgentProcess agent(options("blocked"));
  EXPECT_EQ(agent.record(scenario).outcome, Outcome::recorded);
  EXPECT_EQ(agent.record(scenario).outcome, Outcome::recorded);
  EXPECT_EQ(starts(), 2);
}

TEST_F(AgentProcessTest, what_is_no_agent_is_unavailable_and_says_why) {
  for (const std::string fault : {"dies_at_start", "old_protocol"}) {
    AgentProcess agent(options(fault));
    const Recording recording = agent.record(scenario);
    EXPECT_EQ(recording.outcome, Outcome::unavailable);
    EXPECT_NE(recording.reason, "") << fault;
  }
  for (const std::string fault : {"no_hello", "garbage"}) {
    AgentOptions impatient = options(fault);
    impatient.start_timeout = std::chrono::milliseconds(300);
    AgentProcess agent(impatient);
    EXPECT_EQ(agent.describe(), nullptr);
    EXPECT_NE(agent.problem().find("no answer to hello"), std::string::npos) << agent.problem();
  }
  AgentProcess missing(AgentOptions{.command = "/no/such/agent", .log = {}});
  EXPECT_EQ(missing.record(scenario).outcome, Outcome::unavailable);
  EXPECT_NE(missing.problem().find("/no/such/agent"), std::string::npos);
}

TEST(SplitCommand, keeps_quoted_words_together) {
  EXPECT_EQ(split_command(R"(wine  "a b.exe" 'c "d' e\ f g"h"i "")"),
            (std::vector<std::string>{"wine", "a b.exe", "c \"d", "e f", "ghi", ""}));
  EXPECT_TRUE(split_command("  ").empty());
}

}  // namespace
}  // namespace ioracle
