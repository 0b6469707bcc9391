// The probes: what the types must carry, and where judging hidden instants goes wrong. Oracle and
// reference checker must both see it.

#include "tests/verdicts/probes.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/reference/reference_checker.h"
#include "tests/verdicts/judged.h"

namespace ioracle::verdicts {
namespace {

constexpr std::size_t states_limit = 100'000;

std::filesystem::path trace_folder() {
  return std::filesystem::path(IORACLE_SOURCE_FOLDER) / "tests" / "verdicts" / "traces";
}

class Probes : public ::testing::TestWithParam<Probe> {
 protected:
  void SetUp() override {
    recording_ = read_trace(trace_folder() / (std::string(GetParam().trace) + ".jsonl"));
    ASSERT_TRUE(recording_);
  }
  std::optional<Recording> recording_;
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
  const Verdict verdict = judge(*recording_, probe.profile);
  if (probe.rejected_at == 0) {
    ASSERT_EQ(name_of(verdict.kind), "accepted") << text_of(verdict);
    return;
  }
  ASSERT_EQ(name_of(verdict.kind), "rejected") << text_of(verdict);
  EXPECT_EQ(verdict.progress, probe.progress) << text_of(verdict);
  if (!probe.named) return;
  EXPECT_EQ(verdict.event_seq, probe.rejected_at) << text_of(verdict);
  EXPECT_TRUE(probe.clause.empty() || cites(verdict, probe.clause))
      << probe.clause << " is missing from\n"
      << text_of(verdict);
}

TEST_P(Probes, IsJudgedAtTheRightEvent) {
  const Probe& probe = GetParam();
  if (probe.rejected_at == 0) return;
  Recording before = prefix(*recording_, probe.rejected_at, false);
  EXPECT_EQ(name_of(judge(before, probe.profile).kind), "accepted");
  Recording with_it = prefix(*recording_, probe.rejected_at, true);
  EXPECT_EQ(name_of(judge(with_it, probe.profile).kind), "rejected");
}

TEST_P(Probes, IsJudgedByTheReference) {
  const Probe& probe = GetParam();
  const auto judgement =
      reference::check(recording_->events, probe.profile, recording_->names, states_limit);
  if (probe.rejected_at == 0) {
    EXPECT_EQ(judgement.verdict, reference::Verdict::accepted)
        << "at seq " << recording_->events[judgement.event].seq;
    return;
  }
  ASSERT_EQ(judgement.verdict, reference::Verdict::rejected);
  EXPECT_EQ(recording_->events[judgement.event].seq, probe.rejected_at);
}

INSTANTIATE_TEST_SUITE_P(Traces, Probes, ::testing::ValuesIn(probes().begin(), probes().end()),
                         [](const auto& one) { return std::string(one.param.trace); });

TEST(ProbeFiles, AreAllInTheTable) {
  std::set<std::string> listed;
  for (const Probe& probe : probes()) listed.insert(std::string(probe.trace));
  for (const auto& entry : std::filesystem::directory_iterator(trace_folder())) {
    EXPECT_TRUE(listed.contains(entry.path().stem().string())) << entry.path();
  }
}

}  // namespace
}  // namespace ioracle::verdicts
