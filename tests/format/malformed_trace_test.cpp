// Malformed traces: each an error that names line and place, none a crash.

#include <gtest/gtest.h>

#include "format/trace_reader.h"

namespace ioracle {
namespace {

const std::string header_line = R"({"event":"header","format":1})"
                                "\n";
const std::string receive_line =
    R"({"event":"call","seq":1,"thread":"main","id":1,"function":"WSARecv","arguments":{"s":"c"}})"
    "\n";

// The message of the first error, or "" if there is none.
std::string message_of(const std::string& text) {
  Names names;
  TraceReader reader(names);
  if (!reader.open_text(text, "t")) return reader.error().message();
  Event event;
  for (;;) {
    switch (reader.next(event)) {
      case TraceReader::Result::event:
        break;
      case TraceReader::Result::end:
        return "";
      case TraceReader::Result::error:
        return reader.error().message();
    }
  }
}

std::string message_of_call(const std::string& arguments, const std::string& function = "WSARecv") {
  return message_of(header_line + R"({"event":"call","seq":1,"thread":"main","id":1,"function":")" +
                    function + R"(","arguments":)" + arguments + "}\n");
}

TEST(MalformedTrace, FirstLineIsTheHeader) {
  EXPECT_EQ(message_of(""), "t:1: expected a header, {\"event\": \"header\", ...}, found nothing");
  EXPECT_EQ(message_of(receive_line),
            "t:1: at /event: expected \"header\", the first line of a trace, found \"call\"");
  EXPECT_EQ(message_of(R"({"event":"header","format":2})"),
            "t:1: at /format: expected the format 1, found 2 (the text ends in this line)");
  EXPECT_EQ(message_of(R"({"event":"header","format":1,"profil":"any"})"
                       "\n"),
            "t:1: at /profil: expected a member of a header, found \"profil\" (did you mean "
            "\"profile\"?)");
}

TEST(MalformedTrace, UnknownWords) {
  EXPECT_EQ(message_of(header_line + R"({"event":"cal","seq":1})"
                                     "\n"),
            "t:2: at /event: expected a kind of event, found \"cal\" (did you mean \"call\"?)");
  EXPECT_EQ(message_of_call("{}", "WSARecve"),
            "t:2: at /function: expected a function of the vocabulary, found \"WSARecve\" (did you "
            "mean \"WSARecv\"?)");
  EXPECT_EQ(message_of_call(R"({"lpBufers":[]})"),
            "t:2: at /arguments/lpBufers: expected a parameter of WSARecv, found \"lpBufers\" (did "
            "you mean \"lpBuffers\"?)");
  EXPECT_EQ(message_of(header_line + R"({"event":"end","seq":1,"tread":"a"})"
                                     "\n"),
            "t:2: at /tread: expected a member of an event, found \"tread\" (did you mean "
            "\"thread\"?)");
  EXPECT_EQ(message_of(header_line + R"({"event":"end","seq":1,"routine":"a"})"
                                     "\n"),
            "t:2: at /routine: expected no such member in \"end\", found \"routine\"");
}

// Found by fuzzers/trace_reader.cpp: what begins as null need not be it.
TEST(MalformedTrace, WhatBeginsAsNullIsNoReasonToEnd) {
  EXPECT_NE(message_of_call(R"({"s":nope})"), "");
  EXPECT_NE(message_of_call(R"({"lpBuffers":nul})"), "");
}

TEST(MalformedTrace, WrongTypes) {
  EXPECT_EQ(message_of_call(R"({"s":5})"),
            "t:2: at /arguments/s: expected a name, null or {\"raw\": n}, found 5");
  EXPECT_EQ(message_of_call(R"({"lpBuffers":[{"buf":"b","len":-1}]})"),
            "t:2: at /arguments/lpBuffers/0/len: expected a number from 0 to 4294967295, found -1");
  EXPECT_EQ(
      message_of_call(R"({"lpBuffers":[{"len":1}]})"),
      "t:2: at /arguments/lpBuffers/0: expected a member \"buf\", found an object without it");
  EXPECT_EQ(message_of_call(R"({"lpBuffers":[{"buf":"b","bytes":["0g"]}]})"),
            "t:2: at /arguments/lpBuffers/0/bytes/0: expected pairs of hexadecimal digits, found "
            "\"0g\"");
  EXPECT_EQ(message_of_call(R"({"lpBuffers":[{"buf":"b","bytes":[["A",0]]}]})"),
            "t:2: at /arguments/lpBuffers/0/bytes/0: expected [pattern, offset, length], found an "
            "array");
  EXPECT_EQ(message_of_call(R"({"lpOverlapped":{"hEvent":"e"}})"),
            "t:2: at /arguments/lpOverlapped: expected a member \"at\", found an object");
  EXPECT_EQ(message_of_call(R"({"dwMilliseconds":"INFINITE"})", "SleepEx"),
            "t:2: at /arguments/dwMilliseconds: expected a number or null, found \"INFINITE\"");
  EXPECT_EQ(message_of_call(R"({"dwMilliseconds":1.5})", "SleepEx"),
            "t:2: at /arguments/dwMilliseconds: expected a whole number of at most 64 bits, found "
            "1.5");
  EXPECT_EQ(message_of_call("[]"), "t:2: at /arguments: expected an object, found an array");
  EXPECT_EQ(message_of(header_line + "[]\n"),
            "t:2: expected an event, a JSON object, found an array");
  EXPECT_EQ(
      message_of(header_line + "{\"event\":\"end\",\"seq\":nul}\n"),
      "t:2: at /seq: expected JSON, found syntax error while parsing value - invalid literal; "
      R"(last read: '"seq":nul}' (column 25))");
}

TEST(MalformedTrace, MembersMissingAndTwice) {
  EXPECT_EQ(message_of(header_line + R"({"event":"end"})"
                                     "\n"),
            "t:2: expected the member \"seq\", found an event without it");
  EXPECT_EQ(message_of(header_line + R"({"seq":1})"
                                     "\n"),
            "t:2: expected the member \"event\", found an event without it");
  EXPECT_EQ(message_of(header_line + R"({"event":"end","seq":1,"seq":2})"
                                     "\n"),
            "t:2: at /seq: expected each member once, found the member \"seq\" twice");
  EXPECT_EQ(message_of_call(R"({"s":"c","s":"d"})"),
            "t:2: at /arguments/s: expected each member once, found the member \"s\" twice");
  EXPECT_EQ(message_of(header_line + R"({"event":"observe","seq":1})"
                                     "\n"),
            "t:2: expected one of overlapped, buffer, handle and variable, found 0 of them");
  EXPECT_EQ(message_of(header_line + R"({"event":"word","seq":1,"overlapped":"o","words":{}})"
                                     "\n"),
            "t:2: expected exactly one word, found 0 words");
}

TEST(MalformedTrace, Order) {
  const std::string end = R"({"event":"end","seq":1})"
                          "\n";
  EXPECT_EQ(message_of(header_line + receive_line + end),
            "t:3: at /seq: expected a number above 1, found 1");
  EXPECT_EQ(message_of(header_line + end +
                       R"({"event":"gap","seq":2})"
                       "\n"),
            "t:3: expected nothing after \"end\", found another event");
  EXPECT_EQ(message_of(header_line + R"({"event":"return","seq":1,"thread":"a","id":7})"
                                     "\n"),
            "t:2: at /id: expected the id of a call that has not returned, found 7");
  EXPECT_EQ(message_of(header_line + receive_line +
                       "{\"event\":\"call\",\"seq\":2,\"thread\":\"main\",\"id\":1,"
                       "\"function\":\"WSACleanup\"}\n"),
            "t:3: at /id: expected an id above 0 that no call under way has, found 1");
  EXPECT_EQ(message_of(header_line + receive_line +
                       "{\"event\":\"return\",\"seq\":2,\"thread\":\"main\",\"id\":1,"
                       "\"outputs\":{\"s\":1}}\n"),
            "t:3: at /outputs/s: expected an output of WSARecv, found \"s\"");
}

TEST(MalformedTrace, Truncated) {
  const std::string whole = header_line + receive_line;
  for (std::size_t size = header_line.size() + 1; size + 2 < whole.size(); ++size) {
    const std::string message = message_of(whole.substr(0, size));
    EXPECT_TRUE(message.starts_with("t:2: ")) << message;
    EXPECT_TRUE(message.ends_with("(the text ends in this line)")) << message;
  }
}

TEST(MalformedTrace, DeepNesting) {
  const std::string deep(100000, '[');
  EXPECT_EQ(
      message_of_call(R"({"lpBuffers":)" + deep).substr(0, 90),
      "t:2: at /arguments/lpBuffers/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0");
  EXPECT_NE(
      message_of_call(R"({"lpBuffers":)" + deep).find("expected a nesting of at most 64 levels"),
      std::string::npos);
}

TEST(MalformedTrace, LineOf100Megabytes) {
  std::string text = header_line + R"({"event":")";
  text.append(std::size_t{100} << 20U, 'x');
  EXPECT_EQ(message_of(text), "t:2: expected lines of at most 64 MB, found a longer one");
}

TEST(MalformedTrace, RubbishIsNeverAccepted) {
  EXPECT_NE(message_of(header_line + "\xff\xfe\n"), "");
  EXPECT_NE(message_of(header_line + R"({"event":"end","seq":1} x)"
                                     "\n"),
            "");
  EXPECT_NE(message_of(header_line + R"({"event":"end","seq":1} {})"
                                     "\n"),
            "");
  EXPECT_NE(message_of(header_line + R"({"event":"end","seq":1}})"
                                     "\n"),
            "");
  EXPECT_NE(message_of(header_line + R"({"event":"end","seq":01})"
                                     "\n"),
            "");
  EXPECT_NE(message_of(header_line + R"({"event":"end","seq":1,})"
                                     "\n"),
            "");
  EXPECT_NE(message_of(header_line + "{\"event\":\"end\",\"seq\":1,\"thread\":\"\xc3\"}\n"), "");
  EXPECT_NE(message_of(header_line + R"({"event":"end","seq":1 "thread":"a"})"
                                     "\n"),
            "");
  EXPECT_NE(message_of(header_line + R"({"event":"end","seq":1x})"
                                     "\n"),
            "");
  EXPECT_NE(message_of(header_line + R"({"event":"settle","seq":1,"blocked":[{"thread":"a"}})"
                                     "\n"),
            "");
}

TEST(TraceReader, MissingFile) {
  Names names;
  TraceReader reader(names);
  ASSERT_FALSE(reader.open_file("/nonexistent/trace"));
  EXPECT_EQ(
      reader.error().message(),
      "/nonexistent/trace: expected a file that can be read, found No such file or directory");
}

TEST(TraceReader, MembersInAnyOrder) {
  Names names;
  TraceReader reader(names);
  const std::string text =
      header_line +
      R"({"arguments":{"lpFlags":{"value":2,"var":"f"},"s":"c"},"function":"WSARecv",)"
      R"("id":1,"thread":"main","seq":1,"event":"call"})"
      "\n"
      R"({"outputs":{"lpFlags":0},"id":1,"thread":"main","seq":2,"event":"return"})"
      "\n";
  ASSERT_TRUE(reader.open_text(text)) << reader.error().message();
  Event event;
  ASSERT_EQ(reader.next(event), TraceReader::Result::event) << reader.error().message();
  EXPECT_EQ(event.find(Parameter::s)->value, Value::of(names.intern("c")));
  EXPECT_EQ(event.find(Parameter::lpFlags)->preset, Value::integer(2));
  ASSERT_EQ(reader.next(event), TraceReader::Result::event) << reader.error().message();
  EXPECT_EQ(event.function, Function::WSARecv);
  EXPECT_EQ(event.find(Parameter::lpFlags)->value, Value::integer(0));
  EXPECT_EQ(reader.next(event), TraceReader::Result::end);
  EXPECT_FALSE(reader.whole());
}

TEST(TraceReader, AfterAGapReturnsMayComeWithoutCalls) {
  EXPECT_EQ(
      message_of(header_line + R"({"event":"gap","seq":1,"lost":3})"
                               "\n"
                               R"({"event":"return","seq":2,"thread":"a","id":7,"outputs":{"x":1}})"
                               "\n"),
      "");
}

}  // namespace
}  // namespace ioracle
