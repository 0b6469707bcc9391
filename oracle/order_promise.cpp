// Calls that overlap may each need what the other did half way: a sweep finds an operation of which
// the call is still to be judged, as it pended because of the sweep. What the other must have done
// is then promised: an instant with a node, which is the other's step once that is judged.

#include <algorithm>

#include "oracle/order_world.h"

namespace ioracle {

bool OrderWorld::promise(Instant instant, const Step& step) {
  const auto index = static_cast<std::uint32_t>(instant);
  if (!step.others->trusted() || !step.others->may_mark(*known_, instant)) return false;
  const Node node = order_.add(0, step.now);
  if (!mark(instant, node) || !order_.precedes(node, step.node)) return false;
  this->instant(index).promised = true;
  promised_.push_back(index);
  return true;
}

void OrderWorld::fulfill(Instant instant) {
  const auto index = static_cast<std::uint32_t>(instant);
  if (!instants_[index].promised) return;
  this->instant(index).promised = false;
  std::erase(promised_, index);
}

// The node of a step that marks what was promised.
Node OrderWorld::promised(const Explanation& explanation, const PathStep& path) const {
  if (promised_.empty()) return no_node;
  const auto effects = std::span(explanation.effects).subspan(path.first_effect, path.effect_count);
  for (const Effect& effect : effects) {
    const bool marks = effect.kind == Effect::Kind::mark;
    const bool pends = effect.kind == Effect::Kind::pend;
    if (!marks && !pends) continue;
    const Instant instant = marks ? Instant{effect.cell} : known_operation(path.operation).linked;
    const InstantCell& cell = instants_[index_of(instant)];
    if (cell.promised) return cell.node;
  }
  return no_node;
}

}  // namespace ioracle
