// Events in words.

#include "oracle/describe.h"

#include <gtest/gtest.h>

#include "oracle/explain.h"

namespace ioracle {
namespace {

class DescribeTest : public testing::Test {
 protected:
  Value name(std::string_view text) { return Value::of(names_.intern(text)); }
  Event returned(Function function, const Value& result, std::uint32_t last_error) {
    Event event;
    event.kind = EventKind::returned;
    event.function = function;
    event.result = result;
    event.last_error = last_error;
    return event;
  }
  Names names_;
};

TEST_F(DescribeTest, ACallNamesItsParameters) {
  Event call;
  call.kind = EventKind::call;
  call.function = Function::WSARecv;
  call.arguments.push_back({Parameter::s, name("c"), {}, 0, 0});
  call.arguments.push_back({Parameter::lpBuffers, {}, {}, 0, 1});
  call.arguments.push_back({Parameter::lpFlags, name("f"), Value::integer(0), 0, 0});
  call.arguments.push_back({Parameter::lpOverlapped, name("ov1"), {}, 0, 0});
  call.words.event = name("e1");
  BufferValue& buffer = call.buffers.emplace_back();
  buffer.memory = names_.intern("b1");
  buffer.length = 9;
  EXPECT_EQ(describe(call, names_),
            "calls WSARecv(s = c, lpBuffers = [9 bytes at b1], lpFlags = f holding 0, "
            "lpOverlapped = ov1 with hEvent = e1)");
}

TEST_F(DescribeTest, ResultsAndErrorsHaveTheNamesOfTheirDocumentation) {
  EXPECT_EQ(describe(returned(Function::WSARecv, Value::integer(-1), 997), names_),
            "WSARecv returns SOCKET_ERROR (-1), last error WSA_IO_PENDING (997)");
  EXPECT_EQ(describe(returned(Function::GetQueuedCompletionStatus, Value::integer(0), 64), names_),
            "GetQueuedCompletionStatus returns FALSE, last error ERROR_NETNAME_DELETED (64)");
  EXPECT_EQ(describe(returned(Function::WSAWaitForMultipleEvents, Value::integer(2), 0), names_),
            "WSAWaitForMultipleEvents returns WSA_WAIT_EVENT_0 + 2, last error 0");
  EXPECT_EQ(describe(returned(Function::accept, Value::raw(-1), 10022), names_),
            "accept returns INVALID_SOCKET, last error WSAEINVAL (10022)");
}

TEST_F(DescribeTest, OutputsTellWhatWasLeftUntouched) {
  Event event = returned(Function::WSARecv, Value::integer(0), 0);
  event.arguments.push_back({Parameter::lpFlags, Value::untouched(), {}, 0, 0});
  event.arguments.push_back({Parameter::lpBuffers, {}, {}, 0, 1});
  event.runs.push_back({names_.intern("A"), 0, 5});
  event.runs.push_back({{}, 0, 2});
  event.literals = "hi";
  BufferValue& placed = event.buffers.emplace_back();
  placed.run_count = 2;
  EXPECT_EQ(describe(event, names_),
            "WSARecv returns 0, last error 0; lpBuffers = [bytes 0 to 4 of A, then 68 69]; "
            "lpFlags is left untouched");
}

TEST_F(DescribeTest, WordsOfAnOverlappedAreStatuses) {
  Event event;
  event.kind = EventKind::observe;
  event.action = "overlapped";
  event.object = names_.intern("ov1");
  event.words.internal = 0x103;
  event.words.internal_high = 0;
  EXPECT_EQ(describe(event, names_),
            "the OVERLAPPED ov1 reads Internal = STATUS_PENDING (0x00000103), InternalHigh = 0");
  EXPECT_EQ(describe_status(0xFFFFFFFFC0000120U), "STATUS_CANCELLED (0xC0000120)");
  EXPECT_EQ(describe_status(0x1234'5678'9ABC'DEF0U), "0x123456789ABCDEF0");
}

TEST_F(DescribeTest, EveryKindOfEventHasWords) {
  for (int kind = 0; kind <= static_cast<int>(EventKind::end); ++kind) {
    Event event;
    event.kind = static_cast<EventKind>(kind);
    EXPECT_NE(describe(event, names_), "") << kind;
  }
}

TEST(Explain, SentencesAndClausesComeOnce) {
  Names names;
  Event event;
  event.kind = EventKind::thread_exit;
  const Event candidates[] = {event, event};
  EXPECT_EQ(allowed_sentences(candidates, names), std::vector<std::string>{"the thread exits"});
  const AlternativeInfo pends("pends", Fairness::owed,
                              {clause("WSARecv.ov.pending"), clause("sock-012"),
                               clause("WSARecv.ret.pending"), clause("WSARecv.ret.pending")});
  const AlternativeInfo* const twice[] = {&pends, nullptr, &pends};
  EXPECT_EQ(cited_clauses(twice),
            (std::vector<ClauseId>{clause("WSARecv.ov.pending"), clause("WSARecv.ret.pending"),
                                   clause("sock-012")}));
  EXPECT_TRUE(cite(clause("WSARecv.ret.pending")).starts_with("WSARecv.ret.pending [must, "));
}

}  // namespace
}  // namespace ioracle
