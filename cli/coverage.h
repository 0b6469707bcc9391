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
  bool performed = false;  // an implementation performed a scenario that exercises it
  bool refused = false;    // or refused one
  bool excused = false;    // spec/excused.jsonl says why no rule cites it

  // No rule carries it and no reason is given for that.
  bool missing() const { return !cited && !excused; }
};

// What an implementation did with a scenario, where one was asked.
enum class Performance : std::uint8_t { not_asked, performed, refused };

class Coverage {
 public:
  // Begins with what the rules cite and what is excused.
  Coverage();

  // Counts what the scenario says it exercises, and what its runs do: each profile with the seeds
  // 0 to seed_count - 1. False: it names a clause that the catalogue lacks, which is left in
  // `unknown`.
  bool add(const Program& scenario, std::uint64_t seed_count, std::string& unknown,
           Performance performance = Performance::not_asked);

  // Judges the probe, and counts the clauses that it shows to be enforced. False: a trace of it
  // cannot be had, `error` says why. A probe that does not get its verdict is kept in stale().
  bool add(const Probe& probe, FormatError& error);

  // Probes that do not show what they say, with what is wrong.
  std::span<const std::string> stale() const { return stale_; }

  const ClauseCoverage& of(ClauseId id) const { return clauses_[id.index]; }

 private:
  void exercise(ClauseId id, Performance performance);
  void add(const contract::Duty& duty, const Program& scenario, Performance performance);

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

// How many of the facts an implementation performed, of those in the catalogue, in scope, with a
// scenario, and with a scenario that asks for no more than it has.
struct FactCount {
  std::uint64_t total = 0;
  std::uint64_t excused = 0;    // out of scope, or not shown by a program
  std::uint64_t exercised = 0;  // and not excused
  std::uint64_t refused = 0;    // of these: only by scenarios that it refused
  std::uint64_t performed = 0;  // of these
  std::vector<std::string_view> without_scenario;
};
FactCount count_facts(const Coverage& coverage);
std::string facts_text(const FactCount& count, std::string_view implementation);
std::string facts_json(const FactCount& count);

}  // namespace ioracle
