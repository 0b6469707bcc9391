// What never loses acceptance, continued: fewer observations, and longer calls. Cores rest on the
// first (oracle/core.h). IORACLE_SEEDS: runs of each scenario.

#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

#include "format/field_place.h"
#include "oracle/freed_trace.h"
#include "tests/verdicts/accepted_recordings.h"

namespace ioracle::verdicts {
namespace {

constexpr std::uint64_t unlimited = ~std::uint64_t{0};

std::uint64_t seeds(std::uint64_t otherwise) {
  const char* const text = std::getenv("IORACLE_SEEDS");
  return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

std::string words(const Recording& recording, const CoreField& at) {
  const Event& event = recording.events[at.event];
  return " seq " + std::to_string(event.seq) + pointer_of(event, at.field);
}

// Frees at a step's chance each field; not more than `rounds` times.
void expect_accepted_when_freed(Recording& recording, const std::string& where, int rounds) {
  FreedTrace trace(recording.events, {}, recording.names, unlimited);
  const std::size_t count = recording.events.size();
  std::mt19937 random(1);
  for (int round = 0; round < rounds; ++round) {
    std::vector<CoreField> freed;
    std::string what;
    for (const CoreField& at : trace.fields(count)) {
      if (random() % 4 > static_cast<unsigned>(round) % 4) continue;
      freed.push_back(at);
      what += words(recording, at);
    }
    EXPECT_NE(trace.judge_without(count, freed), VerdictKind::rejected)
        << where << ", without" << what;
  }
}

void expect_accepted_without_one(Recording& recording, const std::string& where) {
  FreedTrace trace(recording.events, {}, recording.names, unlimited);
  const std::size_t count = recording.events.size();
  for (const CoreField& at : trace.fields(count)) {
    EXPECT_EQ(name_of(trace.judge_without(count, {&at, 1})), "accepted")
        << where << ", without" << words(recording, at);
  }
}

TEST(Freeing, OneFieldLosesNothing) {
  for_each_simulated(seeds(1), expect_accepted_without_one);
  for_each_recorded(expect_accepted_without_one);
}

TEST(Freeing, ManyFieldsLoseNothing) {
  const auto test = [](Recording& recording, const std::string& where) {
    expect_accepted_when_freed(recording, where, 6);
  };
  for_each_simulated(seeds(2), test);
  for_each_recorded(test);
}

bool ends_a_call(const Event& event) {
  return event.kind == EventKind::returned || event.kind == EventKind::exception;
}

// May what follows `first` come before it? A call that begins earlier, or returns later, could have
// done all that it did: only who is there, and under which name, must stay.
bool only_widens(const Event& first, const Event& second) {
  const auto of_a_program = [](const Event& event) {
    return event.kind == EventKind::call || event.kind == EventKind::enter ||
           event.kind == EventKind::exited || event.kind == EventKind::observe ||
           ends_a_call(event);
  };
  if (first.thread == second.thread || !of_a_program(first) || !of_a_program(second)) return false;
  if (decides_what_exists(first, {ObservedField::Kind::result})) return false;
  return ends_a_call(first) || second.kind == EventKind::call;
}

TEST(Widening, CallsThatTakeLongerAreAccepted) {
  const auto test = [](Recording& recording, const std::string& where) {
    for (std::size_t index = 1; index < recording.events.size(); ++index) {
      Event& first = recording.events[index - 1];
      Event& second = recording.events[index];
      if (!only_widens(first, second)) continue;
      const std::uint64_t seq = second.seq;
      std::swap(first, second);
      const Verdict verdict = judge(recording);
      EXPECT_EQ(name_of(verdict.kind), "accepted")
          << where << ", seq " << seq << " one place earlier\n"
          << text_of(verdict);
      std::swap(first, second);
    }
  };
  for_each_simulated(seeds(10), test);
  for_each_recorded(test);
}

}  // namespace
}  // namespace ioracle::verdicts
