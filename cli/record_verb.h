#pragma once
// `ioracle record SCENARIO... --agent CMD [--out DIR]`: traces from a real implementation.

#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

namespace ioracle::cli {

struct RecordOptions {
  std::vector<std::string> scenarios;  // files, or folders whose *.json are taken
  std::string agent;                   // command
  std::string out;                     // folder; empty: traces go to `output`
  std::string log;                     // file for what the agent says on standard error
  std::string profile = "windows-10";
  std::uint64_t patience_ms = 100;
  bool published = false;  // no agent: what facts seen on Windows state (conform/published.h)
};

// Records each scenario; with a folder, into <out>/<scenario>.jsonl. Returns an exit code: 2 for
// input that cannot be read (nothing is recorded then) or an agent that cannot be started, 3 if an
// agent refused, died or hung on a scenario, 0 otherwise.
int record_verb(const RecordOptions& options, std::ostream& output, std::ostream& errors);

}  // namespace ioracle::cli
