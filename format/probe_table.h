#pragma once
// Tables of probes (*.jsonl): traces that must get one verdict, each the evidence that a clause is
// enforced. docs/formats.md, "Probes", tells the members of a row. Errors name the line and the
// JSON pointer; nothing is thrown.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "format/format_error.h"
#include "model/clause.h"
#include "model/profile.h"

namespace ioracle {

// One line of a trace made another: the `occurrence`-th (from 0) in which all members of `find`
// stand gets the members of `set`; members that are objects on both sides are merged.
struct TraceChange {
  std::string find;  // a JSON object; in a return, "function" means that of its call
  std::uint64_t occurrence = 0;
  std::string set;  // a JSON object; empty: nothing is changed
  // The line is taken out, and what its thread does after it: up to the next settle.
  bool leaves_blocked = false;
};

struct Probe {
  std::string name;
  std::string file;  // of the table
  std::uint64_t line = 0;
  std::vector<std::string> traces;  // one, or the two sides of a choice: paths
  std::string scenario;             // else: the scenario that is simulated, a path
  std::vector<std::uint64_t> seeds;
  std::optional<TraceChange> change;
  Profile profile = Profile::windows_10;

  bool rejected = false;
  // Of a trace: the seq of the event that no history shows. Where a line was changed: that one.
  std::uint64_t event = 0;
  bool progress = false;  // rejected because an owed step is missing
  // False: the oracle knows by then that no history is left, but not which event took the last one.
  bool named = true;
  // Too many worlds for the reference checker of the tests: only the oracle judges it.
  bool too_large_for_reference = false;
  // That the rejection must cite; of an acceptance: without which it would be none.
  std::vector<ClauseId> clauses;
};

// Paths in a table are relative to its folder.
std::optional<std::vector<Probe>> read_probe_table(const std::string& path, FormatError& error);

struct ChangedTrace {
  std::string text;
  std::uint64_t seq = 0;  // of the line that was changed, or of the settle that ends it
};

// Nothing: no line is the one sought.
std::optional<ChangedTrace> apply_change(const TraceChange& change, std::string_view trace);

}  // namespace ioracle
