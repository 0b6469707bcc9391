#pragma once
// What `ioracle conform --format json` printed, read again to compare it with another run. Only
// the members that the contract promises are read; others are skipped.

#include <optional>
#include <string>
#include <vector>

#include "format/format_error.h"

namespace ioracle {

struct ConformResults {
  struct Result {
    std::string scenario;
    std::string result;  // accepted, rejected ...
    std::vector<std::string> clauses;
  };
  std::string agent_name;
  std::string agent_version;
  std::string agent_system;
  std::vector<Result> results;

  const Result* find(std::string_view scenario) const;
};

// The text of such a file, with the members that are read.
std::string write_conform_results(const ConformResults& results);
std::optional<ConformResults> read_conform_results(const std::string& path, FormatError& error);

}  // namespace ioracle
