#include "oracle/rivals.h"

#include <algorithm>
#include <iterator>

namespace ioracle {
namespace {

bool are_contrary(const Atom& left, const Atom& right) {
  return left.kind == right.kind && left.cell == right.cell && left.item == right.item &&
         left.amount == right.amount && left.expected != right.expected;
}

// That an operation waited, and where, nobody can tell once it has ended.
bool lasts(const Operation& own, const Effect& effect) {
  const bool queues = effect.kind == Effect::Kind::push || effect.kind == Effect::Kind::remove;
  if (queues && own.item != no_item) return Item{effect.item} != own.item;
  return effect.kind != Effect::Kind::mark ||
         (Instant{effect.cell} != own.linked && Instant{effect.cell} != own.ended);
}

std::span<const Effect> effects_of(const Explanation& way, const PathStep& step) {
  return std::span(way.effects).subspan(step.first_effect, step.effect_count);
}

bool leaves_something(const Operation& own, const Explanation& way, const PathStep& step) {
  return std::ranges::any_of(effects_of(way, step),
                             [&](const Effect& effect) { return lasts(own, effect); });
}

// What waits is the first of its fifo once nothing else is there.
Atom head_of(const Operation& own, const Atom& nothing_else) {
  Atom head = nothing_else;
  head.kind = Atom::Kind::head;
  head.item = static_cast<std::uint32_t>(own.item);
  return head;
}

std::vector<Effect> lasting(const Operation& own, const Explanation& way) {
  std::vector<Effect> left;
  for (const PathStep& step : way.steps) {
    std::ranges::copy_if(effects_of(way, step), std::back_inserter(left),
                         [&](const Effect& effect) { return lasts(own, effect); });
  }
  return left;
}

// What happened in them cannot be told from atoms and effects alone.
bool is_plain(const Explanation& way) {
  return way.endings.empty() && way.counts.empty() &&
         std::ranges::all_of(
             way.steps, [](const PathStep& step) { return step.item == no_item && !step.widened; });
}

std::span<const Atom> atoms_of(const Explanation& way, const PathStep& step) {
  return std::span(way.atoms).subspan(step.first_atom, step.atom_count);
}

}  // namespace

bool one_holds_anyway(std::vector<std::vector<Atom>> rivals) {
  for (std::size_t index = 0; index < rivals.size(); ++index) {
    if (rivals[index].empty()) return true;
    if (rivals[index].size() > 1) continue;
    const Atom only = rivals[index].front();
    bool shorter = false;
    for (std::vector<Atom>& other : rivals) {
      const auto answered =
          std::erase_if(other, [&](const Atom& atom) { return are_contrary(atom, only); });
      shorter = shorter || answered > 0;
    }
    // What became shorter may answer in its turn.
    if (shorter) return one_holds_anyway(std::move(rivals));
  }
  return false;
}

bool makes_needless(const Operation& own, const Explanation& less, const Explanation& more,
                    const std::function<bool(const Atom&)>& stays) {
  if (!is_plain(less) || !is_plain(more) || less.information != more.information) return false;
  const auto asks = [&](const PathStep& step, const Atom& atom) {
    return !step.weak && std::ranges::any_of(atoms_of(more, step),
                                             [&](const Atom& other) { return atom == other; });
  };
  auto place = more.steps.begin();
  for (const PathStep& step : less.steps) {
    place = std::find_if(place, more.steps.end(),
                         [&](const PathStep& other) { return other.step == step.step; });
    if (place == more.steps.end() || step.weak) return false;
    const std::span<const Atom> atoms = atoms_of(less, step);
    const auto here = [&](const Atom& atom) { return asks(*place, atom); };
    if (!std::ranges::all_of(atoms, here)) {
      // It may have come as late as the other's wait ended.
      const auto later = std::next(place);
      if (later == more.steps.end() || later->step != MicroStep::wait) return false;
      if (leaves_something(own, more, *place)) return false;
      const auto then = [&](const Atom& atom) {
        return asks(*later, atom) || (here(atom) && stays(atom)) ||
               (atom.kind == Atom::Kind::empty && atom.expected &&
                asks(*later, head_of(own, atom)));
      };
      if (!std::ranges::all_of(atoms, then)) return false;
      place = later;
    }
    ++place;
  }
  return std::ranges::equal(lasting(own, less), lasting(own, more),
                            [](const Effect& left, const Effect& right) {
                              return left == right && left.kind != Effect::Kind::load_status &&
                                     left.kind != Effect::Kind::load_information;
                            });
}

}  // namespace ioracle
