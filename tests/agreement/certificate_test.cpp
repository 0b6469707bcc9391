// Certificates of accepted traces: each replays, in the simulator and along the trace, to what the
// trace shows; one that was altered shows the same or is refused.

#include "oracle/certificate.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>

#include "format/scenario_reader.h"
#include "format/trace_reader.h"
#include "format/trace_writer.h"
#include "model/observations.h"
#include "sim/simulation.h"
#include "tests/agreement/random_program.h"
#include "tests/agreement/recording.h"
#include "tests/agreement/wide_program.h"

namespace ioracle {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

std::vector<fs::path> files(const char* folder, const char* extension) {
  std::vector<fs::path> paths;
  for (const auto& entry :
       fs::recursive_directory_iterator(fs::path(IORACLE_SOURCE_FOLDER) / folder)) {
    const bool named = entry.path().extension() == extension;
    if (named && is_wanted(entry.path().string())) paths.push_back(entry.path());
  }
  std::ranges::sort(paths);
  return paths;
}

Verdict certified(std::span<const Event> events, Names& names) {
  Oracle::Options options;
  options.profile = one_profile;
  options.certificate = true;
  Oracle oracle(options, names);
  for (const Event& event : events) {
    if (!oracle.take(event)) break;
  }
  return oracle.verdict();
}

// The run of the program that follows the list.
struct Followed {
  Recording run;
  ChoiceCounts counts;
};

Followed follow(const Program& program, const std::vector<std::string>& choices) {
  Followed followed;
  followed.run.names = program.names;
  Simulation simulation(program, followed.run.names, one_profile, Choices(choices));
  const SimulationResult result =
      simulation.run([&](const Event& event) { followed.run.events.push_back(event); });
  followed.counts = result.choices.value_or(ChoiceCounts{});
  return followed;
}

// Why the program does not show the recording when it follows the list; empty: it does.
std::string refusal(const Program& program, const Recording& recorded,
                    const std::vector<std::string>& choices) {
  const Followed followed = follow(program, choices);
  if (!followed.counts.replayed()) {
    return std::to_string(followed.counts.used) + " of " + std::to_string(followed.counts.listed) +
           " choices used, " + std::to_string(followed.counts.unlisted) + " not listed";
  }
  return first_difference({recorded.events, recorded.names},
                          {followed.run.events, followed.run.names})
      .value_or("");
}

Program read(const fs::path& path) {
  FormatError error;
  auto program = read_scenario_file(path.string(), error);
  EXPECT_TRUE(program) << error.message();
  return program ? std::move(*program) : Program{};
}

TEST(Certificate, SimulatedTracesReplay) {
  std::uint64_t accepted = 0;
  for (const fs::path& path : files("scenarios", ".json")) {
    const Program program = read(path);
    for (std::uint64_t seed = 1; seed <= wanted("IORACLE_SEEDS", 20); ++seed) {
      Recording run = simulate(program, one_profile, seed);
      // Agreement.SimulatedTracesAreAccepted has those that are not.
      if (judge(run.events, run.names, one_profile).kind != VerdictKind::accepted) continue;
      const Verdict verdict = certified(run.events, run.names);
      ASSERT_EQ(name_of(verdict.kind), "accepted")
          << path << " seed " << seed << ": " << verdict.reason;
      ++accepted;
      ASSERT_EQ(refusal(program, run, verdict.certificate), "") << path << " seed " << seed;
      const Replay along = replay(run.events, one_profile, run.names, verdict.certificate);
      ASSERT_TRUE(along.good) << path << " seed " << seed << ": " << along.reason;
    }
  }
  std::printf("simulated: %llu certificates, all replay\n",
              static_cast<unsigned long long>(accepted));
  EXPECT_GT(accepted, 0U);
}

// No run of their scenarios, but traces: recorded by an agent that hung between two calls; with a
// last error that the rule leaves open, where a run shows the one from before the call; with the
// value of a closed handle in hEvent, which a run goes on naming; and with an end that is open.
constexpr std::array<std::string_view, 9> recordings_without_run = {
    "close_of_the_listener_wakes_accept",
    "wait_of_a_thread_ends_with_the_thread",
    "cleanup_comes_after_the_event_of_a_receive",
    "cleanup_comes_after_the_routine_of_a_receive",
    "cleanup_comes_before_the_event_of_a_receive",
    "cleanup_comes_before_the_routine_of_a_receive",
    "event_is_closed_and_then_queried",
    "overlapped_is_cleared_while_a_receive_pends",
    "routine_blocks_inside_the_blocking_receive_that_it_interrupted"};

TEST(Certificate, RecordedTracesReplay) {
  std::map<std::string, fs::path> scenarios;
  for (const fs::path& path : files("scenarios", ".json")) scenarios[path.stem().string()] = path;
  std::uint64_t accepted = 0;
  std::uint64_t replayed = 0;
  for (const fs::path& path : files("traces/wine-8.0", ".jsonl")) {
    Recording recorded;
    TraceReader reader(recorded.names);
    ASSERT_TRUE(reader.open_file(path.string())) << reader.error().message();
    Event event;
    while (reader.next(event) == TraceReader::Result::event) recorded.events.push_back(event);
    if (judge(recorded.events, recorded.names, one_profile).kind != VerdictKind::accepted) continue;
    ++accepted;
    const Verdict verdict = certified(recorded.events, recorded.names);
    const std::string name = path.stem().string();
    ASSERT_EQ(verdict.kind, VerdictKind::accepted) << path << ": " << verdict.reason;
    const Replay along = replay(recorded.events, one_profile, recorded.names, verdict.certificate);
    EXPECT_TRUE(along.good) << path << ": " << along.reason;
    const auto scenario = scenarios.find(reader.header().scenario);
    ASSERT_NE(scenario, scenarios.end()) << path;
    const std::string refused = refusal(read(scenario->second), recorded, verdict.certificate);
    const bool cut_short =
        std::ranges::find(recordings_without_run, name) != recordings_without_run.end();
    EXPECT_EQ(refused.empty(), !cut_short) << path << ": " << refused;
    if (along.good && refused.empty() != cut_short) ++replayed;
  }
  std::printf("recorded: %llu accepted, %llu certificates replay\n",
              static_cast<unsigned long long>(accepted), static_cast<unsigned long long>(replayed));
  EXPECT_GT(replayed, 0U);
}

// Random traces, most of them with a changed observation, as in the tests of agreement.
Recording random_trace(const Program& program, std::uint64_t seed) {
  Recording run = simulate(program, one_profile, seed);
  if (seed % 4 != 0) spoil(run.events, seed);
  return run;
}

Program random_of(const std::function<std::string(std::uint64_t)>& scenario, std::uint64_t seed) {
  FormatError error;
  auto program = read_scenario(scenario(seed), "random", error);
  EXPECT_TRUE(program) << error.message();
  return program ? std::move(*program) : Program{};
}

std::string wide_scenario(std::uint64_t seed) { return wide_program(seed, ProgramSize{}).scenario; }

// IORACLE_TRACES: how many; IORACLE_FIRST: the first seed.
void certify_random_traces(const char* kind, std::string (*scenario)(std::uint64_t),
                           std::uint64_t count, std::span<const std::uint64_t> known_without) {
  count = wanted("IORACLE_TRACES", count);
  const std::uint64_t first = wanted("IORACLE_FIRST", 1);
  std::uint64_t accepted = 0;
  std::uint64_t replayed = 0;
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    const Program program = random_of(scenario, seed);
    Recording run = random_trace(program, seed);
    if (judge(run.events, run.names, one_profile).kind != VerdictKind::accepted) continue;
    ++accepted;
    const Verdict verdict = certified(run.events, run.names);
    std::string refused = verdict.reason;
    if (verdict.kind == VerdictKind::accepted) {
      const Replay along = replay(run.events, one_profile, run.names, verdict.certificate);
      refused = along.reason;
      // Where an observation was changed, the run shows another value that rules leave open.
      if (along.good && seed % 4 == 0) refused = refusal(program, run, verdict.certificate);
    }
    if (refused.empty()) ++replayed;
    if (!refused.empty()) {
      const auto right = reference::check(run.events, one_profile, run.names, states_limit);
      std::printf("%s %llu: the reference checker %s; %s\n", kind,
                  static_cast<unsigned long long>(seed),
                  right.verdict == reference::Verdict::accepted   ? "accepts it"
                  : right.verdict == reference::Verdict::rejected ? "rejects it"
                                                                  : "gives up",
                  refused.c_str());
    }
    const bool known = std::ranges::find(known_without, seed) != known_without.end();
    EXPECT_EQ(refused.empty(), !known) << kind << " seed " << seed << ": " << refused;
  }
  std::printf("%s: %llu accepted, %llu certificates replay\n", kind,
              static_cast<unsigned long long>(accepted), static_cast<unsigned long long>(replayed));
  EXPECT_GT(replayed, 0U);
}

// Seeds of accepted traces without a certificate: the search is too short for them, or the oracle
// is wrong. One that has a certificate must leave its list.
constexpr std::array<std::uint64_t, 0> wide_without = {};

TEST(Certificate, RandomTracesReplay) {
  certify_random_traces("random", random_scenario, 1200, {});
}

TEST(Certificate, WideTracesReplay) {
  certify_random_traces("wide", wide_scenario, 300, wide_without);
}

enum class LastErrors : std::uint8_t { kept, left_out };

// The observations as JSON: places in time and ids are left out.
std::vector<Json> observations(const Recording& run, LastErrors errors = LastErrors::kept) {
  std::vector<Json> all;
  for (Event event : run.events) {
    if (errors == LastErrors::left_out) event.last_error.reset();
    event.seq = event.end_seq = event.time_ns = event.id = event.within = 0;
    if (event.kind == EventKind::settle || event.kind == EventKind::hang) event.values.clear();
    std::string text;
    write_event(text, event, run.names);
    all.push_back(Json::parse(text));
  }
  return all;
}

// Do both show the same wherever both recorded something? Told without first_difference().
bool agree(const Json& left, const Json& right) {
  if (!left.is_object() || !right.is_object()) return left == right;
  return std::ranges::all_of(left.items(), [&](const auto& member) {
    return !right.contains(member.key()) || agree(member.value(), right[member.key()]);
  });
}

bool agree(const Recording& left, const Recording& right) {
  const std::vector<Json> one = observations(left, LastErrors::left_out);
  const std::vector<Json> other = observations(right, LastErrors::left_out);
  return std::ranges::equal(one, other, [](const Json& a, const Json& b) { return agree(a, b); });
}

void alter(std::vector<std::string>& choices, Dice& dice) {
  const auto place = [&] {
    return choices.begin() + dice.roll(static_cast<std::uint32_t>(choices.size()));
  };
  const auto one = place();
  switch (dice.roll(4)) {
    case 0:
      choices.erase(one);
      return;
    case 1:
      std::iter_swap(one, place());
      return;
    case 2: {
      const std::string copy = *one;
      choices.insert(place(), copy);
      return;
    }
    default:
      // One that comes up elsewhere, or one with another number.
      if (dice.chance(50)) {
        *one = *place();
      } else {
        one->back() = static_cast<char>('0' + dice.roll(10));
      }
      return;
  }
}

// IORACLE_ALTERATIONS: how many lists are altered.
TEST(Certificate, AlteredOnesAreRefusedOrShowTheSame) {
  const std::uint64_t count = wanted("IORACLE_ALTERATIONS", 400);
  Dice dice(20);
  std::uint64_t admitted = 0;
  std::uint64_t refused = 0;
  for (std::uint64_t seed = 1; admitted + refused < count; ++seed) {
    const Program program = random_of(seed % 2 == 0 ? random_scenario : wide_scenario, seed);
    const Recording original = simulate(program, one_profile, seed);
    Recording run = original;
    const Verdict verdict = certified(run.events, run.names);
    if (verdict.kind != VerdictKind::accepted) continue;
    for (int times = 0; times < 20; ++times) {
      std::vector<std::string> choices = verdict.certificate;
      alter(choices, dice);
      const Replay along = replay(run.events, one_profile, run.names, choices);
      const Followed followed = follow(program, choices);
      const bool same = !first_difference({original.events, original.names},
                                          {followed.run.events, followed.run.names});
      // What is reported as the same is the same, whoever reports it.
      EXPECT_TRUE(!same || agree(original, followed.run)) << "seed " << seed;
      EXPECT_TRUE(!along.good || (followed.counts.replayed() && same)) << "seed " << seed;
      if (followed.counts.replayed() && followed.counts.unlisted == 0 && same) {
        EXPECT_TRUE(along.good) << "seed " << seed << ": " << along.reason;
      }
      ++(along.good ? admitted : refused);
    }
  }
  std::printf("alterations: %llu refused, %llu show the same\n",
              static_cast<unsigned long long>(refused), static_cast<unsigned long long>(admitted));
  EXPECT_GT(refused, count / 2);
  EXPECT_GT(admitted, 0U);
}

TEST(Certificate, AChangedObservationIsADifference) {
  std::uint64_t changed = 0;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    const Program program = random_of(seed % 2 == 0 ? random_scenario : wide_scenario, seed);
    const Recording run = simulate(program, one_profile, seed);
    Recording other = run;
    if (!spoil(other.events, seed)) continue;
    // The last error behind a success is none.
    const auto text = [](const Recording& one) { return observations(one, LastErrors::left_out); };
    if (text(other) == text(run)) continue;
    ++changed;
    EXPECT_TRUE(first_difference({run.events, run.names}, {other.events, other.names}))
        << "seed " << seed << "\n"
        << text_of(run.events, run.names) << text_of(other.events, other.names);
    EXPECT_FALSE(first_difference({run.events, run.names}, {run.events, run.names}));
  }
  EXPECT_GT(changed, 100U);
}

}  // namespace
}  // namespace ioracle
