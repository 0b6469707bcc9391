#pragma once
// What the acceptance of a trace rests on without evidence: of the run that shows it (its
// certificate), the alternatives that no source tells of, and those that no observation needs.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "model/alternative.h"
#include "oracle/oracle.h"

namespace ioracle {

struct UnsupportedChoice {
  const AlternativeInfo* info = nullptr;
  std::uint64_t event = 0;  // seq of the call that took it first, or that started its operation;
                            // of the network: of the call before it
  // Its clauses are all choices of ours, or it has none: nobody has told of this, or seen it.
  bool inferred = false;
  // The trace is accepted without this alternative too: nothing that was observed depends on it.
  bool unobserved = false;
};

struct WhyAccepted {
  bool found = false;  // a run was found; else nothing is known of what was chosen
  std::vector<UnsupportedChoice> choices;  // in the order of the run, each alternative once
};

// REQUIRES: `options` accept these events; `names` are theirs; nobody else judges meanwhile: the
// switches of alternatives are used.
WhyAccepted why_accepted(std::span<const Event> events, const Oracle::Options& options,
                         Names& names);

// The strongest evidence that an alternative cites; inferred, where it cites nothing.
Evidence evidence_of(const AlternativeInfo& info);

}  // namespace ioracle
