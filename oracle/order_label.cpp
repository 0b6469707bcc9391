// Labels of nodes: which step of which chain became known.

#include <algorithm>

#include "oracle/order_world.h"

namespace ioracle {
namespace {

Stream taken_from(std::span<const Effect> effects) {
  const auto found = std::ranges::find(effects, Effect::Kind::take, &Effect::kind);
  return found == effects.end() ? no_stream : Stream{found->cell};
}

Stream ended(std::span<const Atom> atoms) {
  const auto found = std::ranges::find_if(
      atoms, [](const Atom& atom) { return atom.kind == Atom::Kind::finished && atom.expected; });
  return found == atoms.end() ? no_stream : Stream{found->cell};
}

}  // namespace

void OrderWorld::label_step(const Explanation& explanation, const PathStep& path, Node node,
                            Position since) {
  if (!labels_) return;
  const auto effects = std::span(explanation.effects).subspan(path.first_effect, path.effect_count);
  const auto atoms = std::span(explanation.atoms).subspan(path.first_atom, path.atom_count);
  label({Chain::Kind::call, known_->call(explanation.chain.call).event.seq, path.step, path.info,
         path.variant, path.operation, taken_from(effects), ended(atoms), node, since});
}

void OrderWorld::label_end(const Explanation& explanation, const Ending& ending) {
  if (!labels_) return;
  const auto effects =
      std::span(explanation.effects).subspan(ending.first_effect, ending.effect_count);
  const auto atoms = std::span(explanation.atoms).subspan(ending.first_atom, ending.atom_count);
  label({Chain::Kind::operation, index_of(ending.operation), MicroStep::end, ending.info, 0,
         ending.operation, taken_from(effects), ended(atoms), cell(ending.operation).end, 0});
}

}  // namespace ioracle
