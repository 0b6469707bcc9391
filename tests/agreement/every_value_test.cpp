// Oracle and reference checker agree on every value: a simulated trace of a small program is cut
// behind each return, entry and observation, and there every value of the vocabulary is tried.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <string>
#include <vector>

#include "format/scenario_reader.h"
#include "tests/agreement/recording.h"
#include "tests/agreement/values.h"
#include "tests/agreement/wide_program.h"

namespace ioracle {
namespace {

struct Counts {
  std::uint64_t accepted = 0;
  std::uint64_t rejected = 0;
  std::uint64_t inconclusive = 0;
  std::uint64_t wrongly_accepted = 0;
  std::uint64_t wrongly_rejected = 0;

  Counts& operator+=(const Counts& other) {
    accepted += other.accepted;
    rejected += other.rejected;
    inconclusive += other.inconclusive;
    wrongly_accepted += other.wrongly_accepted;
    wrongly_rejected += other.wrongly_rejected;
    return *this;
  }
};

std::string title(std::uint64_t seed, Difference kind, const Event& event) {
  return "program " + std::to_string(seed) + ", event " + std::to_string(event.seq) +
         (kind == Difference::wrongly_accepted ? ": wrongly accepted" : ": wrongly rejected");
}

// One program: its trace, cut behind each event, with every value there.
class Sweep {
 public:
  Sweep(std::uint64_t seed, Recording& run, std::uint32_t setup_calls)
      : seed_(seed), run_(run), setup_calls_(setup_calls) {}

  Counts perform() {
    reference::Checker checker(one_profile, run_.names, states_limit);
    std::vector<Event> prefix;
    std::uint32_t calls = 0;
    for (const Event& event : run_.events) {
      if (event.kind == EventKind::call) {
        vocabulary_.learn(event);
        ++calls;
      }
      if (calls > setup_calls_) try_values(event, prefix, checker);
      prefix.push_back(event);
      if (checker.take(event) != reference::Verdict::accepted) break;
    }
    return counts_;
  }

 private:
  void try_values(const Event& event, std::vector<Event>& prefix, reference::Checker& checker) {
    const auto call = std::ranges::find_if(prefix, [&](const Event& earlier) {
      return earlier.kind == EventKind::call && earlier.id == event.id;
    });
    const bool returns = event.kind == EventKind::returned && call != prefix.end();
    const Event* entered = returns ? &*call : nullptr;
    for (const Event& changed : every_value(event, entered, vocabulary_)) {
      prefix.push_back(changed);
      try_one(changed, prefix, checker);
      prefix.pop_back();
    }
  }

  void try_one(const Event& changed, const std::vector<Event>& prefix,
               reference::Checker& checker) {
    const reference::Verdict right = checker.would_take(changed);
    const Verdict verdict = judge(prefix, run_.names, one_profile);
    const bool decided =
        verdict.kind == VerdictKind::accepted || verdict.kind == VerdictKind::rejected;
    if (!decided || right == reference::Verdict::inconclusive) {
      ++counts_.inconclusive;
      return;
    }
    const bool good = right == reference::Verdict::accepted;
    ++(good ? counts_.accepted : counts_.rejected);
    if (good == (verdict.kind == VerdictKind::accepted)) return;
    const Difference kind = good ? Difference::wrongly_rejected : Difference::wrongly_accepted;
    ++(good ? counts_.wrongly_rejected : counts_.wrongly_accepted);
    if (kind == told_) return;  // one of a kind and program is enough to read
    told_ = kind;
    tell(kind, changed, prefix, verdict);
  }

  void tell(Difference kind, const Event& changed, const std::vector<Event>& prefix,
            const Verdict& verdict) {
    const std::string head = title(seed_, kind, changed);
    std::printf("%s: %s; %s\n", head.c_str(), verdict.observed.c_str(), verdict.reason.c_str());
    write_difference(head, prefix, run_.names, one_profile);
  }

  std::uint64_t seed_;
  Recording& run_;
  std::uint32_t setup_calls_;
  Vocabulary vocabulary_;
  Counts counts_;
  Difference told_ = Difference::none;
};

// IORACLE_PROGRAMS: how many programs; IORACLE_FIRST: the first seed; IORACLE_DIFFERENCES: a file
// that takes the smallest trace of each difference.
TEST(Agreement, EveryValueGetsTheSameVerdict) {
  const std::uint64_t first = wanted("IORACLE_FIRST", 1);
  const std::uint64_t count = wanted("IORACLE_PROGRAMS", 300);
  Counts all;
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    const RandomProgram random = wide_program(seed, short_program);
    FormatError error;
    const auto program = read_scenario(random.scenario, "random", error);
    ASSERT_TRUE(program) << error.message() << "\n" << random.scenario;
    Recording run = simulate(*program, one_profile, seed);
    const Counts counts = Sweep(seed, run, random.setup_calls).perform();
    all += counts;
    EXPECT_EQ(counts.wrongly_accepted + counts.wrongly_rejected, 0U) << "program " << seed;
  }
  EXPECT_GT(all.accepted, 0U);
  EXPECT_GT(all.rejected, 0U);
  const std::uint64_t values = all.accepted + all.rejected + all.inconclusive;
  const auto part = [](const char* name, std::uint64_t number) {
    std::printf("%s %llu", name, static_cast<unsigned long long>(number));
  };
  part("programs", count);
  part(", values", values);
  part(", accepted", all.accepted);
  part(", rejected", all.rejected);
  part(", inconclusive", all.inconclusive);
  part(", wrongly-accepted", all.wrongly_accepted);
  part(", wrongly-rejected", all.wrongly_rejected);
  std::printf("\n");
}

}  // namespace
}  // namespace ioracle
