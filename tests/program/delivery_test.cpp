// Which calls tell that a receive is done, and so owe an observation of its buffers.

#include <gtest/gtest.h>

#include <string>

#include "format/scenario_reader.h"
#include "program/interpreter.h"

namespace ioracle {
namespace {

Event returned(std::int64_t value, std::uint32_t last_error) {
  Event event;
  event.kind = EventKind::returned;
  event.result = Value::integer(value);
  event.last_error = last_error;
  return event;
}

// What comes after: a receive pends on ov1, `between` is called, a query tells 9 bytes.
Action::Kind after_query(const std::string& between) {
  FormatError error;
  const auto program = read_scenario(R"({"name": "n", "about": "a", "clauses": [], "steps": [
    {"call": "WSARecv", "as": "r1", "with": {"s": {"raw": 1}, "lpOverlapped": "ov1",
     "lpBuffers": [{"buf": "b1", "len": 9}]}},)" +
                                         between + R"(
    {"call": "WSAGetOverlappedResult", "as": "q1", "with": {"s": {"raw": 1}, "lpOverlapped": "ov1",
     "lpcbTransfer": "n1", "lpdwFlags": "f1"}}]})",
                                     "<text>", error);
  EXPECT_TRUE(program) << error.message();
  if (!program) return Action::Kind::idle;
  Names names = program->names;
  Interpreter interpreter(*program, names);
  const Name thread = interpreter.threads_of(0)[0];
  for (std::size_t unit = 0; unit < interpreter.unit_count(); ++unit) {
    interpreter.release(unit);
    const Function function = interpreter.next(thread).event.function;
    Event event =
        returned(function == Function::WSARecv ? -1 : 1, function == Function::WSARecv ? 997 : 0);
    if (function == Function::WSAGetOverlappedResult) {
      Argument count;
      count.parameter = Parameter::lpcbTransfer;
      count.value = Value::integer(9);
      event.arguments.push_back(count);
    }
    interpreter.finished(thread, event);
  }
  const Action& action = interpreter.next(thread);
  if (action.kind == Action::Kind::observe) {
    EXPECT_EQ(names.text(action.event.object), "b1");
    EXPECT_EQ(action.placed, 9U);
  }
  return action.kind;
}

TEST(Delivery, a_query_that_succeeds_owes_an_observation) {
  EXPECT_EQ(after_query(""), Action::Kind::observe);
}

TEST(Delivery, calls_that_only_speak_of_the_operation_do_not_end_it) {
  EXPECT_EQ(after_query(R"({"call": "CancelIoEx", "with": {"hFile": {"raw": 1},
                            "lpOverlapped": "ov1"}},)"),
            Action::Kind::observe);
  EXPECT_EQ(after_query(R"({"call": "PostQueuedCompletionStatus",
                            "with": {"CompletionPort": {"raw": 1}, "lpOverlapped": "ov1"}},)"),
            Action::Kind::observe);
}

}  // namespace
}  // namespace ioracle
