// What never loses acceptance: cutting a trace to a prefix, dropping observations, renaming.

#include <gtest/gtest.h>

#include <functional>
#include <set>

#include "model/address.h"
#include "tests/verdicts/accepted_recordings.h"

namespace ioracle::verdicts {
namespace {

constexpr std::uint64_t metamorphic_seeds = 5;

void for_each_recording(const TestOfRecording& test) {
  for_each_simulated(metamorphic_seeds, test);
}

TEST(Metamorphic, PrefixesAreAccepted) {
  const auto test = [](Recording& recording, const std::string& where) {
    Oracle oracle({}, recording.names);
    for (const Event& event : recording.events) {
      oracle.take(event);
      const Verdict verdict = oracle.verdict();
      ASSERT_EQ(name_of(verdict.kind), "accepted")
          << where << ", cut behind seq " << event.seq << "\n"
          << text_of(verdict);
    }
  };
  for_each_recording(test);
  for_each_recorded(test);
}

// Drops one kind of observation wherever it is.
void expect_accepted_without(const std::function<void(Event&)>& drop) {
  for_each_recording([&](Recording& recording, const std::string& where) {
    for (Event& event : recording.events) drop(event);
    const Verdict verdict = judge(recording);
    EXPECT_EQ(name_of(verdict.kind), "accepted") << where << "\n" << text_of(verdict);
  });
}

TEST(Metamorphic, ErrorsMayBeDropped) {
  expect_accepted_without([](Event& event) { event.last_error.reset(); });
}

TEST(Metamorphic, OutputsMayBeDropped) {
  expect_accepted_without([](Event& event) {
    if (event.kind == EventKind::returned) event.arguments.clear();
  });
}

TEST(Metamorphic, EachOutputMayBeDropped) {
  for (std::size_t number = 0; number < 4; ++number) {
    expect_accepted_without([&](Event& event) {
      if (event.kind != EventKind::returned || event.arguments.size() <= number) return;
      event.arguments.erase(event.arguments.begin() + static_cast<std::ptrdiff_t>(number));
    });
  }
}

TEST(Metamorphic, ResultsThatNameNothingMayBeDropped) {
  expect_accepted_without([](Event& event) {
    const bool number = event.result.kind == ValueKind::integer;
    // What startup and connect returned decides what exists.
    const bool decides =
        event.function == Function::WSAStartup || event.function == Function::connect;
    if (event.kind == EventKind::returned && number && !decides) event.result = Value::absent();
  });
}

TEST(Metamorphic, WordsAndBytesMayBeDropped) {
  expect_accepted_without([](Event& event) {
    if (event.kind != EventKind::observe) return;
    event.words = {};
    for (BufferValue& buffer : event.buffers) buffer.bytes_recorded = false;
    event.result = Value::absent();
  });
}

TEST(Metamorphic, OneWordMayBeDropped) {
  expect_accepted_without([](Event& event) {
    if (event.kind == EventKind::observe) event.words.internal.reset();
  });
  expect_accepted_without([](Event& event) {
    if (event.kind == EventKind::observe) event.words.internal_high.reset();
  });
}

TEST(Metamorphic, EverythingAtOnceMayBeDropped) {
  expect_accepted_without([](Event& event) {
    if (event.kind == EventKind::returned) {
      event.arguments.clear();
      event.last_error.reset();
    }
    if (event.kind == EventKind::enter) event.arguments.clear();
    if (event.kind == EventKind::observe) {
      event.words = {};
      event.buffers.clear();
      event.result = Value::absent();
    }
  });
}

// The same events over names that mean nothing, in another order. The name of a pattern means its
// bytes, and a recorder may have told some of them by themselves; a path says what it opens,
// and a word for an address which one.
TEST(Metamorphic, NamesMeanNothing) {
  const auto test = [](Recording& recording, const std::string& where) {
    Recording renamed;
    const std::uint32_t count = recording.names.size();
    std::set<std::uint32_t> patterns;
    for (const Event& event : recording.events) {
      for (const ioracle::Run& run : event.runs) patterns.insert(run.pattern.index);
    }
    for (std::uint32_t index = 0; index < count; ++index) {
      const Name name{count - index};
      const std::string text(recording.names.text(name));
      const bool means =
          patterns.contains(name.index) || text.starts_with(R"(\\.\)") || address::is_word(text);
      renamed.names.intern(means ? text : "n" + std::to_string(index));
    }
    const auto rename = [&](Name& name) {
      if (name) name.index = count + 1 - name.index;
    };
    renamed.events = recording.events;
    for (Event& event : renamed.events) {
      for (Name* name : {&event.process, &event.thread, &event.routine, &event.object,
                         &event.result.name, &event.words.event.name}) {
        rename(*name);
      }
      for (Argument& argument : event.arguments) {
        rename(argument.value.name);
        rename(argument.preset.name);
      }
      for (Value& value : event.values) rename(value.name);
      for (BufferValue& buffer : event.buffers) rename(buffer.memory);
      for (ioracle::Run& run : event.runs) rename(run.pattern);
    }
    const Verdict verdict = judge(renamed);
    EXPECT_EQ(name_of(verdict.kind), "accepted") << where << "\n" << text_of(verdict);
  };
  for_each_recording(test);
  for_each_recorded(test);
}

}  // namespace
}  // namespace ioracle::verdicts
