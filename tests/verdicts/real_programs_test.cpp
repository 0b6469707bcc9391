// What the recorder took from programs that nobody here wrote, shrunk to what the oracle once got
// wrong.

#include <gtest/gtest.h>

#include <filesystem>

#include "tests/verdicts/judged.h"

namespace ioracle::verdicts {
namespace {

class RealPrograms : public testing::TestWithParam<const char*> {};

TEST_P(RealPrograms, AreAccepted) {
  const auto folder = std::filesystem::path(IORACLE_SOURCE_FOLDER) / "tests/recorder/traces";
  std::optional<Recording> recording = read_trace(folder / (std::string(GetParam()) + ".jsonl"));
  ASSERT_TRUE(recording);
  const Verdict verdict = judge(*recording);
  EXPECT_EQ(verdict.kind, VerdictKind::accepted) << verdict.observed << verdict.reason;
}

INSTANTIATE_TEST_SUITE_P(Traces, RealPrograms,
                         testing::Values("accept_ends_while_set_event_runs", "asio_four_threads",
                                         "asio_three_threads", "asio_two_threads",
                                         "libuv_receives_after_zero_byte_receives",
                                         "packet_holds_what_the_variables_held"),
                         [](const auto& one) { return std::string(one.param); });

}  // namespace
}  // namespace ioracle::verdicts
