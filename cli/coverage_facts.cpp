// The facts that an implementation performed.

#include <fmt/format.h>

#include "cli/coverage.h"
#include "cli/json_list.h"
#include "cli/wrap.h"

namespace ioracle {
namespace {

double percent(std::uint64_t part, std::uint64_t whole) {
  constexpr double hundred = 100.0;
  return whole == 0 ? 0 : hundred * static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

FactCount count_facts(const Coverage& coverage) {
  FactCount count;
  for (std::size_t index = 0; index < clauses().size(); ++index) {
    const Clause& clause = clauses()[index];
    if (!belongs(clause, ClauseGroup::facts)) continue;
    const ClauseCoverage& state = coverage.of(ClauseId{static_cast<std::uint16_t>(index)});
    ++count.total;
    if (state.excused) {
      ++count.excused;
    } else if (state.exercised) {
      ++count.exercised;
      if (state.performed) ++count.performed;
      if (state.refused && !state.performed) ++count.refused;
    } else {
      count.without_scenario.push_back(clause.id);
    }
  }
  return count;
}

std::string facts_text(const FactCount& count, std::string_view implementation) {
  const std::uint64_t in_scope = count.total - count.excused;
  return fmt::format(
             "facts: {} in the catalogue, {} excused (spec/excused.jsonl), {} in scope\n"
             "  {} have a scenario; of these {} only scenarios that require what {} lacks\n"
             "  {} were performed: {:.1f}% of those in scope that ask for no more than it has, "
             "{:.1f}% of those with a scenario\n",
             count.total, count.excused, in_scope, count.exercised, count.refused, implementation,
             count.performed, percent(count.performed, in_scope - count.refused),
             percent(count.performed, count.exercised)) +
         wrapped("  without a scenario: ",
                 fmt::format("{}", fmt::join(count.without_scenario, " ")));
}

std::string facts_json(const FactCount& count) {
  std::string out = "{";
  Separator members(out);
  members.number("total", count.total);
  members.number("excused", count.excused);
  members.number("in_scope", count.total - count.excused);
  members.number("exercised", count.exercised);
  members.number("refused", count.refused);
  members.number("performed", count.performed);
  append_list(members.member("without_scenario"), count.without_scenario);
  return out + "}\n";
}

}  // namespace ioracle
