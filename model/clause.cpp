#include "model/clause.h"

#include <array>
#include <limits>

namespace ioracle {

static_assert(std::size(generated::clause_ids) <= std::numeric_limits<std::uint16_t>::max());

const Clause& lookup(ClauseId id) { return clauses()[id.index]; }

std::optional<ClauseId> find_clause(std::string_view id) {
  const std::size_t place = detail::place_of_clause(id);
  if (place == clauses().size()) return std::nullopt;
  return ClauseId{static_cast<std::uint16_t>(place)};
}

std::string_view name(ClauseKind kind) {
  constexpr std::array<std::string_view, 7> names = {
      "must", "may", "undefined", "error", "version-dependent", "fact", "choice"};
  return names[static_cast<std::size_t>(kind)];
}

std::string_view name(Evidence evidence) {
  constexpr std::array<std::string_view, 4> names = {"documented", "measured", "observed",
                                                     "inferred"};
  return names[static_cast<std::size_t>(evidence)];
}

}  // namespace ioracle
