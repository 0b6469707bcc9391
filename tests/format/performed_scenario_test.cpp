// Scenarios as the Interpreter performs them, against a system that answers as the test says.

#include <gtest/gtest.h>

#include "format/scenario_reader.h"
#include "format/trace_writer.h"
#include "program/interpreter.h"

namespace ioracle {
namespace {

struct Performed {
  Program program;
  Names names;
  std::optional<Interpreter> interpreter;

  explicit Performed(const std::string& text) {
    FormatError error;
    auto read = read_scenario(text, "t", error);
    EXPECT_TRUE(read) << error.message();
    if (read) program = std::move(*read);
    names = program.names;
    interpreter.emplace(program, names);
  }
  Name name(std::string_view text) { return names.intern(text); }
  const Action& next(std::string_view thread = "main") { return interpreter->next(name(thread)); }
  std::string_view text(Name of) const { return names.text(of); }
  Function call(std::string_view thread = "main") {
    const Action& action = next(thread);
    EXPECT_EQ(action.kind, Action::Kind::call);
    return action.event.function;
  }
  // Answers the call that is under way.
  void returns(Value result, std::uint32_t last_error = 0, std::vector<Argument> outputs = {},
               std::string_view thread = "main") {
    Event event;
    event.kind = EventKind::returned;
    event.result = result;
    event.last_error = last_error;
    event.arguments = std::move(outputs);
    interpreter->finished(name(thread), event);
  }
  void makes_handle() { returns(Value::of(next().handle)); }
  Argument output(Parameter parameter, Value value) {
    Argument argument;
    argument.parameter = parameter;
    argument.value = value;
    return argument;
  }
};

TEST(PerformedScenario, LoopsUntilTheConditionAndNamesHandlesAnew) {
  Performed run(R"({"name": "t", "steps": [
    {"repeat": [{"call": "WSACreateEvent", "as": "e"},
                {"call": "WSASetEvent", "as": "r", "with": {"hEvent": "e"}}],
     "until": "r failed", "max": 3},
    {"if": "r.error == WSA_INVALID_HANDLE", "then": [{"call": "WSACleanup"}]}]})");
  ASSERT_EQ(run.interpreter->unit_count(), 2U);
  run.interpreter->release(0);
  EXPECT_EQ(run.text(run.next().handle), "e");
  run.makes_handle();
  EXPECT_EQ(run.next().event.find(Parameter::hEvent)->value, Value::of(run.name("e")));
  run.returns(Value::integer(1));
  EXPECT_EQ(run.text(run.next().handle), "e#2");
  run.makes_handle();
  EXPECT_EQ(run.next().event.find(Parameter::hEvent)->value, Value::of(run.name("e#2")));
  EXPECT_EQ(run.call(), Function::WSASetEvent) << "the same answer again";
  run.returns(Value::integer(0), 6);
  EXPECT_EQ(run.next().kind, Action::Kind::idle);
  run.interpreter->release(1);
  EXPECT_EQ(run.call(), Function::WSACleanup);
}

TEST(PerformedScenario, LoopsAtMostSoOften) {
  Performed run(R"({"name": "t", "steps": [{"repeat": [{"call": "WSACleanup", "as": "r"}],
                    "until": "r failed", "max": 3}]})");
  run.interpreter->release(0);
  for (int pass = 0; pass < 3; ++pass) {
    EXPECT_EQ(run.call(), Function::WSACleanup);
    run.returns(Value::integer(0));
  }
  EXPECT_EQ(run.next().kind, Action::Kind::idle);
}

TEST(PerformedScenario, AHandleThatWasNeverMadeIsRaw) {
  Performed run(R"({"name": "t", "steps": [
    {"call": "WSASetEvent", "with": {"hEvent": "e"}}, {"call": "WSACreateEvent", "as": "e"}]})");
  run.interpreter->release(0);
  EXPECT_EQ(run.next().event.find(Parameter::hEvent)->value, Value::raw(-1));
}

TEST(PerformedScenario, OutputsBindVariables) {
  Performed run(R"({"name": "t", "steps": [
    {"call": "CreateIoCompletionPort", "as": "p", "with": {"FileHandle": "INVALID_HANDLE_VALUE"}},
    {"call": "GetQueuedCompletionStatus", "as": "q", "with": {"CompletionPort": "p",
     "lpNumberOfBytesTransferred": "n", "lpCompletionKey": "k", "lpOverlapped": "o"}},
    {"call": "WSAGetOverlappedResult", "with": {"lpOverlapped": "o", "fWait": "n"}},
    {"call": "SleepEx", "with": {"dwMilliseconds": "k"}}]})");
  for (std::size_t unit = 0; unit < 4; ++unit) run.interpreter->release(unit);
  EXPECT_EQ(run.next().event.find(Parameter::FileHandle)->value, Value::raw(-1));
  run.makes_handle();
  run.call();
  run.returns(Value::integer(1), 0,
              {run.output(Parameter::lpNumberOfBytesTransferred, Value::integer(9)),
               run.output(Parameter::lpCompletionKey, Value::integer(7)),
               run.output(Parameter::lpOverlapped, Value::of(run.name("ov1")))});
  EXPECT_EQ(run.next().event.find(Parameter::lpOverlapped)->value, Value::of(run.name("ov1")));
  EXPECT_EQ(run.next().event.find(Parameter::fWait)->value, Value::integer(9));
  run.returns(Value::integer(1));
  EXPECT_EQ(run.next().event.find(Parameter::dwMilliseconds)->value, Value::integer(7));
}

TEST(PerformedScenario, ARaceIsOneUnitOfSeveralThreads) {
  Performed run(R"({"name": "t", "steps": [{"race": [
    [{"thread": "a", "barrier": "x"}, {"call": "WSACleanup"}],
    [{"thread": "b", "barrier": "x"}, {"exit_thread": true}, {"call": "WSACleanup"}]]}]})");
  ASSERT_EQ(run.interpreter->unit_count(), 1U);
  EXPECT_EQ(run.interpreter->threads_of(0).size(), 2U);
  run.interpreter->release(0);
  EXPECT_EQ(run.next("a").kind, Action::Kind::barrier);
  EXPECT_EQ(run.next("a").barrier_size, 2U);
  run.interpreter->finished(run.name("a"));
  EXPECT_EQ(run.call("a"), Function::WSACleanup);
  run.interpreter->finished((run.next("b"), run.name("b")));
  EXPECT_EQ(run.next("b").kind, Action::Kind::exit_thread);
  run.interpreter->finished(run.name("b"));
  EXPECT_EQ(run.next("b").kind, Action::Kind::idle);
  EXPECT_TRUE(run.interpreter->has_exited(run.name("b")));
}

const char* const routine_scenario = R"({"name": "t",
  "given": [{"tcp_pair": {"client": "c", "server": "s"}}],
  "routines": {"done": [{"if": "dwError == 0 and cbTransferred > 0", "then": [
     {"call": "WSARecv", "as": "again", "with": {"s": "c", "lpBuffers": [{"buf": "b", "len": 4}],
      "lpOverlapped": "lpOverlapped", "lpCompletionRoutine": "done"}}]}]},
  "steps": [{"call": "SleepEx", "as": "w", "with": {"bAlertable": true}}]})";

TEST(PerformedScenario, ARoutineInterruptsACall) {
  Performed run(routine_scenario);
  for (std::size_t unit = 0; unit + 1 < run.interpreter->unit_count(); ++unit) {
    run.interpreter->release(unit);
    if (run.next().handle) {
      run.makes_handle();
    } else {
      run.returns(Value::integer(0));
    }
  }
  run.interpreter->release(run.interpreter->unit_count() - 1);
  EXPECT_EQ(run.call(), Function::SleepEx);
  Event enter;
  enter.kind = EventKind::enter;
  enter.routine = run.name("done");
  enter.arguments = {run.output(Parameter::dwError, Value::integer(0)),
                     run.output(Parameter::cbTransferred, Value::integer(3)),
                     run.output(Parameter::lpOverlapped, Value::of(run.name("ov1")))};
  run.interpreter->enter_routine(run.name("main"), enter);
  EXPECT_EQ(run.call(), Function::WSARecv);
  EXPECT_EQ(run.next().event.find(Parameter::lpOverlapped)->value, Value::of(run.name("ov1")));
  run.returns(Value::integer(-1), 997);
  EXPECT_EQ(run.next().kind, Action::Kind::routine_end);
  EXPECT_EQ(run.call(), Function::SleepEx) << "the interrupted call is outstanding again";
  // The receive that the routine posted: its data are observed when the next routine begins.
  run.interpreter->enter_routine(run.name("main"), enter);
  const Action& observe = run.next();
  ASSERT_EQ(observe.kind, Action::Kind::observe);
  EXPECT_EQ(observe.event.object, run.name("b"));
  EXPECT_EQ(observe.placed, 3U);
  EXPECT_EQ(observe.event.buffers[0].length, 4U);
  run.interpreter->finished(run.name("main"));
  EXPECT_EQ(run.call(), Function::WSARecv);
  run.returns(Value::integer(-1), 10054);
  EXPECT_EQ(run.next().kind, Action::Kind::routine_end);
  run.returns(Value::integer(192));
  EXPECT_EQ(run.next().kind, Action::Kind::idle);
}

TEST(PerformedScenario, TheKeyTellsStatesApart) {
  Performed run(R"({"name": "t", "steps": [{"call": "WSACleanup", "as": "r"}, {"settle": true}]})");
  const auto key = [&] {
    std::string text;
    run.interpreter->append_key(text);
    return text;
  };
  const Interpreter before = *run.interpreter;
  const std::string first = key();
  run.interpreter->release(0);
  const std::string second = key();
  run.call();
  const std::string third = key();
  run.returns(Value::integer(0));
  EXPECT_NE(first, second);
  EXPECT_NE(second, third);
  EXPECT_NE(third, key());
  run.interpreter = before;
  EXPECT_EQ(first, key());
}

}  // namespace
}  // namespace ioracle
