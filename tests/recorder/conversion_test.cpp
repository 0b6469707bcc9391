// From the recorder's files to the lines of a trace.

#include "recorder/conversion.h"

#include <gtest/gtest.h>

#include "format/trace_writer.h"
#include "tests/recorder/raw_files.h"

namespace ioracle::recorder {
namespace {

struct Converted {
  std::string text;
  LeftOut left_out;
  std::uint64_t untold = 0;
  bool whole = false;
  std::string error;
};

Converted convert(const RawFolder& folder) {
  const ReadRecording read = read_recording(folder.path(), 7);
  Converted converted;
  converted.error = read.error;
  if (!read.error.empty()) return converted;
  Names names;
  Conversion conversion(read.recording, names);
  while (const Event* event = conversion.next()) {
    Event told = *event;
    told.time_ns = 0;
    write_event(converted.text, told, names);
  }
  converted.left_out = conversion.left_out();
  converted.untold = conversion.untold_data();
  converted.whole = conversion.whole();
  return converted;
}

std::string name_of_test() { return testing::UnitTest::GetInstance()->current_test_info()->name(); }

RawThread& add_event(RawThread& thread, std::uint64_t seq, std::uint64_t handle) {
  thread.call(seq, Function::CreateEventW).number(1, 1).number(2, 0);
  return thread.returned(seq + 1, seq, Function::CreateEventW, handle);
}

TEST(Conversion, ThreadsAreInterleavedAsTheyWere) {
  RawThread first(0);
  RawThread second(1);
  first.call(1, Function::Sleep).number(0, 5).returned(4, 1, Function::Sleep, 0);
  second.call(2, Function::Sleep).number(0, 6).returned(3, 2, Function::Sleep, 0);
  EXPECT_EQ(convert(RawFolder(name_of_test(), {first, second})).text,
            R"({"event":"thread_start","seq":1,"thread":"main"})"
            "\n"
            R"({"event":"call","seq":2,"thread":"main","id":1,"function":"Sleep",)"
            R"("arguments":{"dwMilliseconds":5},"last_error":0})"
            "\n"
            R"({"event":"thread_start","seq":3,"thread":"thread1"})"
            "\n"
            R"({"event":"call","seq":4,"thread":"thread1","id":2,"function":"Sleep",)"
            R"("arguments":{"dwMilliseconds":6},"last_error":0})"
            "\n"
            R"({"event":"return","seq":5,"thread":"thread1","id":2,"last_error":0})"
            "\n"
            R"({"event":"return","seq":6,"thread":"main","id":1,"last_error":0})"
            "\n"
            R"({"event":"end","seq":7})"
            "\n");
}

TEST(Conversion, HandleThatIsGivenOutAgainHasAnotherName) {
  RawThread thread(0);
  add_event(thread, 1, 64);
  thread.call(3, Function::CloseHandle).number(0, 64);
  thread.returned(4, 3, Function::CloseHandle, 1);
  add_event(thread, 5, 64);
  thread.call(7, Function::SetEvent).number(0, 64).returned(8, 7, Function::SetEvent, 1);
  const std::string text = convert(RawFolder(name_of_test(), {thread})).text;
  EXPECT_NE(text.find(R"("CloseHandle","arguments":{"hObject":"event1"})"), text.npos) << text;
  EXPECT_NE(text.find(R"("SetEvent","arguments":{"hEvent":"event2"})"), text.npos) << text;
}

// Another thread may get the value of a handle before the close of it has returned.
TEST(Conversion, HandleIsNamedAnewWhileItsCloseStillRuns) {
  RawThread thread(0);
  RawThread other(1);
  add_event(thread, 1, 64);
  thread.call(3, Function::CloseHandle).number(0, 64);
  add_event(other, 4, 64);
  thread.returned(6, 3, Function::CloseHandle, 1);
  other.call(7, Function::SetEvent).number(0, 64).returned(8, 7, Function::SetEvent, 1);
  const std::string text = convert(RawFolder(name_of_test(), {thread, other})).text;
  EXPECT_NE(text.find(R"("SetEvent","arguments":{"hEvent":"event2"})"), text.npos) << text;
}

TEST(Conversion, CallsOnOtherKindsOfObjectsAreLeftOutAndCounted) {
  RawThread thread(0);
  thread.call(1, Function::WaitForSingleObject).number(0, 99).number(1, 5);
  thread.returned(2, 1, Function::WaitForSingleObject, 0);
  add_event(thread, 3, 64);
  thread.call(5, Function::WaitForSingleObject).number(0, 64).number(1, 0);
  thread.returned(6, 5, Function::WaitForSingleObject, 258);
  const Converted converted = convert(RawFolder(name_of_test(), {thread}));
  ASSERT_EQ(converted.left_out.size(), 1U);
  EXPECT_EQ(converted.left_out.begin()->first.first, "WaitForSingleObject");
  EXPECT_EQ(converted.left_out.begin()->second, 1U);
  EXPECT_EQ(converted.text.find(R"("id":3)"), converted.text.npos) << converted.text;
  EXPECT_NE(converted.text.find(R"("value":258)"), converted.text.npos) << converted.text;
}

TEST(Conversion, WhereRoomRanOutTheTraceEndsWithAGap) {
  RawThread thread(0);
  add_event(thread, 1, 64);
  add_event(thread, 9, 68);
  const Converted converted = convert(RawFolder(name_of_test(), {thread}, 5));
  EXPECT_TRUE(converted.text.ends_with("{\"event\":\"gap\",\"seq\":4,\"lost\":3}\n"))
      << converted.text;
  EXPECT_EQ(converted.text.find("event2"), converted.text.npos);
  EXPECT_FALSE(converted.whole);
}

RawThread sent_and_received(Payload payload, std::uint64_t received_digest) {
  RawThread thread(0);
  for (const std::uint64_t seq : {1U, 3U}) {
    thread.call(seq, Function::socket).number(0, 2).number(1, 1).number(2, 6);
    thread.returned(seq + 1, seq, Function::socket, 100 + seq);
  }
  thread.call(5, Function::send).number(0, 101).buffer(1, 4096, 2, payload, "hi", 77);
  thread.number(2, 2).number(3, 0).returned(6, 5, Function::send, 2);
  thread.call(7, Function::recv).number(0, 103).buffer(1, 8192, 9, Payload::none, "");
  thread.number(2, 9).number(3, 0).returned(8, 7, Function::recv, 2);
  thread.buffer(1, 8192, 9, payload, "hi", received_digest);
  return thread;
}

TEST(Conversion, BytesAreToldInFull) {
  const Converted converted =
      convert(RawFolder(name_of_test(), {sent_and_received(Payload::full, 0)}));
  EXPECT_NE(converted.text.find(R"("buf":{"buf":"buffer1","len":2,"bytes":["6869"]})"),
            converted.text.npos)
      << converted.text;
  EXPECT_NE(converted.text.find(R"("outputs":{"buf":["6869"]})"), converted.text.npos)
      << converted.text;
}

TEST(Conversion, DigestStandsForTheBytesWhereItWasSent) {
  const Converted converted =
      convert(RawFolder(name_of_test(), {sent_and_received(Payload::digest, 77)}));
  EXPECT_NE(converted.text.find(R"("bytes":[["digest77",0,2]])"), converted.text.npos)
      << converted.text;
  EXPECT_NE(converted.text.find(R"("outputs":{"buf":[["digest77",0,2]]})"), converted.text.npos)
      << converted.text;
  EXPECT_EQ(converted.untold, 0U);
}

TEST(Conversion, DigestThatNobodySentTellsNothing) {
  const Converted converted =
      convert(RawFolder(name_of_test(), {sent_and_received(Payload::digest, 78)}));
  EXPECT_EQ(converted.text.find("outputs"), converted.text.npos) << converted.text;
  EXPECT_EQ(converted.untold, 1U);
}

TEST(Conversion, ThreadEndsBehindItsLastCall) {
  RawThread first(0);
  RawThread second(1);
  second.record(RecordKind::thread_exit, 1, 0);
  second.call(2, Function::Sleep).number(0, 0).returned(3, 2, Function::Sleep, 0);
  first.call(4, Function::Sleep).number(0, 0).returned(5, 4, Function::Sleep, 0);
  const std::string text = convert(RawFolder(name_of_test(), {first, second})).text;
  EXPECT_NE(text.find("\"id\":1,\"last_error\":0}\n{\"event\":\"thread_exit\",\"seq\":4,"),
            text.npos)
      << text;
}

TEST(Conversion, FilesOfOthersAreRefused) {
  const RawFolder folder(name_of_test(), {RawThread(0)});
  folder.write("7-1-0.thread", RawThread(1).file(raw_magic + 1));
  EXPECT_NE(convert(folder).error.find("7-1-0.thread: no records of this version"),
            std::string::npos);
}

}  // namespace
}  // namespace ioracle::recorder
