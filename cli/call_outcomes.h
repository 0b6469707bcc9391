#pragma once
// What a call may show, and when: the alternatives that the rules offered to such calls in
// simulated runs of scenarios. The rules are asked, nothing is written down here.

#include <set>
#include <span>
#include <string>
#include <vector>

#include "model/alternative.h"
#include "model/function.h"
#include "program/program.h"

namespace ioracle {

struct CallOutcome {
  const AlternativeInfo* rule = nullptr;
  std::string shows;                 // "returns 0, last error 0; ..", with the rule's name
  std::set<std::string> conditions;  // each a list of what must hold, in words
};

// Sorted by the rule's name. Rules that no run came to are not there.
std::vector<CallOutcome> outcomes_of(Function function, std::span<const Program> scenarios);

}  // namespace ioracle
