#include "cli/clause_index.h"

#include <algorithm>
#include <set>

#include "cli/scenario_file.h"
#include "format/scenario_reader.h"
#include "sim/simulation.h"

namespace ioracle {

ClauseIndex::ClauseIndex()
    : rules_(clauses().size()), exercises_(clauses().size()), breaks_(clauses().size()) {
  for (const AlternativeInfo* rule : AlternativeInfo::all()) {
    for (const ClauseId id : rule->cites()) rules_[id.index].push_back(rule);
  }
  for (auto& rules : rules_) std::ranges::sort(rules, {}, &AlternativeInfo::name);
}

bool ClauseIndex::add_scenarios(const std::string& folder, FormatError& error) {
  for (const std::string& file : scenario_files(folder)) {
    std::optional<Program> scenario = read_scenario_file(file, error);
    if (!scenario) return false;
    files_.push_back(file);
    scenarios_.push_back(std::move(*scenario));
  }
  return true;
}

void ClauseIndex::exercise() {
  for (std::size_t at = 0; at < files_.size(); ++at) add(files_[at], scenarios_[at]);
}

void ClauseIndex::add(const std::string& file, const Program& scenario) {
  constexpr std::uint64_t seeds = 4;
  std::set<std::uint16_t> named;
  for (const std::string& text : scenario.clauses) {
    if (const auto id = find_clause(text)) named.insert(id->index);
  }
  std::set<const AlternativeInfo*> performed;
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    Names names = scenario.names;
    Simulation simulation(scenario, names, Profile::windows_10, seed);
    simulation.watch([&](const AlternativeInfo& rule) { performed.insert(&rule); });
    simulation.run([](const Event&) {});
  }
  std::set<std::uint16_t> exercised = named;
  for (const AlternativeInfo* rule : performed) {
    for (const ClauseId id : rule->cites()) exercised.insert(id.index);
  }
  for (const std::uint16_t index : exercised) {
    exercises_[index].push_back({file, scenario.scenario, named.contains(index)});
  }
}

}  // namespace ioracle
