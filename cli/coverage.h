#pragma once
// How far the clauses of the catalogue are covered: by rules, scenarios, probes and excuses.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "format/probe_table.h"
#include "model/clause.h"
#include "model/contract/duty.h"
#include "program/program.h"

namespace ioracle {

struct ClauseCoverage {
  bool cited = false;      // by an alternative of a rule
  bool exercised = false;  // a scenario names it, or performs an alternative that cites it
  bool enforced =
      false;  // a trace that breaks it is rejected citing it, or marked where a
              // scenario declares that; of a clause that permits, both sides are accepted
  bool excused = false;  // spec/excused.jsonl says why no rule cites it

  // No rule carries it and no reason is given for that.
  bool missing() const { return !cited && !excused; }
};

class Coverage {
 public:
  // Begins with what the rules cite and what is excused.
  Coverage();

  // Counts what the scenario says it exercises, and what its runs do: each profile with the seeds
  // 0 to seed_count - 1. False: it names a clause that the catalogue lacks, which is left in
  // `unknown`.
  bool add(const Program& scenario, std::uint64_t seed_count, std::string& unknown);

  // Judges the probe, and counts the clauses that it shows to be enforced. False: a trace of it
  // cannot be had, `error` says why. A probe that does not get its verdict is kept in stale().
  bool add(const Probe& probe, FormatError& error);

  // Probes that do not show what they say, with what is wrong.
  std::span<const std::string> stale() const { return stale_; }

  const ClauseCoverage& of(ClauseId id) const { return clauses_[id.index]; }

 private:
  void add(const contract::Duty& duty, const Program& scenario);

  std::vector<ClauseCoverage> clauses_;  // by ClauseId
  std::vector<std::string> stale_;
};

// The groups in which clauses are counted. The documentation has the founding clauses too.
enum class ClauseGroup : std::uint8_t { founding, documentation, facts, choices };

std::string_view name_of(ClauseGroup group);
bool belongs(const Clause& clause, ClauseGroup group);

// One object with the keys of the contract, which tests hold.
std::string coverage_json(const Coverage& coverage);
// A table, and the founding clauses that are missing.
std::string coverage_text(const Coverage& coverage);

}  // namespace ioracle
