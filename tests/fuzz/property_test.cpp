// What holds of every run of every generated scenario.

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <map>
#include <set>

#include "format/scenario_reader.h"
#include "format/trace_writer.h"
#include "fuzz/generator.h"
#include "model/status.h"
#include "sim/simulation.h"

namespace ioracle {
namespace {

struct Performed {
  std::string scenario;
  Program program;
  Names names;
  std::vector<Event> events;
  Choices choices;

  std::string trace() const {
    std::string text;
    for (const Event& event : events) write_event(text, event, names);
    return text;
  }
};

Performed run(std::uint64_t seed, std::span<const Family> families, const ScenarioSize& size) {
  Performed run;
  const GeneratedScenario scenario = generate_scenario(seed, 0, families, size);
  run.scenario = scenario.text;
  FormatError error;
  auto program = read_scenario(scenario.text, scenario.name, error);
  if (!program) RC_FAIL(error.message());
  run.program = std::move(*program);
  run.names = run.program.names;
  Simulation simulation(run.program, run.names, Profile::windows_10, scenario.run_seed);
  simulation.record(run.choices);
  simulation.run([&](const Event& event) { run.events.push_back(event); });
  return run;
}

TEST(Property, ReplayedChoicesGiveTheSameBytes) {
  EXPECT_TRUE(rc::check("replayed", [](std::uint64_t seed) {
    const Performed first = run(seed, all_families(), {});
    Names names = first.program.names;
    Simulation again(first.program, names, Profile::windows_10, first.choices);
    std::string trace;
    const SimulationResult result =
        again.run([&](const Event& event) { write_event(trace, event, names); });
    RC_ASSERT(result.choices && result.choices->replayed());
    RC_ASSERT(trace == first.trace());
  }));
}

// Sends of one thread are in the order of their calls, and so are bytes in what receives that
// returned at once show.
TEST(Property, BytesAreReceivedOnceAndInTheirOrder) {
  constexpr Family families[] = {Family::receive, Family::cancel, Family::port, Family::apc,
                                 Family::blocking};
  std::uint64_t bytes = 0;
  EXPECT_TRUE(rc::check("in order", [&](std::uint64_t seed) {
    ScenarioSize size;
    size.threads_most = 1;
    const Performed one = run(seed, families, size);
    std::map<Name, std::uint64_t> next;
    for (const Event& event : one.events) {
      const bool receives = event.function == Function::WSARecv || event.function == Function::recv;
      if (event.kind != EventKind::returned || !receives) continue;
      for (const auto& shown : event.runs) {
        RC_ASSERT(shown.offset >= next[shown.pattern]);
        next[shown.pattern] = shown.offset + shown.length;
        bytes += shown.length;
      }
    }
  }));
  EXPECT_GT(bytes, 0U);
}

Name overlapped_of(const Event& event) {
  const Argument* const argument = event.find(Parameter::lpOverlapped);
  return argument && argument->value.kind == ValueKind::name ? argument->value.name : Name{};
}

// An operation is told by one routine or one packet at most, and never by both.
TEST(Property, NoOperationIsToldTwice) {
  std::uint64_t told = 0;
  EXPECT_TRUE(rc::check("told once", [&](std::uint64_t seed) {
    const Performed one = run(seed, all_families(), {});
    std::map<Name, std::uint64_t> started;
    std::map<Name, std::uint64_t> notices;
    for (const Event& event : one.events) {
      const Name overlapped = overlapped_of(event);
      if (!overlapped) continue;
      const bool starts = event.kind == EventKind::call && starts_operation(event.function);
      const bool packet = event.kind == EventKind::returned &&
                          event.function == Function::GetQueuedCompletionStatus;
      if (starts) ++started[overlapped];
      if (packet || event.kind == EventKind::enter) {
        ++notices[overlapped];
        ++told;
      }
    }
    for (const auto& [overlapped, count] : notices) RC_ASSERT(count <= started[overlapped]);
  }));
  EXPECT_GT(told, 0U);
}

// Without a port, whose packets write the status blocks.
TEST(Property, NothingIsPendingOnceEverythingIsClosed) {
  constexpr Family families[] = {Family::receive, Family::cancel,   Family::close,
                                 Family::wait,    Family::datagram, Family::file};
  std::uint64_t ended = 0;
  EXPECT_TRUE(rc::check("nothing is pending", [&](std::uint64_t seed) {
    ScenarioSize size;
    size.closes = true;
    const Performed one = run(seed, families, size);
    if (one.scenario.find("CreateIoCompletionPort") != std::string::npos) RC_DISCARD("a port");
    std::set<Name> pended;
    std::map<std::uint64_t, Name> calls;
    std::size_t settled = one.events.size();  // the first settle behind the last close
    for (std::size_t place = 0; place < one.events.size(); ++place) {
      const Event& event = one.events[place];
      const bool closes =
          event.kind == EventKind::call &&
          (event.function == Function::closesocket || event.function == Function::CloseHandle);
      if (closes) settled = one.events.size();
      if (event.kind == EventKind::settle) settled = std::min(settled, place);
      if (event.kind == EventKind::call && starts_operation(event.function)) {
        calls[event.id] = overlapped_of(event);
      }
      if (event.kind == EventKind::returned && event.last_error == error::io_pending &&
          calls.contains(event.id)) {
        pended.insert(calls[event.id]);
      }
    }
    for (std::size_t place = settled; place < one.events.size(); ++place) {
      const Event& event = one.events[place];
      if (event.kind != EventKind::observe || !event.words.internal) continue;
      if (!pended.contains(event.object)) continue;
      constexpr std::uint64_t pending = 0x103;
      RC_ASSERT(*event.words.internal != pending);
      ++ended;
    }
  }));
  EXPECT_GT(ended, 0U);
}

}  // namespace
}  // namespace ioracle
