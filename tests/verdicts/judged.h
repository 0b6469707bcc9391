#pragma once
// Traces for tests: read from files, or simulated from the scenarios; judged by the oracle.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "oracle/oracle.h"

namespace ioracle::verdicts {

struct Recording {
  Names names;
  std::vector<Event> events;
};

// The *.json below scenarios/, sorted.
std::vector<std::filesystem::path> scenarios();
// Empty, and a failure of the test: the file is malformed.
std::optional<Recording> read_trace(const std::filesystem::path& path);
std::optional<Recording> read_text(std::string_view trace, const std::string& name);
// `scenario` is below scenarios/, as "receive/zero_byte_receive_pends_until_data_arrive".
std::optional<Recording> simulate(std::string_view scenario, std::uint64_t seed,
                                  Profile profile = Profile::windows_10);

Verdict judge(Recording& recording, Profile profile = Profile::windows_10);
std::string text_of(const Recording& recording);
// The verdict in words, for messages.
std::string text_of(const Verdict& verdict);
bool cites(const Verdict& verdict, std::string_view clause);

}  // namespace ioracle::verdicts
