// The memory contract where calls of two threads overlap, and where the model has no rule that
// could simulate the operation.

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "model/contract/contract.h"

namespace ioracle::contract {
namespace {

using Arguments = std::vector<std::pair<Parameter, Value>>;

// A trace that is told event by event.
class Story {
 public:
  Value name(std::string_view text) { return Value::of(names_.intern(text)); }

  void call(std::string_view thread, std::uint64_t id, Function function,
            const Arguments& arguments) {
    Event event = start(EventKind::call, thread);
    event.id = id;
    event.function = function;
    for (const auto& [parameter, value] : arguments) {
      event.arguments.push_back({parameter, value, {}, 0, 0});
      if (parameter == Parameter::lpBuffers) {
        event.arguments.back() = {parameter, {}, {}, 0, 1};
        event.buffers.push_back({.memory = value.name, .raw = {}, .length = 9});
      }
    }
    event.words.event = Value::null();
    contract_.take(event);
  }

  void returned(std::string_view thread, std::uint64_t id, Function function, std::int64_t value,
                std::uint32_t last_error = 0, const Arguments& outputs = {}) {
    Event event = start(EventKind::returned, thread);
    event.id = id;
    event.function = function;
    event.result = Value::integer(value);
    event.last_error = last_error;
    for (const auto& [parameter, output] : outputs) {
      event.arguments.push_back({parameter, output, {}, 0, 0});
    }
    contract_.take(event);
  }

  void gone(std::string_view thread, std::string_view object) {
    Event event = start(EventKind::memory, thread);
    event.action = "free";
    event.object = names_.intern(object);
    contract_.take(event);
  }

  void gap() { contract_.take(start(EventKind::gap, "")); }

  // The receive of `buffer` on the socket c; it pends.
  void receive(std::string_view thread, std::uint64_t id, std::string_view overlapped,
               std::string_view buffer = "b") {
    begin_receive(thread, id, overlapped, buffer);
    returned(thread, id, Function::WSARecv, -1, 997);
  }
  void begin_receive(std::string_view thread, std::uint64_t id, std::string_view overlapped,
                     std::string_view buffer = "b") {
    call(thread, id, Function::WSARecv,
         {{Parameter::s, name("c")},
          {Parameter::lpBuffers, name(buffer)},
          {Parameter::lpOverlapped, name(overlapped)}});
  }

  void begin_dequeue(std::string_view thread, std::uint64_t id) {
    call(thread, id, Function::GetQueuedCompletionStatus, {{Parameter::CompletionPort, name("p")}});
  }
  void end_dequeue(std::string_view thread, std::uint64_t id, std::string_view overlapped) {
    returned(thread, id, Function::GetQueuedCompletionStatus, 1, 0,
             {{Parameter::lpOverlapped, name(overlapped)}});
  }

  void associate() {
    call("main", 1, Function::CreateIoCompletionPort, {{Parameter::FileHandle, name("c")}});
    Event event = start(EventKind::returned, "main");
    event.id = 1;
    event.function = Function::CreateIoCompletionPort;
    event.result = name("p");
    contract_.take(event);
  }

  // Of each mark its duty, and how often it was broken where that is more than once.
  std::string marks() const {
    std::string text;
    for (const Mark& mark : contract_.marks()) {
      if (!text.empty()) text += ' ';
      text += mark.duty->name();
      if (mark.times > 1) text += "*" + std::to_string(mark.times);
    }
    return text;
  }
  std::vector<Mark> list() const { return contract_.marks(); }
  const Names& names() const { return names_; }

 private:
  Event start(EventKind kind, std::string_view thread) {
    Event event;
    event.kind = kind;
    event.seq = ++seq_;
    event.thread = names_.intern(thread);
    return event;
  }

  Names names_;
  Contract contract_;
  std::uint64_t seq_ = 0;
};

TEST(Contract, TakesAnOverlappedBackWhenItsPacketIsDequeued) {
  Story story;
  story.associate();
  story.receive("main", 2, "ov");
  story.begin_dequeue("worker", 3);
  story.end_dequeue("worker", 3, "ov");
  story.receive("main", 4, "ov");
  EXPECT_EQ(story.marks(), "");
}

TEST(Contract, MarksWhatComesBeforeThePacket) {
  Story story;
  story.associate();
  story.receive("main", 2, "ov");
  story.receive("main", 3, "ov");
  story.begin_dequeue("worker", 4);
  story.end_dequeue("worker", 4, "ov");
  EXPECT_EQ(story.marks(), "overlapped.two_in_flight");
  ASSERT_EQ(story.list().size(), 1U);
  EXPECT_EQ(story.list()[0].event_seq, 5U);
  EXPECT_EQ(story.list()[0].operation_id, 2U);
  EXPECT_EQ(sentence(story.list()[0], story.names()),
            "ov is given to WSARecv while WSARecv of event 3, started with it, is pending");
}

TEST(Contract, HoldsBackWhatADequeueUnderWayMayExcuse) {
  Story story;
  story.associate();
  story.receive("main", 2, "ov");
  story.begin_dequeue("worker", 3);
  story.begin_receive("main", 4, "ov");
  EXPECT_EQ(story.marks(), "");
  story.end_dequeue("worker", 3, "ov");
  story.returned("main", 4, Function::WSARecv, -1, 997);
  EXPECT_EQ(story.marks(), "");
}

TEST(Contract, MarksWhatADequeueUnderWayDidNotExcuse) {
  Story story;
  story.associate();
  story.receive("main", 2, "ov");
  story.begin_dequeue("worker", 3);
  story.receive("main", 4, "ov");
  EXPECT_EQ(story.marks(), "");
  story.end_dequeue("worker", 3, "another");
  EXPECT_EQ(story.marks(), "overlapped.two_in_flight");
}

TEST(Contract, LetsAPacketComeBeforeItsCallReturns) {
  Story story;
  story.associate();
  story.begin_dequeue("worker", 2);
  story.begin_receive("main", 3, "ov");
  story.end_dequeue("worker", 2, "ov");
  story.gone("worker", "ov");
  story.returned("main", 3, Function::WSARecv, -1, 997);
  EXPECT_EQ(story.marks(), "");
}

TEST(Contract, JudgesAFreeDuringTheCallByHowTheCallEnds) {
  for (const std::uint32_t error : {997U, 10038U}) {
    Story story;
    story.begin_receive("main", 2, "ov");
    story.gone("other", "b");
    EXPECT_EQ(story.marks(), "");
    story.returned("main", 2, Function::WSARecv, -1, error);
    EXPECT_EQ(story.marks(), error == 997 ? "buffer.gone" : "");
  }
}

TEST(Contract, KeepsOverlappedAndBufferOfASuccessOnAPort) {
  Story story;
  story.associate();
  story.begin_receive("main", 2, "ov");
  story.returned("main", 2, Function::WSARecv, 0);
  story.gone("main", "b");
  EXPECT_EQ(story.marks(), "buffer.used_before_its_notification");
  story.gone("main", "ov");
  EXPECT_EQ(story.marks(), "buffer.used_before_its_notification overlapped.gone");
}

TEST(Contract, CountsWhatIsRepeated) {
  Story story;
  for (std::uint64_t id = 1; id <= 3; ++id) story.receive("main", id, "ov");
  EXPECT_EQ(story.marks(), "overlapped.two_in_flight*2");
}

TEST(Contract, KnowsNothingOfWhatAGapHides) {
  Story story;
  story.receive("main", 1, "ov");
  story.gap();
  story.receive("main", 2, "ov");
  EXPECT_EQ(story.marks(), "");
}

TEST(Contract, KeepsTheAddressOfAReceiveUntilItIsReported) {
  for (const bool reported : {false, true}) {
    Story story;
    story.call("main", 1, Function::WSARecvFrom,
               {{Parameter::s, story.name("u")},
                {Parameter::lpFrom, story.name("from")},
                {Parameter::lpFromlen, story.name("length")},
                {Parameter::lpOverlapped, story.name("ov")}});
    story.returned("main", 1, Function::WSARecvFrom, -1, 997);
    if (reported) {
      story.call("main", 2, Function::WSAGetOverlappedResult,
                 {{Parameter::s, story.name("u")}, {Parameter::lpOverlapped, story.name("ov")}});
      story.returned("main", 2, Function::WSAGetOverlappedResult, 1);
    }
    story.gone("main", "length");
    EXPECT_EQ(story.marks(), reported ? "" : "address.gone");
  }
}

TEST(Contract, KeepsTheMessageOfAReceiveUntilItIsReported) {
  for (const bool reported : {false, true}) {
    Story story;
    story.call("main", 1, Function::WSARecvMsg,
               {{Parameter::s, story.name("u")},
                {Parameter::lpMsg, story.name("message")},
                {Parameter::lpOverlapped, story.name("ov")}});
    story.returned("main", 1, Function::WSARecvMsg, -1, 997);
    if (reported) {
      story.call("main", 2, Function::WSAGetOverlappedResult,
                 {{Parameter::s, story.name("u")}, {Parameter::lpOverlapped, story.name("ov")}});
      story.returned("main", 2, Function::WSAGetOverlappedResult, 1);
    }
    story.gone("main", "message");
    EXPECT_EQ(story.marks(), reported ? "" : "message.gone");
  }
}

// A query that tells of its own fault tells nothing of the operation.
TEST(Contract, TakesNoFaultOfAQueryForAnEnd) {
  for (const std::uint32_t error : {996U, 10038U, 995U}) {
    Story story;
    story.receive("main", 1, "ov");
    story.call("main", 2, Function::WSAGetOverlappedResult,
               {{Parameter::s, story.name("c")}, {Parameter::lpOverlapped, story.name("ov")}});
    story.returned("main", 2, Function::WSAGetOverlappedResult, 0, error);
    story.gone("main", "ov");
    EXPECT_EQ(story.marks(), error == 995 ? "" : "overlapped.gone");
  }
}

TEST(Contract, TellsHowToWriteTheCall) {
  for (const Duty* duty : Duty::all()) {
    EXPECT_FALSE(duty->clauses().empty()) << duty->name();
    EXPECT_FALSE(duty->wrong().ends_with('.')) << duty->name();
    EXPECT_FALSE(duty->advice().ends_with('.')) << duty->name();
    EXPECT_GE(duty->advice().size(), 30U) << duty->name();
  }
}

}  // namespace
}  // namespace ioracle::contract
