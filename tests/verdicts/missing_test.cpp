// Completions that come twice, or bring the wrong bytes and words.

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/verdicts/changes.h"

namespace ioracle::verdicts {
namespace {

TEST(DoubledPackets, AreRejected) {
  for (const std::string_view scenario :
       {"port/pending_receive_queues_one_packet", "port/immediate_receive_queues_a_packet_too",
        "close/close_aborts_a_pending_receive_on_a_port"}) {
    std::optional<Recording> recording = simulate(scenario, 1);
    ASSERT_TRUE(recording);
    const std::size_t index = find_return(*recording, Function::GetQueuedCompletionStatus);
    ASSERT_NE(index, nowhere);
    repeat_call(*recording, index);
    const Verdict verdict = judge(*recording);
    EXPECT_EQ(name_of(verdict.kind), "rejected") << text_of(*recording);
    EXPECT_EQ(verdict.event_seq, recording->events[index + 2].seq) << text_of(verdict);
    EXPECT_TRUE(cites(verdict, "IOCP.queue.fifo") || cites(verdict, "GQCS.no-packet"))
        << text_of(verdict);
  }
}

TEST(DoubledPackets, PostedOnceIsDequeuedOnce) {
  std::optional<Recording> recording = simulate("port/posted_packets_come_out_in_order", 1);
  ASSERT_TRUE(recording);
  const std::size_t index = find_return(*recording, Function::GetQueuedCompletionStatus);
  repeat_call(*recording, index);
  const Verdict verdict = judge(*recording);
  EXPECT_EQ(name_of(verdict.kind), "rejected") << text_of(*recording);
  EXPECT_TRUE(cites(verdict, "IOCP.queue.fifo")) << text_of(verdict);
}

TEST(SwappedBuffers, OfTwoReceives) {
  std::optional<Recording> recording =
      simulate("receive/pending_receives_are_filled_first_in_first_out", 1);
  ASSERT_TRUE(recording);
  const std::size_t first = find_observe(*recording, "b1");
  const std::size_t second = find_observe(*recording, "b2");
  ASSERT_NE(first, nowhere);
  ASSERT_NE(second, nowhere);
  std::swap(recording->events[first].runs, recording->events[second].runs);
  const Verdict verdict = judge(*recording);
  EXPECT_EQ(name_of(verdict.kind), "rejected") << text_of(*recording);
  EXPECT_TRUE(cites(verdict, "WSARecv.buf.fill-order-guarantee")) << text_of(verdict);
}

TEST(SwappedBuffers, OfAScatteredReceive) {
  std::optional<Recording> recording =
      simulate("receive/scattered_receive_packs_buffers_in_order", 1);
  ASSERT_TRUE(recording);
  Event& received = recording->events[find_return(*recording, Function::WSARecv)];
  ASSERT_EQ(received.buffers.size(), 2U) << text_of(*recording);
  std::swap(received.buffers[0].first_run, received.buffers[1].first_run);
  std::swap(received.buffers[0].run_count, received.buffers[1].run_count);
  const Verdict verdict = judge(*recording);
  EXPECT_EQ(name_of(verdict.kind), "rejected") << text_of(*recording);
  EXPECT_TRUE(cites(verdict, "WSARecv.buf.order")) << text_of(verdict);
}

TEST(PayloadBytes, AnotherByteIsRejected) {
  std::optional<Recording> recording = simulate("port/pending_receive_queues_one_packet", 1);
  ASSERT_TRUE(recording);
  Event& observed = recording->events[find_observe(*recording, "b1")];
  ASSERT_FALSE(observed.runs.empty());
  observed.runs.front().offset += 1;
  const Verdict verdict = judge(*recording);
  EXPECT_EQ(name_of(verdict.kind), "rejected") << text_of(*recording);
  EXPECT_EQ(verdict.event_seq, observed.seq);
  EXPECT_TRUE(cites(verdict, "WSARecv.stream.partial-fill")) << text_of(verdict);
}

struct Word {
  std::string_view scenario;
  std::string_view clause;
  std::optional<std::uint64_t> internal;
  std::optional<std::uint64_t> internal_high;
};

TEST(Words, OtherWordsAreRejected) {
  constexpr std::string_view success = "port/pending_receive_queues_one_packet";
  constexpr std::string_view aborted = "close/close_aborts_a_pending_receive_on_a_port";
  const Word words[] = {
      {success, "OVL.internalhigh", {}, 11},
      {success, "OVL.internal.pending", 0x103, {}},
      {success, "OVL.internal.pending", 0xC0000120, {}},
      {aborted, "OVL.internalhigh", {}, 9},
      {aborted, "OVL.internal.pending", 0, {}},
  };
  for (const Word& word : words) {
    std::optional<Recording> recording = simulate(word.scenario, 1);
    ASSERT_TRUE(recording);
    const std::size_t index = find_observe(*recording, "ov1");
    ASSERT_NE(index, nowhere);
    Event& observed = recording->events[index];
    if (word.internal) observed.words.internal = word.internal;
    if (word.internal_high) observed.words.internal_high = word.internal_high;
    const Verdict verdict = judge(*recording);
    EXPECT_EQ(name_of(verdict.kind), "rejected") << text_of(*recording);
    EXPECT_EQ(verdict.event_seq, observed.seq) << text_of(verdict);
    EXPECT_TRUE(cites(verdict, word.clause)) << word.clause << "\n" << text_of(verdict);
  }
}

}  // namespace
}  // namespace ioracle::verdicts
