#pragma once
// The traces that are changed: what Wine showed and is accepted, and one run of each scenario.

#include <string>
#include <vector>

#include "oracle/oracle.h"
#include "tests/tightness/changes.h"

namespace ioracle::tightness {

struct CorpusTrace {
  std::string name;
  bool racing = false;  // its scenario releases steps together: much is open there
  Names names;
  std::vector<Event> events;
};

// All of them, in the order of their names; one that is not accepted is left out.
std::vector<CorpusTrace> accepted_corpus();
// What Wine showed and is rejected.
std::vector<CorpusTrace> rejected_corpus();

Verdict judge(std::span<const Event> events, Names& names, bool certificate = false);

// The number in an environment variable.
std::uint64_t wanted(const char* variable, std::uint64_t otherwise);

}  // namespace ioracle::tightness
