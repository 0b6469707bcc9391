// The trace-event JSON that `view --perfetto` writes, held to the shape that the format asks for.

#include "view/perfetto.h"

#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "tests/view/viewed.h"

namespace ioracle {
namespace {

using Json = nlohmann::json;

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
  for (const auto& file : std::filesystem::directory_iterator(recorded("x").parent_path())) {
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

// Which members an event has by its phase; asynchronous events come in pairs; flows start once and
// end once.
class Shape {
 public:
  void take(const Json& event) {
    static const std::map<std::string, std::vector<std::string>> needed = {
        {"M", {"args"}},
        {"B", {"cat", "args"}},
        {"E", {}},
        {"X", {"dur"}},
        {"C", {"args"}},
        {"b", {"cat", "id"}},
        {"n", {"cat", "id"}},
        {"e", {"cat", "id"}},
        {"s", {"cat", "id"}},
        {"f", {"cat", "id", "bp"}}};
    const std::string phase = event["ph"];
    ASSERT_TRUE(needed.contains(phase)) << event;
    EXPECT_TRUE(event["pid"].is_number() && event["tid"].is_number()) << event;
    EXPECT_TRUE(event["name"].is_string()) << event;
    EXPECT_TRUE(event["ts"].is_number() && event["ts"] >= 0) << event;
    for (const std::string& member : needed.at(phase)) {
      EXPECT_TRUE(event.contains(member)) << event;
    }
    const int track = event["tid"];
    if (phase == "M" && event["name"] == "thread_name") named_.insert(track);
    EXPECT_TRUE(phase == "M" || named_.contains(track)) << event;
    if (phase == "C") {
      for (const auto& [series, value] : event["args"].items()) EXPECT_TRUE(value.is_number());
    }
    if (phase == "b" || phase == "n" || phase == "e") take_asynchronous(event, phase);
    if (phase == "s" || phase == "f") take_flow(event, phase);
  }

  void finish() const {
    for (const auto& [id, own] : asynchronous_) EXPECT_FALSE(own.open) << own.name;
    EXPECT_EQ(flow_starts_.size(), flow_ends_.size());
  }
  std::size_t operations() const { return asynchronous_.size(); }
  std::size_t flows() const { return flow_ends_.size(); }

 private:
  struct Asynchronous {
    std::string name;
    double latest = 0;
    bool open = true;
  };

  void take_asynchronous(const Json& event, const std::string& phase) {
    const int id = event["id"];
    const double time = event["ts"];
    const std::string name = event["name"];
    if (phase == "b") {
      EXPECT_TRUE(asynchronous_.try_emplace(id, Asynchronous{name, time}).second) << event;
      return;
    }
    ASSERT_TRUE(asynchronous_.contains(id)) << event;
    Asynchronous& own = asynchronous_[id];
    EXPECT_TRUE(own.open && own.latest <= time) << event;
    EXPECT_TRUE(phase == "n" || own.name == name) << event;
    own.latest = time;
    own.open = phase == "n";
  }

  void take_flow(const Json& event, const std::string& phase) {
    const int id = event["id"];
    const double time = event["ts"];
    if (phase == "s") {
      EXPECT_TRUE(flow_starts_.try_emplace(id, time).second) << event;
      return;
    }
    EXPECT_TRUE(flow_ends_.insert(id).second) << event;
    ASSERT_TRUE(flow_starts_.contains(id)) << event;
    EXPECT_LE(flow_starts_[id], time) << event;
    EXPECT_EQ(event["bp"], "e");  // bound to the slice around it
  }

  std::set<int> named_;
  std::map<int, Asynchronous> asynchronous_;
  std::map<int, double> flow_starts_;
  std::set<int> flow_ends_;
};

TEST(Perfetto, KeepsToTheTraceEventFormat) {
  std::size_t operations = 0;
  std::size_t flows = 0;
  for (const auto& file : std::filesystem::directory_iterator(recorded("x").parent_path())) {
    SCOPED_TRACE(file.path().filename().string());
    const Json whole = Json::parse(perfetto(Viewed(file.path()).timeline));
    EXPECT_EQ(whole["displayTimeUnit"], "ns");
    Shape shape;
    for (const Json& event : whole["traceEvents"]) shape.take(event);
    shape.finish();
    operations += shape.operations();
    flows += shape.flows();
  }
  EXPECT_GT(operations, 300U);
  EXPECT_GT(flows, 100U);
}

}  // namespace
}  // namespace ioracle
