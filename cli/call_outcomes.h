#pragma once
// What a call may show, and when: the alternatives that the rules offered to such calls in
// simulated runs of scenarios. The rules are asked, nothing is written down here.

#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "model/alternative.h"
#include "model/function.h"
#include "program/program.h"

namespace ioracle {

struct CallOutcome {
  Function function{};
  const AlternativeInfo* rule = nullptr;
  std::optional<std::uint32_t> last_error;  // where it always is this one
  std::string shows;                        // "returns 0, last error 0; ..", with the rule's name
  std::set<std::string> conditions;         // each a list of what must hold, in words
};

// Of one function, or of all; sorted by function and rule. Rules that no run came to are not there.
std::vector<CallOutcome> outcomes_of(std::optional<Function> function,
                                     std::span<const Program> scenarios);

}  // namespace ioracle
