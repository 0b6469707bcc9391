#pragma once
// Probes judged: does each trace still get the verdict that its table says, on the clauses it says?
// What counts as enforced rests on this and not on the table.

#include <optional>
#include <string>
#include <vector>

#include "format/probe_table.h"
#include "oracle/oracle.h"

namespace ioracle {

// A probe with its traces at hand, as texts: what is judged again and again is made once.
struct ProbeTraces {
  std::vector<std::string> texts;  // one, or the two sides of a choice; changed
  std::string unchanged;           // where a line was changed: the trace before that
  std::uint64_t event = 0;         // seq of the event that must be rejected; 0: none
};

// Nothing: a file cannot be read, or has no such line. `error` says which.
std::optional<ProbeTraces> traces_of(const Probe& probe, FormatError& error);

// REQUIRES: the text is a trace, well formed, as traces_of() gives it.
Verdict judge_text(const std::string& trace, Profile profile);

// Empty: the traces get their verdicts, and a rejection is that of the right event and cites the
// clauses. Else what differs, in words.
std::string fault_of(const Probe& probe, const ProbeTraces& traces);

// Does the probe show that the clause is enforced? A clause that permits, kind may: both sides are
// accepted, and an alternative that cites the clause is what one of them needs and the other does
// not. Any other: a trace is rejected citing it. REQUIRES: the probe has no fault.
bool enforces(const Probe& probe, const ProbeTraces& traces, ClauseId clause);

}  // namespace ioracle
