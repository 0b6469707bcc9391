// How the operations ended whose outcome a call shows.

#include <algorithm>

#include "oracle/paths.h"

namespace ioracle {

// An operation whose outcome is shown: its end must fit. One explanation per way it can have ended.
void PathFinder::resolve(OperationId id, const Predicate& predicate,
                         std::optional<std::uint64_t> information, const Explanation& sofar,
                         std::vector<Explanation>& resolved) {
  if (world_->is_resolved(id)) {
    const bool other_count =
        information && world_->is_counted(id) && world_->information(id) != *information;
    if (other_count || !predicate.holds(static_cast<std::uint32_t>(world_->status(id)))) {
      rejected_endings_.push_back({nullptr, id, world_->status(id), world_->information(id)});
      return;
    }
    resolved.push_back(sofar);
    if (information && !world_->is_counted(id)) {
      resolved.back().counts.emplace_back(id, *information);
    }
    return;
  }
  const bool chosen = std::ranges::any_of(
      sofar.endings, [&](const Ending& ending) { return ending.operation == id; });
  if (chosen) {
    resolved.push_back(sofar);
    return;
  }
  Explanation more = sofar;
  const std::size_t first = more.endings.size();
  if (world_->endings(id, predicate, information, now_, *others_, more) == 0)
    note_other_endings(id);
  for (std::size_t index = first; index < more.endings.size(); ++index) {
    resolved.push_back(more);
    resolved.back().endings.resize(first);
    resolved.back().endings.push_back(more.endings[index]);
  }
}

void PathFinder::note_other_endings(OperationId id, const AlternativeInfo* except) {
  Explanation others;
  world_->endings(id, {}, std::nullopt, now_, nobody, others);
  for (const Ending& ending : others.endings) {
    if (ending.info == except) continue;
    Status status = Status::success;
    for (std::uint32_t index = 0; index < ending.effect_count; ++index) {
      const Effect& effect = others.effects[ending.first_effect + index];
      if (effect.kind == Effect::Kind::end) status = static_cast<Status>(effect.amount);
    }
    rejected_endings_.push_back({ending.info, id, status, ending.information});
  }
}

}  // namespace ioracle
