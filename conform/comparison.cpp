#include "conform/comparison.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "conform/result.h"

namespace ioracle {
namespace {

constexpr auto change_names = std::to_array<std::string_view>(
    {"broke", "gained", "new failure", "changed", "added", "removed"});

bool passes(std::string_view result) {
  return result == name_of(ResultKind::accepted) || result == name_of(ResultKind::unexpected_pass);
}

bool fails(std::string_view result) {
  if (result == name_of(ResultKind::expected_failure)) return true;
  const auto kind = find_result(result);
  return kind && is_failure(*kind);
}

Change::Kind kind_of(const ConformResults::Result* before, const ConformResults::Result& after) {
  using Kind = Change::Kind;
  if (!before) return fails(after.result) ? Kind::failed_new : Kind::added;
  if (fails(after.result) && !fails(before->result)) return Kind::broke;
  if (passes(after.result) && !passes(before->result)) return Kind::gained;
  return Kind::other;
}

bool same(const ConformResults::Result& before, const ConformResults::Result& after) {
  const bool as_good =
      passes(before.result) == passes(after.result) && fails(before.result) == fails(after.result);
  const bool as_open = passes(after.result) || fails(after.result) || before.result == after.result;
  return as_good && as_open && before.clauses == after.clauses;
}

}  // namespace

std::string_view name_of(Change::Kind kind) { return change_names[static_cast<std::size_t>(kind)]; }

std::vector<Change> compare(const ConformResults& before, const ConformResults& after) {
  std::vector<Change> changes;
  for (const ConformResults::Result& now : after.results) {
    const ConformResults::Result* const then = before.find(now.scenario);
    if (then && same(*then, now)) continue;
    Change& change = changes.emplace_back();
    change.kind = kind_of(then, now);
    change.scenario = now.scenario;
    change.after = now.result;
    change.clauses_after = now.clauses;
    if (!then) continue;
    change.before = then->result;
    change.clauses_before = then->clauses;
  }
  for (const ConformResults::Result& then : before.results) {
    if (after.find(then.scenario)) continue;
    changes.push_back({Change::Kind::removed, then.scenario, then.result, {}, then.clauses, {}});
  }
  std::vector<Change> sorted;
  for (std::size_t kind = 0; kind < change_names.size(); ++kind) {
    std::ranges::copy_if(changes, std::back_inserter(sorted), [&](const Change& change) {
      return static_cast<std::size_t>(change.kind) == kind;
    });
  }
  return sorted;
}

}  // namespace ioracle
