// What timelines and their exports say of recorded traces.

#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "format/trace_reader.h"
#include "view/page.h"
#include "view/perfetto.h"

namespace ioracle {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

// A trace with its timeline.
struct Viewed {
  Names names;
  std::vector<Event> events;
  LongestRun run;
  Timeline timeline;

  explicit Viewed(const fs::path& file) {
    TraceReader reader(names);
    EXPECT_TRUE(reader.open_file(file.string()));
    Event event;
    while (reader.next(event) == TraceReader::Result::event) events.push_back(event);
    run = find_run(events, events.size(), Profile::windows_10, names, 200'000);
    timeline = make_timeline(events, Profile::windows_10, names, run.certificate, run.events);
  }
};

fs::path recorded(std::string_view name) {
  return fs::path(IORACLE_SOURCE_FOLDER) / "traces/wine-8.0" / (std::string(name) + ".jsonl");
}

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
  for (const auto& file : fs::directory_iterator(recorded("x").parent_path())) {
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

Json exported(const Viewed& viewed) {
  return Json::parse(perfetto(viewed.timeline))["traceEvents"];
}

TEST(Perfetto, OperationsAreAsynchronousEvents) {
  const Json events = exported(Viewed(recorded("pending_receive_queues_one_packet")));
  std::vector<std::string> of_receive;
  for (const Json& event : events) {
    if (event.value("cat", "") != "operation" || event["id"] != 1) continue;
    of_receive.push_back(event["ph"].get<std::string>() + ' ' + event["name"].get<std::string>());
    if (event["ph"] == "e") {
      EXPECT_EQ(event["args"]["status"], "STATUS_SUCCESS (0x00000000)");
    }
  }
  EXPECT_EQ(of_receive, (std::vector<std::string>{"b WSARecv ov1", "n pended", "n completed",
                                                  "n notified", "n delivered", "e WSARecv ov1"}));
}

TEST(Perfetto, FlowsLeadFromCompletionIntoTheDeliveringCall) {
  const Json events = exported(Viewed(recorded("pending_receive_queues_one_packet")));
  const auto find = [&](std::string_view phase, std::string_view name, std::size_t from = 0) {
    for (std::size_t at = from; at < events.size(); ++at) {
      if (events[at]["ph"] == phase && (name.empty() || events[at]["name"] == name)) return at;
    }
    return events.size();
  };
  const std::size_t starts = find("s", "");
  const std::size_t ends = find("f", "");
  ASSERT_LT(ends, events.size());
  EXPECT_EQ(events[starts]["id"], events[ends]["id"]);
  EXPECT_LT(events[starts]["ts"], events[ends]["ts"]);
  const std::size_t call = find("B", "GetQueuedCompletionStatus");
  const std::size_t back = find("E", "GetQueuedCompletionStatus", call);
  ASSERT_LT(back, events.size());
  EXPECT_LE(events[call]["ts"], events[ends]["ts"]);
  EXPECT_LT(events[ends]["ts"], events[back]["ts"]);
  EXPECT_EQ(events[call]["tid"], events[ends]["tid"]);
}

TEST(Perfetto, SlicesNestAndTimeGrowsOnEveryTrack) {
  for (const auto& file : fs::directory_iterator(recorded("x").parent_path())) {
    SCOPED_TRACE(file.path().filename().string());
    std::map<int, int> depth;
    std::map<int, double> latest;
    for (const Json& event : exported(Viewed(file.path()))) {
      if (event["ph"] != "B" && event["ph"] != "E") continue;
      const int track = event["tid"];
      depth[track] += event["ph"] == "B" ? 1 : -1;
      EXPECT_GE(depth[track], 0);
      if (event["ph"] == "B") {
        EXPECT_GE(event["ts"], latest[track]);
        latest[track] = event["ts"];
      }
    }
  }
}

}  // namespace
}  // namespace ioracle
