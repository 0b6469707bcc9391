#pragma once
// One run of a scenario from memory, told as the verb `run` tells it.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "cli/verb.h"
#include "format/format_error.h"
#include "model/profile.h"

namespace ioracle {

struct RunReport {
  std::string trace;
  std::string json;  // as `run --format json` prints it
  ExitCode ended = ExitCode::good;
};

// Nothing: the text is no scenario, `error` says why.
std::optional<RunReport> run_scenario(std::string_view text, Profile profile, std::uint64_t seed,
                                      FormatError& error);

}  // namespace ioracle
