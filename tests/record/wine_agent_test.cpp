// The Windows agent under Wine, through the driver. Skipped, with the reason, where Wine or the
// agent is missing.

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "format/trace_reader.h"
#include "record/agent_process.h"

namespace ioracle {
namespace {

namespace fs = std::filesystem;
using Outcome = Recording::Outcome;

const fs::path source_folder = IORACLE_SOURCE_FOLDER;
const fs::path agent_file = source_folder / "build/mingw/ioracle-agent.exe";

std::string missing() {
  const char* const named = std::getenv("WINE");
  const std::string wine = named != nullptr ? named : "/usr/lib/wine/wine64";
  if (access(wine.c_str(), X_OK) != 0) return "no Wine at " + wine + " (WINE names another)";
  if (!fs::exists(agent_file)) return "no " + agent_file.string() + " (script/build mingw)";
  return {};
}

std::string text_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::vector<fs::path> scenarios() {
  std::vector<fs::path> files;
  for (const std::string family : {"receive", "send", "event", "routine", "port", "close", "wait",
                                   "apc", "result", "cancel"}) {
    for (const auto& entry : fs::directory_iterator(source_folder / "scenarios" / family)) {
      files.push_back(entry.path());
    }
  }
  std::ranges::sort(files);
  return files;
}

// Kinds of the events of a trace, in their order; fails if it cannot be read.
std::vector<EventKind> kinds_of(const std::string& trace) {
  Names names;
  TraceReader reader(names);
  std::vector<EventKind> kinds;
  EXPECT_TRUE(reader.open_text(trace)) << reader.error().message();
  Event event;
  auto result = reader.next(event);
  for (; result == TraceReader::Result::event; result = reader.next(event)) {
    kinds.push_back(event.kind);
  }
  EXPECT_EQ(result, TraceReader::Result::end) << reader.error().message() << '\n' << trace;
  return kinds;
}

class WineAgentTest : public testing::Test {
 protected:
  void SetUp() override {
    if (const std::string reason = missing(); !reason.empty()) GTEST_SKIP() << reason;
    options_.command = (source_folder / "script/wine-agent").string() + " " + agent_file.string();
  }
  AgentOptions options_;
};

TEST_F(WineAgentTest, performs_every_scenario_that_it_can) {
  AgentProcess agent(options_);
  ASSERT_NE(agent.describe(), nullptr) << agent.problem();
  EXPECT_EQ(agent.describe()->name, "wine");
  for (const fs::path& file : scenarios()) {
    const Recording recording = agent.record(text_of(file));
    if (recording.outcome == Outcome::refused) continue;  // it says what it cannot perform
    EXPECT_EQ(recording.outcome, Outcome::recorded) << file << ": " << recording.reason;
    const auto kinds = kinds_of(recording.trace);
    EXPECT_EQ(std::ranges::count(kinds, EventKind::settle) > 0, true) << file;
    EXPECT_TRUE(recording.trace.ends_with("}\n") && !kinds.empty()) << file;
  }
}

TEST_F(WineAgentTest, a_blocked_thread_is_a_hang_and_does_not_stop_the_next_scenario) {
  AgentProcess agent(options_);
  const std::string blocked =
      text_of(source_folder / "scenarios/port/dequeue_without_a_packet_waits_for_ever.json");
  for (int round = 0; round < 2; ++round) {
    const Recording recording = agent.record(blocked);
    ASSERT_EQ(recording.outcome, Outcome::recorded) << recording.reason;
    EXPECT_EQ(std::ranges::count(kinds_of(recording.trace), EventKind::hang), 1);
  }
}

TEST_F(WineAgentTest, what_a_killed_agent_recorded_is_recovered) {
  options_.patience_ms = 5'000;
  options_.answer_timeout = std::chrono::milliseconds(1'500);
  AgentProcess agent(options_);
  ASSERT_NE(agent.describe(), nullptr) << agent.problem();
  const Recording recording =
      agent.record(text_of(source_folder / "scenarios/port/posted_packets_come_out_in_order.json"));
  EXPECT_EQ(recording.outcome, Outcome::hung);
  const auto kinds = kinds_of(recording.trace);
  EXPECT_EQ(std::ranges::count(kinds, EventKind::call), 7);
  EXPECT_EQ(std::ranges::count(kinds, EventKind::returned), 7);
}

}  // namespace
}  // namespace ioracle
