#include <fmt/format.h>

#include <array>

#include "cli/coverage.h"
#include "cli/json_list.h"
#include "cli/wrap.h"

namespace ioracle {
namespace {

constexpr std::array groups = {ClauseGroup::founding, ClauseGroup::documentation,
                               ClauseGroup::facts, ClauseGroup::choices};

struct Count {
  std::uint64_t total = 0;
  std::uint64_t cited = 0;
  std::uint64_t exercised = 0;
  std::uint64_t enforced = 0;
  std::uint64_t excused = 0;
  std::vector<std::string_view> missing;
};

ClauseId id_at(std::size_t index) { return ClauseId{static_cast<std::uint16_t>(index)}; }

Count count(const Coverage& coverage, ClauseGroup group) {
  Count count;
  for (std::size_t index = 0; index < clauses().size(); ++index) {
    const Clause& clause = clauses()[index];
    if (!belongs(clause, group)) continue;
    const ClauseCoverage& state = coverage.of(id_at(index));
    ++count.total;
    if (state.cited) ++count.cited;
    if (state.exercised) ++count.exercised;
    if (state.enforced) ++count.enforced;
    if (state.excused) ++count.excused;
    if (state.missing()) count.missing.push_back(clause.id);
  }
  return count;
}

std::vector<std::string_view> states(const ClauseCoverage& clause) {
  std::vector<std::string_view> states;
  if (clause.cited) states.emplace_back("cited");
  if (clause.exercised) states.emplace_back("exercised");
  if (clause.enforced) states.emplace_back("enforced");
  if (clause.excused) states.emplace_back("excused");
  if (clause.missing()) states.emplace_back("missing");
  return states;
}

}  // namespace

std::string coverage_json(const Coverage& coverage) {
  std::string out = "{";
  Separator members(out);
  for (const ClauseGroup group : groups) {
    const Count counted = count(coverage, group);
    members.member(name_of(group)) += '{';
    Separator parts(out);
    parts.number("total", counted.total);
    parts.number("cited", counted.cited);
    parts.number("exercised", counted.exercised);
    parts.number("enforced", counted.enforced);
    parts.number("excused", counted.excused);
    append_list(parts.member("missing"), counted.missing);
    out += '}';
  }
  members.member("clauses") += '[';
  Separator elements(out);
  for (std::size_t index = 0; index < clauses().size(); ++index) {
    elements.next() += '{';
    Separator parts(out);
    parts.text("id", clauses()[index].id);
    parts.member("founding") += clauses()[index].founding ? "true" : "false";
    append_list(parts.member("states"), states(coverage.of(id_at(index))));
    out += '}';
  }
  out += ']';
  append_list(members.member("stale"), coverage.stale());
  return out + "}\n";
}

std::string coverage_text(const Coverage& coverage) {
  std::string text = fmt::format("{:<14} {:>6} {:>6} {:>10} {:>9} {:>8} {:>8}\n", "clauses",
                                 "total", "cited", "exercised", "enforced", "excused", "missing");
  for (const ClauseGroup group : groups) {
    const Count counted = count(coverage, group);
    text += fmt::format("{:<14} {:>6} {:>6} {:>10} {:>9} {:>8} {:>8}\n", name_of(group),
                        counted.total, counted.cited, counted.exercised, counted.enforced,
                        counted.excused, counted.missing.size());
  }
  for (const std::string& probe : coverage.stale()) text += wrapped("stale probe ", probe);
  const Count founding = count(coverage, ClauseGroup::founding);
  if (founding.missing.empty()) return text;
  return text +
         wrapped("founding clauses missing: ", fmt::format("{}", fmt::join(founding.missing, " ")));
}

}  // namespace ioracle
