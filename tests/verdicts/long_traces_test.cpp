// Traces with more histories than anyone can follow one by one, which the reference gives up on:
// the oracle must tell that they are one.

#include <gtest/gtest.h>

#include <filesystem>

#include "tests/verdicts/judged.h"

namespace ioracle::verdicts {
namespace {

class LongTraces : public testing::TestWithParam<const char*> {};

TEST_P(LongTraces, AreAccepted) {
  const auto folder = std::filesystem::path(IORACLE_SOURCE_FOLDER) / "tests/verdicts/long";
  std::optional<Recording> recording = read_trace(folder / (std::string(GetParam()) + ".jsonl"));
  ASSERT_TRUE(recording);
  const Verdict verdict = judge(*recording);
  EXPECT_EQ(verdict.kind, VerdictKind::accepted) << verdict.observed << verdict.reason;
}

INSTANTIATE_TEST_SUITE_P(Traces, LongTraces,
                         testing::Values("thirty_sends_that_nobody_receives",
                                         "receives_posted_again_while_others_wait"),
                         [](const auto& one) { return std::string(one.param); });

}  // namespace
}  // namespace ioracle::verdicts
