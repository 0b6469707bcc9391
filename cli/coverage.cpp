#include "cli/coverage.h"

#include <algorithm>
#include <set>

#include "cli/evidence.h"
#include "model/alternative.h"
#include "model/contract/contract.h"
#include "sim/simulation.h"

namespace ioracle {

Coverage::Coverage() : clauses_(clauses().size()) {
  for (std::size_t index = 0; index < clauses_.size(); ++index) {
    clauses_[index].excused = !clauses()[index].excuse.empty();
  }
  for (const AlternativeInfo* alternative : AlternativeInfo::all()) {
    for (const ClauseId id : alternative->cites()) clauses_[id.index].cited = true;
  }
  for (const contract::Duty* duty : contract::Duty::all()) {
    for (const ClauseId id : duty->clauses()) clauses_[id.index].cited = true;
  }
}

void Coverage::exercise(ClauseId id, Performance performance) {
  ClauseCoverage& covered = clauses_[id.index];
  covered.exercised = true;
  covered.performed = covered.performed || performance == Performance::performed;
  covered.refused = covered.refused || performance == Performance::refused;
}

bool Coverage::add(const Program& scenario, std::uint64_t seed_count, std::string& unknown,
                   Performance performance) {
  for (const std::string& text : scenario.clauses) {
    const std::optional<ClauseId> id = find_clause(text);
    if (!id) {
      unknown = text;
      return false;
    }
    exercise(*id, performance);
  }
  std::set<const AlternativeInfo*> performed;
  for (const std::string_view profile : profile_names) {
    for (std::uint64_t seed = 0; seed < seed_count; ++seed) {
      Names names = scenario.names;
      Simulation simulation(scenario, names, *find_profile(profile), seed);
      simulation.watch([&](const AlternativeInfo& info) { performed.insert(&info); });
      contract::Contract contract;
      simulation.run([&](const Event& event) { contract.take(event); });
      for (const contract::Mark& mark : contract.marks()) {
        add(*mark.duty, scenario, performance);
      }
    }
  }
  for (const AlternativeInfo* alternative : performed) {
    for (const ClauseId id : alternative->cites()) exercise(id, performance);
  }
  return true;
}

// A mark enforces what its scenario declares: it is to be there, and tests hold it to that.
void Coverage::add(const contract::Duty& duty, const Program& scenario, Performance performance) {
  const bool is_misuse = duty.kind() == contract::MarkKind::misuse;
  const std::vector<std::string>& declared = is_misuse ? scenario.misuse : scenario.hazards;
  for (const ClauseId id : duty.clauses()) {
    exercise(id, performance);
    ClauseCoverage& covered = clauses_[id.index];
    const bool shown = std::ranges::find(declared, lookup(id).id) != declared.end();
    covered.enforced = covered.enforced || shown;
  }
}

bool Coverage::add(const Probe& probe, FormatError& error) {
  const std::optional<ProbeTraces> traces = traces_of(probe, error);
  if (!traces) return false;
  const std::string fault = fault_of(probe, *traces);
  if (!fault.empty()) {
    stale_.push_back(probe.name + ": " + fault);
    return true;
  }
  for (const ClauseId clause : probe.clauses) {
    ClauseCoverage& covered = clauses_[clause.index];
    covered.enforced = covered.enforced || enforces(probe, *traces, clause);
  }
  return true;
}

std::string_view name_of(ClauseGroup group) {
  switch (group) {
    case ClauseGroup::founding:
      return "founding";
    case ClauseGroup::documentation:
      return "documentation";
    case ClauseGroup::facts:
      return "facts";
    case ClauseGroup::choices:
      return "choices";
  }
  return "";
}

bool belongs(const Clause& clause, ClauseGroup group) {
  switch (group) {
    case ClauseGroup::founding:
      return clause.founding;
    case ClauseGroup::documentation:
      return clause.evidence == Evidence::documented;
    case ClauseGroup::facts:
      return clause.kind == ClauseKind::fact;
    case ClauseGroup::choices:
      return clause.kind == ClauseKind::choice;
  }
  return false;
}

}  // namespace ioracle
