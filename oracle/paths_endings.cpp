// How the operations ended whose outcome a call shows.

#include <algorithm>

#include "oracle/paths.h"

namespace ioracle {

// An operation whose outcome is shown: its end must fit.
std::vector<PathFinder::Resolution> PathFinder::resolve(OperationId id, const Predicate& predicate,
                                                        std::optional<std::uint64_t> information) {
  if (world_->is_resolved(id)) {
    const bool other_count =
        information && world_->is_counted(id) && world_->information(id) != *information;
    if (other_count || !predicate.holds(static_cast<std::uint32_t>(world_->status(id)))) {
      rejected_endings_.push_back({nullptr, id, world_->status(id), world_->information(id)});
      return {};
    }
    return {{std::nullopt, world_->is_counted(id) ? std::nullopt : information}};
  }
  const bool chosen = std::ranges::any_of(
      path_.endings, [&](const Ending& ending) { return ending.operation == id; });
  if (chosen) return {Resolution{}};
  const std::size_t first = path_.endings.size();
  if (world_->endings(id, predicate, information, now_, *others_, path_) == 0) {
    note_other_endings(id);
  }
  std::vector<Resolution> ways;
  for (std::size_t index = first; index < path_.endings.size(); ++index) {
    ways.push_back({path_.endings[index], std::nullopt});
  }
  path_.endings.resize(first);
  return ways;
}

void PathFinder::take(OperationId id, const Resolution& resolution) {
  if (resolution.ending) path_.endings.push_back(*resolution.ending);
  if (resolution.count) path_.counts.emplace_back(id, *resolution.count);
}

// How the operation can have ended whose packet or APC was taken; nothing where the item is none
// that fits. The item of no operation has no end.
std::optional<std::vector<PathFinder::Resolution>> PathFinder::resolve_item(
    const Alternative& alternative, Item item, const Chain& chain) {
  const ItemInfo& info = known_->item(item);
  const bool enters = event_->kind == EventKind::enter;
  const bool one_of_several = !enters && takes_one_of_several(alternative);
  const ShownPacket shown = one_of_several ? shown_packet(chain) : ShownPacket{};
  const bool apc_differs = enters && info.operation == no_operation && !agrees_apc(info);
  if (apc_differs || (one_of_several && !agrees_packet(shown, info))) {
    unmet_.push_back(alternative.info);
    return std::nullopt;
  }
  const OperationId id = info.operation;
  if (id == no_operation) return std::vector<Resolution>{};
  if (enters) {
    if (event_->routine && known_->operation(id).routine != event_->routine) return std::nullopt;
    return resolve(id, routine_predicate(id), shown_count(Parameter::cbTransferred));
  }
  if (!one_of_several) {
    return resolve(id, status_predicate(Predicate::Kind::win32_error),
                   shown_count(Parameter::lpNumberOfBytesTransferred));
  }
  Predicate predicate;
  if (shown.status.recorded()) {
    predicate.kind = Predicate::Kind::equal;
    predicate.value = static_cast<std::uint64_t>(shown.status.number);
  }
  return resolve(id, predicate,
                 shown.bytes.recorded()
                     ? std::optional(static_cast<std::uint64_t>(shown.bytes.number))
                     : std::nullopt);
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
