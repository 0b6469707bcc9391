// Cores of rejections: contradictory alone, and nothing less is.

#include "oracle/core.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "format/field_place.h"
#include "format/trace_reader.h"
#include "oracle/freed_trace.h"

namespace ioracle {
namespace {

constexpr std::uint64_t unlimited = ~std::uint64_t{0};

struct Read {
  Names names;
  std::vector<Event> events;
};

Read read(const std::string& file) {
  Read trace;
  TraceReader reader(trace.names);
  EXPECT_TRUE(reader.open_file(file)) << reader.error().message();
  for (Event event; reader.next(event) == TraceReader::Result::event;) {
    trace.events.push_back(event);
  }
  return trace;
}

bool is_rejected(Read& trace) {
  FreedTrace judged(trace.events, {}, trace.names, unlimited);
  return judged.judge_without(trace.events.size(), {}) == VerdictKind::rejected;
}

std::vector<std::string> rejected_traces() {
  std::vector<std::string> paths;
  for (const char* folder : {"/traces", "/tests/verdicts/traces"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(
             std::string(IORACLE_SOURCE_FOLDER) + folder)) {
      if (entry.path().extension() != ".jsonl") continue;
      Read trace = read(entry.path().string());
      if (is_rejected(trace)) paths.push_back(entry.path().string());
    }
  }
  std::ranges::sort(paths);
  return paths;
}

std::vector<std::string> pointers(const Read& trace, const Core& core) {
  std::vector<std::string> texts;
  for (const CoreField& at : core.fields) {
    const Event& event = trace.events[at.event];
    texts.push_back(std::to_string(event.seq) + pointer_of(event, at.field));
  }
  return texts;
}

Read probe(const std::string& name) {
  return read(std::string(IORACLE_SOURCE_FOLDER) + "/tests/verdicts/traces/" + name + ".jsonl");
}

TEST(Core, IsContradictoryAloneAndNothingLessIs) {
  const std::vector<std::string> paths = rejected_traces();
  ASSERT_GT(paths.size(), 80U);
  for (const std::string& path : paths) {
    Read trace = read(path);
    const Core core = find_core(trace.events, {}, trace.names);
    EXPECT_TRUE(core.minimal) << path;
    FreedTrace judged(trace.events, {}, trace.names, unlimited);
    EXPECT_EQ(judged.judge_with_only(core.events, core.fields), VerdictKind::rejected) << path;
    for (const CoreField& one : core.fields) {
      std::vector<CoreField> fewer = core.fields;
      std::erase(fewer, one);
      EXPECT_NE(judged.judge_with_only(core.events, fewer), VerdictKind::rejected)
          << path << ", without " << pointer_of(trace.events[one.event], one.field);
    }
  }
}

TEST(Core, IsNotSaidToBeMinimalWhenTheWorkRanOut) {
  Read trace = probe("later_packet_first_to_a_lone_dequeuer");
  ASSERT_TRUE(find_core(trace.events, {}, trace.names).minimal);
  CoreLimits limits;
  limits.events = 5 * trace.events.size();
  EXPECT_FALSE(find_core(trace.events, {}, trace.names, limits).minimal);
}

TEST(Core, OfPacketsInTheWrongOrderIsWhichCameFirst) {
  Read trace = probe("later_packet_first_to_a_lone_dequeuer");
  const Core core = find_core(trace.events, {}, trace.names);
  const auto texts = pointers(trace, core);
  EXPECT_LE(texts.size(), 2U);
  EXPECT_TRUE(std::ranges::any_of(texts, [](const std::string& text) {
    return text.ends_with("/lpOverlapped") || text.ends_with("/lpCompletionKey");
  })) << testing::PrintToString(texts);
}

// A packet was queued that nobody dequeues: that it is owed rests on no observation at all.
TEST(Core, OfAMissingNotificationHoldsWhatMakesItOwed) {
  Read posted = probe("dequeue_stays_blocked_with_a_packet_queued");
  const Core core = find_core(posted.events, {}, posted.names);
  EXPECT_EQ(posted.events[core.events - 1].kind, EventKind::settle);
  EXPECT_TRUE(core.minimal);
}

TEST(Core, NearestChangesAreAccepted) {
  std::size_t changes = 0;
  for (const std::string& path : rejected_traces()) {
    Read trace = read(path);
    const Core core = find_core(trace.events, {}, trace.names);
    for (const NearestChange& change : nearest_changes(trace.events, core, {}, trace.names)) {
      ++changes;
      const std::size_t count = change.whole ? trace.events.size() : core.events;
      std::vector<Event> changed(trace.events.begin(),
                                 trace.events.begin() + static_cast<std::ptrdiff_t>(count));
      set_value(changed[change.at.event], change.at.field, change.value);
      Oracle oracle({}, trace.names);
      for (const Event& event : changed) oracle.take(event);
      EXPECT_EQ(name_of(oracle.verdict().kind), "accepted") << path;
    }
  }
  EXPECT_GT(changes, 40U);
}

}  // namespace
}  // namespace ioracle
