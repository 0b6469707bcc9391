// What timelines and their exports say of recorded traces.

#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "tests/view/viewed.h"
#include "view/page.h"

namespace ioracle {
namespace {

using Json = nlohmann::json;

std::vector<Phase> phases_of(const ViewedOperation& operation) {
  std::vector<Phase> phases;
  for (const ViewedPhase& phase : operation.phases) phases.push_back(phase.phase);
  return phases;
}

TEST(Timeline, TellsTheLifeOfAnOperation) {
  const Viewed viewed(recorded("pending_receive_queues_one_packet"));
  ASSERT_EQ(viewed.run.events, viewed.events.size());
  ASSERT_EQ(viewed.timeline.operations.size(), 2U);
  const ViewedOperation& receive = viewed.timeline.operations[0];
  EXPECT_EQ(receive.name, "WSARecv ov1");
  EXPECT_EQ(receive.file, "c");
  EXPECT_EQ(receive.status, "STATUS_SUCCESS (0x00000000)");
  EXPECT_EQ(receive.information, 12U);
  EXPECT_EQ(phases_of(receive), (std::vector{Phase::issued, Phase::pended, Phase::completed,
                                             Phase::notified, Phase::delivered}));
  const Event& call = viewed.events[viewed.timeline.calls[receive.call].first];
  EXPECT_EQ(call.function, Function::WSARecv);
}

TEST(Timeline, TellsWhatWasQueued) {
  const Viewed viewed(recorded("pending_receive_queues_one_packet"));
  std::size_t ports = 0;
  for (const ViewedQueue& queue : viewed.timeline.queues) {
    if (!queue.port) continue;
    ++ports;
    ASSERT_EQ(queue.entries.size(), 1U);
    EXPECT_EQ(queue.entries[0].text, "WSARecv ov1");
    EXPECT_EQ(queue.entries[0].operation, 0U);
    EXPECT_LT(queue.entries[0].from, queue.entries[0].until);
    EXPECT_NE(queue.entries[0].until, no_tick);
  }
  EXPECT_EQ(ports, 1U);
}

TEST(Timeline, StopsWhereTheTraceIsRejected) {
  const Viewed viewed(recorded("close_aborts_a_pending_receive_on_a_port"));
  EXPECT_EQ(viewed.run.events, 26U);  // event 27 is the one that no history shows
  EXPECT_EQ(viewed.timeline.followed, 26U);
  EXPECT_EQ(viewed.timeline.ticks.size(), viewed.events.size());
}

// Every recorded trace: ticks grow, each has one event or step, phases come in their order.
TEST(Timeline, IsInOrder) {
  std::size_t followed = 0;
  for (const auto& file : std::filesystem::directory_iterator(recorded("x").parent_path())) {
    SCOPED_TRACE(file.path().filename().string());
    const Viewed viewed(file.path());
    const Timeline& timeline = viewed.timeline;
    followed += timeline.followed;
    std::set<Tick> ticks(timeline.ticks.begin(), timeline.ticks.end());
    EXPECT_TRUE(std::ranges::is_sorted(timeline.ticks));
    for (const ViewedStep& step : timeline.steps) ticks.insert(step.tick);
    EXPECT_EQ(ticks.size(), timeline.end);
    EXPECT_EQ(ticks.size(), timeline.ticks.size() + timeline.steps.size());
    for (const ViewedOperation& operation : timeline.operations) {
      EXPECT_EQ(operation.phases.front().phase, Phase::issued);
      EXPECT_TRUE(std::ranges::is_sorted(operation.phases, {}, &ViewedPhase::tick));
    }
  }
  EXPECT_GT(followed, 3000U);
}

TEST(Page, HoldsTheTraceAndNothingFromElsewhere) {
  const Viewed viewed(recorded("close_aborts_a_pending_receive_on_a_port"));
  PageFacts facts;
  facts.trace = "<script>alert(1)</script>";
  facts.verdict = "{}";
  const Json data = Json::parse(page_data(viewed.timeline, facts));
  EXPECT_EQ(data["events"].size(), viewed.events.size());
  EXPECT_EQ(data["trace"], facts.trace);
  const std::string text = page(viewed.timeline, facts);
  EXPECT_EQ(text.find("alert(1)</script>"), text.npos);
  EXPECT_EQ(text.find("http"), text.find("http-equiv"));
  EXPECT_EQ(text.find("http", text.find("http-equiv") + 1), text.npos);
}

}  // namespace
}  // namespace ioracle
