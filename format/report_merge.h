#pragma once
// Reports of parts (`check --shard`, `fuzz --shard`) as the report of one run.

#include <cstdint>
#include <string>
#include <vector>

namespace ioracle {

struct NamedReport {
  std::string name;  // of its file
  std::string text;  // JSON
};

struct MergedReport {
  enum class Ended : std::uint8_t { good, undecided, rejected };
  std::string text;     // what one run with --no-times prints, byte for byte
  Ended ended{};        // what its exit code tells: the gravest
  std::string problem;  // empty, or why the parts cannot be put together; then the rest is nothing
};

// A part that is there twice counts once, if both say the same.
MergedReport merge_reports(const std::vector<NamedReport>& reports);

}  // namespace ioracle
