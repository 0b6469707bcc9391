// The samples of the provider kit, run as they are: who keeps the order is accepted, who does not
// is rejected with the clause. IORACLE_SEEDS: runs of each.

#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <set>

#include "tests/reference/reference_checker.h"
#include "tests/verdicts/judged.h"

namespace ioracle::verdicts {
namespace {

constexpr std::size_t states_limit = 100'000;

std::uint64_t seeds() {
  const char* const text = std::getenv("IORACLE_SEEDS");
  return text ? std::strtoull(text, nullptr, 10) : 20;
}

std::string trace_of(std::string_view sample, std::uint64_t seed) {
  const std::string command = std::string(IORACLE_PROGRAM_FOLDER) + "/ioracle-provider-" +
                              std::string(sample) + " " + std::to_string(seed);
  struct Close {
    void operator()(FILE* pipe) const { pclose(pipe); }
  };
  const std::unique_ptr<FILE, Close> pipe(popen(command.c_str(), "r"));
  std::string text;
  std::array<char, 4096> part{};
  while (pipe) {
    const std::size_t read = std::fread(part.data(), 1, part.size(), pipe.get());
    if (read == 0) break;
    text.append(part.data(), read);
  }
  return text;
}

TEST(ProviderKit, ASeedGivesOneTrace) {
  std::set<std::string> traces;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const std::string trace = trace_of("right_order", seed);
    EXPECT_EQ(trace, trace_of("right_order", seed)) << seed;
    traces.insert(trace);
  }
  EXPECT_EQ(traces.size(), 20U);
}

TEST(ProviderKit, TheRightOrderIsAccepted) {
  for (std::uint64_t seed = 1; seed <= seeds(); ++seed) {
    const std::string trace = trace_of("right_order", seed);
    std::optional<Recording> recording = read_text(trace, "right_order");
    ASSERT_TRUE(recording);
    ASSERT_GT(recording->events.size(), 40U);
    const Verdict verdict = judge(*recording);
    ASSERT_EQ(name_of(verdict.kind), "accepted") << text_of(verdict) << trace;
    const auto second =
        reference::check(recording->events, Profile::windows_10, recording->names, states_limit);
    ASSERT_EQ(second.verdict, reference::Verdict::accepted) << trace;
  }
}

TEST(ProviderKit, TheWrongOrderIsRejected) {
  for (std::uint64_t seed = 1; seed <= seeds(); ++seed) {
    const std::string trace = trace_of("wrong_order", seed);
    std::optional<Recording> recording = read_text(trace, "wrong_order");
    ASSERT_TRUE(recording);
    const Verdict verdict = judge(*recording);
    ASSERT_EQ(name_of(verdict.kind), "rejected") << trace;
    EXPECT_TRUE(cites(verdict, "WSPGOR.wpu.seq3-order")) << text_of(verdict);
    const auto second =
        reference::check(recording->events, Profile::windows_10, recording->names, states_limit);
    ASSERT_EQ(second.verdict, reference::Verdict::rejected) << trace;
    EXPECT_EQ(recording->events[second.event].seq, verdict.event_seq) << trace;
  }
}

}  // namespace
}  // namespace ioracle::verdicts
