// From journals to one trace: order, numbers, and bytes told as the patterns that were sent.

#include "agent/trace_order.h"

#include <gtest/gtest.h>

#include "agent/event_bytes.h"

namespace ioracle::agent {
namespace {

std::string pattern_bytes(const std::string& pattern, std::uint64_t offset, std::uint32_t length) {
  std::string bytes;
  for (std::uint64_t index = offset; index < offset + length; ++index) {
    bytes += static_cast<char>(pattern_byte(pattern_seed(pattern), index));
  }
  return bytes;
}

Event send_of(Name pattern, std::uint64_t offset, std::uint32_t length) {
  Event event;
  event.kind = EventKind::call;
  event.function = Function::WSASend;
  event.runs.push_back({pattern, offset, length});
  BufferValue buffer;
  buffer.length = length;
  buffer.run_count = 1;
  buffer.bytes_recorded = true;
  event.buffers.push_back(buffer);
  return event;
}

Event observed(const std::string& bytes) {
  Event event;
  event.kind = EventKind::observe;
  event.literals = bytes;
  event.runs.push_back({{}, 0, static_cast<std::uint32_t>(bytes.size())});
  BufferValue buffer;
  buffer.length = static_cast<std::uint32_t>(bytes.size());
  buffer.run_count = 1;
  buffer.bytes_recorded = true;
  event.buffers.push_back(buffer);
  return event;
}

TEST(NamePatterns, bytes_of_one_send_are_one_run) {
  Names names;
  const Name a = names.intern("A");
  std::vector<Event> events = {send_of(a, 0, 9), observed(pattern_bytes("A", 0, 9))};
  name_patterns(events, names);
  EXPECT_EQ(events[1].runs, (std::vector<ioracle::Run>{{a, 0, 9}}));
}

TEST(NamePatterns, a_stream_packs_the_bytes_of_several_sends) {
  Names names;
  const Name a = names.intern("A");
  const Name b = names.intern("B");
  std::vector<Event> events = {send_of(a, 0, 4), send_of(b, 0, 7),
                               observed(pattern_bytes("A", 0, 4) + pattern_bytes("B", 0, 1)),
                               observed(pattern_bytes("B", 1, 6))};
  name_patterns(events, names);
  EXPECT_EQ(events[2].runs, (std::vector<ioracle::Run>{{a, 0, 4}, {b, 0, 1}}));
  EXPECT_EQ(events[3].runs, (std::vector<ioracle::Run>{{b, 1, 6}}));
}

TEST(NamePatterns, every_split_of_a_stream_into_single_bytes_is_recognized) {
  Names names;
  const Name a = names.intern("A");
  std::vector<Event> events = {send_of(a, 0, 200)};
  for (std::uint64_t index = 0; index < 200; ++index) {
    events.push_back(observed(pattern_bytes("A", index, 1)));
  }
  name_patterns(events, names);
  for (std::uint64_t index = 0; index < 200; ++index) {
    EXPECT_EQ(events[index + 1].runs, (std::vector<ioracle::Run>{{a, index, 1}}));
  }
}

TEST(NamePatterns, strange_bytes_stay_literal) {
  Names names;
  const Name a = names.intern("A");
  const std::string known = pattern_bytes("A", 2, 5);
  std::vector<Event> events = {send_of(a, 0, 9), observed("hello" + known + "!")};
  name_patterns(events, names);
  EXPECT_EQ(events[1].runs, (std::vector<ioracle::Run>{{{}, 0, 5}, {a, 2, 5}, {{}, 10, 1}}));
  EXPECT_EQ(events[1].buffers[0].run_count, 3U);
}

TEST(PutInOrder, numbers_seqs_and_ids_in_their_order) {
  Names names;
  std::vector<Event> events(4);
  events[0].kind = EventKind::returned;
  events[0].seq = 90;
  events[0].id = 17;
  events[1].kind = EventKind::call;
  events[1].seq = 40;
  events[1].id = 17;
  events[2].kind = EventKind::call;
  events[2].seq = 30;
  events[2].id = 20;
  events[3].kind = EventKind::settle;
  events[3].seq = 95;
  events[3].values = {Value::of(names.intern("main")), Value::integer(20)};
  put_in_order(events, names);
  EXPECT_EQ(events[0].kind, EventKind::call);
  EXPECT_EQ(events[0].id, 1U);
  EXPECT_EQ(events[1].id, 2U);
  EXPECT_EQ(events[2].id, 2U);
  EXPECT_EQ(events[2].seq, 3U);
  EXPECT_EQ(events[3].values[1].number, 1);
}

TEST(EventBytes, come_back_as_they_were) {
  Names names;
  Event event = send_of(names.intern("A"), 3, 5);
  event.thread = names.intern("main");
  event.last_error = 0;
  event.words.offset = 7;
  event.words.event = Value::of(names.intern("e1"));
  event.words.event_tagged = true;
  event.literals = std::string("\0x", 2);
  Argument argument;
  argument.parameter = Parameter::lpNumberOfBytesSent;
  argument.value = Value::of(names.intern("n"));
  argument.preset = Value::integer(0xdeadbeef);
  event.arguments.push_back(argument);
  event.values = {Value::raw(-1), Value::untouched()};
  std::string bytes;
  append_event(bytes, event, names);
  Names other;
  other.intern("a name that shifts all indices");
  Event back;
  ASSERT_TRUE(read_event(bytes, other, back));
  EXPECT_EQ(other.text(back.thread), "main");
  EXPECT_EQ(other.text(back.arguments[0].value.name), "n");
  EXPECT_EQ(back.arguments[0].preset, Value::integer(0xdeadbeef));
  EXPECT_EQ(back.words.offset, 7U);
  EXPECT_FALSE(back.words.offset_high);
  EXPECT_TRUE(back.words.event_tagged);
  EXPECT_EQ(back.literals, event.literals);
  EXPECT_EQ(back.values, event.values);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(read_event(std::string_view(bytes).substr(0, size), other, back));
  }
}

}  // namespace
}  // namespace ioracle::agent
