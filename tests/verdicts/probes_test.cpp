// The probes: what the types must carry, and where judging hidden instants goes wrong. Oracle and
// reference checker must both see it.

#include "tests/verdicts/probes.h"

#include <gtest/gtest.h>

#include <set>

#include "cli/evidence.h"
#include "tests/reference/reference_checker.h"
#include "tests/verdicts/judged.h"

namespace ioracle::verdicts {
namespace {

constexpr std::size_t states_limit = 100'000;

class Probes : public ::testing::TestWithParam<Probe> {
 protected:
  void SetUp() override {
    FormatError error;
    traces_ = traces_of(GetParam(), error);
    ASSERT_TRUE(traces_) << error.message();
    for (const std::string& text : traces_->texts) {
      const std::optional<Recording> recording = read_text(text, GetParam().name);
      ASSERT_TRUE(recording);
      recordings_.push_back(*recording);
    }
  }
  std::optional<ProbeTraces> traces_;
  std::vector<Recording> recordings_;
};

// The trace up to the event `last`, or before it.
Recording prefix(const Recording& whole, std::uint64_t last, bool with_it) {
  Recording part = whole;
  std::erase_if(part.events, [&](const Event& event) {
    return event.seq > last || (event.seq == last && !with_it);
  });
  return part;
}

TEST_P(Probes, IsJudgedByTheOracle) {
  const Probe& probe = GetParam();
  ASSERT_EQ(fault_of(probe, *traces_), "") << traces_->texts.back();
  for (const ClauseId clause : probe.clauses) {
    // That a clause permits is not shown by a rejection, though it may rest on it.
    if (!probe.named || (probe.rejected && lookup(clause).kind == ClauseKind::may)) continue;
    EXPECT_TRUE(enforces(probe, *traces_, clause)) << lookup(clause).id;
  }
}

TEST_P(Probes, IsJudgedAtTheRightEvent) {
  const Probe& probe = GetParam();
  if (!probe.rejected) return;
  Recording before = prefix(recordings_.front(), traces_->event, false);
  EXPECT_EQ(name_of(judge(before, probe.profile).kind), "accepted");
  Recording with_it = prefix(recordings_.front(), traces_->event, true);
  EXPECT_EQ(name_of(judge(with_it, probe.profile).kind), "rejected");
}

TEST_P(Probes, IsJudgedByTheReference) {
  const Probe& probe = GetParam();
  if (probe.too_large_for_reference) return;
  for (Recording& recording : recordings_) {
    const auto judgement =
        reference::check(recording.events, probe.profile, recording.names, states_limit);
    if (!probe.rejected) {
      EXPECT_EQ(judgement.verdict, reference::Verdict::accepted)
          << "at seq " << recording.events[judgement.event].seq;
      continue;
    }
    ASSERT_EQ(judgement.verdict, reference::Verdict::rejected);
    EXPECT_EQ(recording.events[judgement.event].seq, traces_->event);
  }
}

INSTANTIATE_TEST_SUITE_P(Traces, Probes, ::testing::ValuesIn(probes().begin(), probes().end()),
                         [](const auto& one) { return one.param.name; });

TEST(ProbeTables, HoldEachNameOnce) {
  std::set<std::string> names;
  for (const Probe& probe : probes()) EXPECT_TRUE(names.insert(probe.name).second) << probe.name;
}

TEST(ProbeTables, HoldEveryTrace) {
  std::set<std::string> listed;
  for (const Probe& probe : probes()) listed.insert(probe.traces.begin(), probe.traces.end());
  for (const auto& entry : std::filesystem::directory_iterator(probe_folder() / "traces")) {
    EXPECT_TRUE(listed.contains(entry.path().lexically_normal().string())) << entry.path();
  }
}

}  // namespace
}  // namespace ioracle::verdicts
