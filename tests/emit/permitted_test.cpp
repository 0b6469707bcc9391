// What the model allows a program to see, place by place, and the C programs that look.

#include <gtest/gtest.h>

#include <algorithm>

#include "emit/c_program.h"
#include "format/scenario_reader.h"

namespace ioracle::emit {
namespace {

Program read(const std::string& steps, const std::string& rest = "") {
  FormatError error;
  const std::string text =
      R"({"name": "one", "about": "", "clauses": [], "steps": [)" + steps + "]" + rest + "}";
  auto program = read_scenario(text, "test", error);
  EXPECT_TRUE(program) << error.message();
  return program ? std::move(*program) : Program{};
}

std::vector<std::string> texts(const Permitted& permitted, const std::string& key) {
  std::vector<std::string> found;
  for (const Permitted::Row& row : permitted.rows) {
    if (row.key == key) found.push_back(row.text);
  }
  return found;
}

const std::string event =
    R"({"call": "CreateEventW", "as": "e", "with": {"bManualReset": 0, "bInitialState": 1}},)";
const std::string two_waiters = event + R"(
  {"race": [
   [{"call": "WaitForSingleObject", "thread": "t1", "as": "w1",
     "with": {"hHandle": "e", "dwMilliseconds": 10}}],
   [{"call": "WaitForSingleObject", "thread": "t2", "as": "w2",
     "with": {"hHandle": "e", "dwMilliseconds": 10}}]]})";

TEST(PermittedTest, OneRunLeavesOneTextAPlace) {
  const Permitted permitted = find_permitted(
      read(event +
           R"({"call": "WaitForSingleObject", "with": {"hHandle": "e"}}, {"observe": "e"})"),
      {});
  EXPECT_TRUE(permitted.complete);
  EXPECT_EQ(texts(permitted, "main 1 CreateEventW"), (std::vector<std::string>{"a handle"}));
  EXPECT_EQ(texts(permitted, "main 2 WaitForSingleObject"), (std::vector<std::string>{"0"}));
  EXPECT_EQ(texts(permitted, "main observation 1 e"), (std::vector<std::string>{"nonsignaled"}));
}

TEST(PermittedTest, EitherOutcomeOfARaceIsAllowed) {
  const Permitted permitted = find_permitted(read(two_waiters), {});
  EXPECT_TRUE(permitted.complete);
  for (const std::string key : {"t1 1 WaitForSingleObject", "t2 1 WaitForSingleObject"}) {
    EXPECT_EQ(texts(permitted, key), (std::vector<std::string>{"0", "258"}));
  }
}

TEST(PermittedTest, WhatSomeRunsLackMayBeAbsent) {
  const Permitted permitted =
      find_permitted(read(two_waiters + R"(, {"if": "w1.value == 0", "thread": "t1",
                              "then": [{"call": "SetEvent", "with": {"hEvent": "e"}}]})"),
                     {});
  EXPECT_EQ(texts(permitted, "t1 2 SetEvent"),
            (std::vector<std::string>{"TRUE", "does not happen"}));
}

TEST(PermittedTest, ACallThatWaitsForEverDoesNotReturn) {
  const Permitted permitted =
      find_permitted(read(event + R"({"call": "ResetEvent", "with": {"hEvent": "e"}},
        {"call": "WaitForSingleObject", "thread": "t", "with": {"hHandle": "e",
         "dwMilliseconds": "INFINITE"}})"),
                     {});
  EXPECT_EQ(texts(permitted, "t 1 WaitForSingleObject"),
            (std::vector<std::string>{"does not return"}));
}

TEST(PermittedTest, OutputsStandBesideTheResult) {
  const Permitted permitted = find_permitted(read(R"({"call": "CreateIoCompletionPort", "as": "p",
               "with": {"FileHandle": "INVALID_HANDLE_VALUE"}},
        {"call": "PostQueuedCompletionStatus", "with": {"CompletionPort": "p",
         "dwNumberOfBytesTransferred": 5, "dwCompletionKey": 7, "lpOverlapped": null}},
        {"call": "GetQueuedCompletionStatus", "with": {"CompletionPort": "p",
         "lpNumberOfBytesTransferred": "n", "lpCompletionKey": "k", "lpOverlapped": "o"}})"),
                                             {});
  EXPECT_EQ(texts(permitted, "main 3 GetQueuedCompletionStatus"),
            (std::vector<std::string>{"TRUE; lpNumberOfBytesTransferred = 5; lpCompletionKey = 7; "
                                      "lpOverlapped = NULL"}));
}

TEST(PermittedTest, AFailedAcceptIsNoSocket) {
  const Permitted permitted =
      find_permitted(read(R"({"call": "WSAStartup"}, {"call": "accept", "as": "a",
               "with": {"s": {"raw": 3735928559}}})"),
                     {});
  EXPECT_EQ(texts(permitted, "main 2 accept"),
            (std::vector<std::string>{"INVALID_SOCKET, error 10038"}));
}

TEST(CProgramTest, TellsCallsAndExpectations) {
  const Program program =
      read(event + R"({"call": "WaitForSingleObject", "as": "w", "with": {"hHandle": "e"}})",
           R"(, "expect": [{"always": "w.value == WAIT_OBJECT_0"},
                           {"never": "w.value == 258", "profiles": ["windows-xp"]}])");
  ASSERT_EQ(refusal(program), "");
  const std::string text = c_program(program, find_permitted(program, {}), Profile::windows_10);
  EXPECT_NE(text.find("CreateEventW(NULL, 0, 1, NULL)"), std::string::npos);
  EXPECT_NE(text.find("WaitForSingleObject(object_e, 0)"), std::string::npos);
  EXPECT_NE(text.find("(result_w.value == 0)"), std::string::npos);
  EXPECT_EQ(text.find("\"never\", \"w.value"), std::string::npos) << "it is of another profile";
  EXPECT_EQ(text.find("winsock2.h"), std::string::npos) << "it needs no sockets";
}

TEST(CProgramTest, RefusesWhatNoProgramCanDo) {
  EXPECT_EQ(refusal(read(R"({"environment": "network_down", "object": "s"})", "")).substr(0, 7),
            "it acts");
  EXPECT_EQ(refusal(read(R"({"call": "WSPSend", "with": {"s": {"raw": 1}}})")), "it calls WSPSend");
}

}  // namespace
}  // namespace ioracle::emit
