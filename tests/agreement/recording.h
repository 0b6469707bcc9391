#pragma once
// What the tests of agreement share: traces of programs, both judgements of a trace, and the
// smallest trace on which the two still differ.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "oracle/oracle.h"
#include "program/program.h"
#include "tests/reference/reference_checker.h"

namespace ioracle {

constexpr std::size_t states_limit = 20'000;
// The profile where a test does not go through all of them.
constexpr auto one_profile = Profile::windows_10;

struct Recording {
  Names names;
  std::vector<Event> events;
};

Recording simulate(const Program& program, Profile profile, std::uint64_t seed);

Verdict judge(std::span<const Event> events, Names& names, Profile profile, Thrift thrift = {});

// The lines of the events, without a header; with one, `ioracle check` reads them.
std::string text_of(std::span<const Event> events, const Names& names);
std::string file_of(std::span<const Event> events, const Names& names, Profile profile);

enum class Difference : std::uint8_t { none, wrongly_accepted, wrongly_rejected };

// How the oracle differs from the reference checker; none, too, where one of them gives up.
Difference difference(std::span<const Event> events, Names& names, Profile profile);

// Takes calls, observations and settles out of a trace, and outputs out of returns, as long as the
// oracle differs from the reference checker as before.
std::vector<Event> smallest(std::vector<Event> events, Names& names, Profile profile);

// Appends the smallest trace to the file that IORACLE_DIFFERENCES names, with what the oracle says
// of it; without that variable does nothing.
void write_difference(const std::string& title, const std::vector<Event>& events, Names& names,
                      Profile profile);

// Does IORACLE_ONLY stand in the path of a scenario? Without that variable all are wanted.
bool is_wanted(const std::string& path);

// The number in an environment variable.
std::uint64_t wanted(const char* variable, std::uint64_t otherwise);

}  // namespace ioracle
