// A receive pending on a port when its socket is closed: what the documents say and what Windows
// does.

#include <gtest/gtest.h>

#include "tests/verdicts/changes.h"

namespace ioracle::verdicts {
namespace {

constexpr std::string_view scenario = "close/close_aborts_a_pending_receive_on_a_port";

struct Ending {
  Profile profile;
  std::uint32_t error;
  std::uint64_t status;
};

constexpr Ending endings[] = {
    {Profile::documented, 995, 0xC0000120},  {Profile::windows_xp, 64, 0xC000013B},
    {Profile::windows_7, 1236, 0xC0000241},  {Profile::windows_8_1, 1236, 0xC0000241},
    {Profile::windows_10, 1236, 0xC0000241}, {Profile::windows_11, 1236, 0xC0000241},
};

std::optional<Recording> close_with(const Ending& ending) {
  std::optional<Recording> recording = simulate(scenario, 1);
  if (!recording) return recording;
  const std::size_t index = find_return(*recording, Function::GetQueuedCompletionStatus);
  set_error(recording->events[index], 0, ending.error);
  recording->events[find_observe(*recording, "ov1")].words.internal = ending.status;
  return recording;
}

TEST(Profiles, EachAcceptsItsOwnEndingOfAClosedReceive) {
  for (const Ending& shown : endings) {
    std::optional<Recording> recording = close_with(shown);
    ASSERT_TRUE(recording);
    for (const Ending& asked : endings) {
      const Verdict verdict = judge(*recording, asked.profile);
      const bool same = asked.error == shown.error;
      EXPECT_EQ(name_of(verdict.kind), same ? "accepted" : "rejected")
          << shown.error << " by " << name_of(asked.profile) << ": " << text_of(verdict);
    }
  }
}

TEST(Profiles, EachSimulatesItsOwnEndingOfAClosedReceive) {
  for (const Ending& ending : endings) {
    std::optional<Recording> recording = simulate(scenario, 1, ending.profile);
    ASSERT_TRUE(recording);
    const std::size_t index = find_return(*recording, Function::GetQueuedCompletionStatus);
    ASSERT_NE(index, nowhere);
    EXPECT_EQ(recording->events[index].last_error, ending.error) << name_of(ending.profile);
    EXPECT_EQ(name_of(judge(*recording, ending.profile).kind), "accepted");
  }
}

TEST(Profiles, NoneAcceptsWhatWineShows) {
  std::optional<Recording> recording =
      read_trace(std::filesystem::path(IORACLE_SOURCE_FOLDER) / "traces" / "wine-8.0" /
                 "close_aborts_a_pending_receive_on_a_port.jsonl");
  ASSERT_TRUE(recording);
  const std::size_t index = find_return(*recording, Function::GetQueuedCompletionStatus);
  ASSERT_NE(index, nowhere);
  for (const Ending& ending : endings) {
    const Verdict verdict = judge(*recording, ending.profile);
    EXPECT_EQ(name_of(verdict.kind), "rejected") << name_of(ending.profile);
    EXPECT_EQ(verdict.event_seq, recording->events[index].seq) << text_of(verdict);
    const bool documented = ending.profile == Profile::documented;
    EXPECT_TRUE(cites(verdict, documented ? "closesocket.cancel.status" : "sock-078"))
        << name_of(ending.profile) << "\n"
        << text_of(verdict);
  }
}

}  // namespace
}  // namespace ioracle::verdicts
