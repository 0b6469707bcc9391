#pragma once
// The marks of a trace (model/contract/contract.h) in words, beside its verdict.

#include <cstdint>
#include <string>
#include <vector>

#include "format/header.h"
#include "model/contract/contract.h"

namespace ioracle {

struct MarkReport {
  contract::Mark mark;
  std::string thread;
  std::string object;
  std::string sentence;   // what happened
  bool declared = false;  // the trace's header says that it shows it on purpose
};

std::vector<MarkReport> report_marks(const contract::Contract& contract, const Header& header,
                                     const Names& names);

// A misuse that nobody declared, and, where hazards count as errors, a hazard likewise.
bool is_undeclared(const MarkReport& report, bool hazards_too);

// Of those that nobody declared, in lines of at most 100 columns: what happened, how to write the
// call, and the clauses.
std::string marks_text(const std::vector<MarkReport>& reports);
// A JSON list of the marks of one kind.
std::string marks_json(const std::vector<MarkReport>& reports, contract::MarkKind kind);

}  // namespace ioracle
