#pragma once
// What an explanation of a rejection is made of: what was allowed, each sentence once, and the
// clauses that this rests on.

#include <span>
#include <string>
#include <vector>

#include "model/alternative.h"
#include "model/clause.h"
#include "model/event.h"

namespace ioracle {

// What the candidates show, in words: sorted, each sentence once. The candidates are the events
// that the specification allows in the place of one recorded event.
std::vector<std::string> allowed_sentences(std::span<const Event> candidates, const Names& names);

// The clauses that the alternatives cite, each once, the strongest evidence first; nullptrs are
// passed over.
std::vector<ClauseId> cited_clauses(std::span<const AlternativeInfo* const> alternatives);

// One clause in words, on one line:
//   WSARecv.ret.pending [must, documented] The overlapped operation ... (its source)
std::string cite(ClauseId id);

}  // namespace ioracle
