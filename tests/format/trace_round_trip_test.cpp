// What the writer writes, the reader reads: random events of every kind and every function.

#include <gtest/gtest.h>

#include "format/trace_reader.h"
#include "format/trace_writer.h"
#include "tests/format/random_events.h"

namespace ioracle {
namespace {

using random_events::below;

// A sequence in which each return and each exception belongs to a call before it.
std::vector<Event> random_trace(Names& names) {
  random_events::Maker maker(names);
  std::vector<Event> events;
  std::uint64_t seq = 0;
  std::uint64_t id = 0;
  const std::uint32_t functions = static_cast<std::uint32_t>(all_functions().size());
  const auto add = [&](EventKind kind, Function function, std::uint64_t of) {
    Event& event = events.emplace_back();
    event.function = function;
    event.id = of;
    event.seq = seq += 1 + below(3);
    maker.make(event, kind);
    if (kind == EventKind::observe || kind == EventKind::settle) event.end_seq = event.seq;
  };
  for (std::uint32_t count = 1 + below(4); count > 0; --count) {
    const auto kind = static_cast<EventKind>(below(static_cast<std::uint32_t>(EventKind::end)));
    const auto function = static_cast<Function>(below(functions));
    switch (kind) {
      case EventKind::call:
      case EventKind::returned:
        add(EventKind::call, function, ++id);
        add(EventKind::returned, function, id);
        break;
      case EventKind::exception:
        add(EventKind::call, function, ++id);
        add(EventKind::exception, function, id);
        break;
      case EventKind::enter:
      case EventKind::exited:
        add(kind, {}, ++id);
        break;
      default:
        add(kind, {}, 0);
    }
  }
  add(EventKind::end, {}, 0);
  return events;
}

TEST(TraceRoundTrip, EveryEventComesBack) {
  ASSERT_TRUE(rc::check([] {
    Names names;
    std::vector<Event> events = random_trace(names);
    std::string text;
    write_header(text, {});
    for (const Event& event : events) write_event(text, event, names);
    TraceReader reader(names);
    RC_ASSERT(reader.open_text(text));
    Event event;
    std::string again;
    write_header(again, reader.header());
    for (Event& written : events) {
      const auto result = reader.next(event);
      if (result != TraceReader::Result::event) RC_FAIL(reader.error().message() + "\n" + text);
      written.line = event.line;
      if (!(event == written)) RC_FAIL("line " + std::to_string(event.line) + " of\n" + text);
      write_event(again, event, names);
    }
    RC_ASSERT(reader.next(event) == TraceReader::Result::end);
    RC_ASSERT(reader.whole());
    RC_ASSERT(again == text);
  }));
}

TEST(TraceRoundTrip, EveryFunction) {
  ASSERT_TRUE(rc::check([](std::uint64_t seed) {
    random_events::seed = seed;
    Names names;
    random_events::Maker maker(names);
    std::string text;
    write_header(text, {});
    std::vector<Event> events;
    std::uint64_t seq = 0;
    for (std::size_t index = 0; index < all_functions().size(); ++index) {
      for (const EventKind kind : {EventKind::call, EventKind::returned}) {
        Event& event = events.emplace_back();
        event.function = static_cast<Function>(index);
        event.id = index + 1;
        event.seq = ++seq;
        maker.make(event, kind);
        write_event(text, event, names);
      }
    }
    TraceReader reader(names);
    RC_ASSERT(reader.open_text(text));
    Event event;
    for (Event& written : events) {
      if (reader.next(event) != TraceReader::Result::event) RC_FAIL(reader.error().message());
      written.line = event.line;
      if (!(event == written)) {
        std::string line;
        write_event(line, event, names);
        RC_FAIL(line);
      }
    }
  }));
  random_events::seed.reset();
}

TEST(TraceRoundTrip, Header) {
  Header header;
  header.catalogue = "abc";
  header.scenario = "quoted \"name\"";
  header.profile = "windows-10";
  header.agent_name = "ioracle";
  header.agent_system = "Linux";
  header.environment = {"loss", "reset"};
  header.patience_ms = 0;
  header.tick_ms = 16;
  header.misuse = {"x"};
  header.records = {"WSARecv"};
  std::string text;
  write_header(text, header);
  Header read;
  FormatError error;
  ASSERT_TRUE(read_header(text, 1, read, error)) << error.message();
  EXPECT_EQ(header, read);
}

}  // namespace
}  // namespace ioracle
