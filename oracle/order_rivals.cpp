// Alternatives that do the same, of which one held: in the order world.

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

#include "oracle/order_world.h"
#include "oracle/rivals.h"

namespace ioracle {

// Several alternatives do the same: one of them must hold. Where each that remains has one open
// question about an instant, that is a clause; otherwise it stays undecided.
bool OrderWorld::assert_either(const Explanation& explanation, const PathStep& path,
                               const Step& step) {
  if (path.widened) return true;
  std::vector<Literal> literals;
  std::vector<std::span<const Atom>> possible;
  std::vector<std::vector<Atom>> questions;
  bool expressible = true;
  for (const auto& [first, count] : path.rivals) {
    const auto atoms = std::span(explanation.atoms).subspan(first, count);
    std::uint32_t open = 0;
    bool never = false;
    Literal literal;
    std::vector<Atom> asked;
    for (const Atom& atom : atoms) {
      const Truth truth =
          evaluate(atom, order_.low(step.node), order_.high(step.node), *step.others);
      never = never || truth == Truth::no;
      if (truth != Truth::open) continue;
      ++open;
      asked.push_back(atom);
      const Node node = atom.kind == Atom::Kind::happened ? instants_[atom.cell].node : no_node;
      if (node == no_node) open = 2;
      literal = atom.expected ? Literal{node, step.node} : Literal{step.node, node};
    }
    if (never) continue;
    if (open == 0) return true;
    expressible = expressible && open == 1;
    literals.push_back(literal);
    possible.push_back(atoms);
    questions.push_back(std::move(asked));
  }
  if (possible.empty()) return false;
  if (one_holds_anyway(std::move(questions))) return true;
  if (expressible && possible.size() > 1) return order_.one_of(literals);
  if (possible.size() == 1) {
    return std::ranges::all_of(possible[0],
                               [&](const Atom& atom) { return assert_atom(atom, step); });
  }
  // Which of them it was may be told later; complete() decides.
  Undecided undecided{step.node, {}};
  for (const std::span<const Atom> atoms : possible) {
    undecided.rivals.emplace_back(atoms.begin(), atoms.end());
  }
  undecided_.push_back(std::make_shared<const Undecided>(std::move(undecided)));
  return true;
}

// Does one of the rivals hold if everything happens as late as it may? What is over can be laid out
// so, all of it at once, where nothing but the order of instants is open.
bool OrderWorld::holds_at_the_latest(const Undecided& undecided) const {
  const Position low = order_.low(undecided.node);
  const Position high = order_.high(undecided.node);
  const auto holds = [&](const Atom& atom) {
    if (evaluate(atom, low, high, nobody) == Truth::yes) return true;
    if (atom.kind != Atom::Kind::empty || atom.expected) return false;
    return any_warm(Fifo{atom.cell}, [&](Place place) {
      const Entry& entry = entry_at(Fifo{atom.cell}, place);
      return order_.high(entry.in) <= low && entry.out != no_node && order_.high(entry.out) > high;
    });
  };
  return order_.open_clauses() == 0 &&
         std::ranges::any_of(undecided.rivals, [&](const std::vector<Atom>& rival) {
           return std::ranges::all_of(rival, holds);
         });
}

Truth OrderWorld::one_holds(const Undecided& undecided) const {
  std::vector<std::vector<Atom>> questions;
  for (const std::vector<Atom>& rival : undecided.rivals) {
    std::vector<Atom> open;
    bool never = false;
    for (const Atom& atom : rival) {
      const Truth truth =
          evaluate(atom, order_.low(undecided.node), order_.high(undecided.node), nobody);
      never = never || truth == Truth::no;
      if (truth == Truth::open) open.push_back(atom);
    }
    if (!never) questions.push_back(std::move(open));
  }
  if (questions.empty()) return Truth::no;
  return one_holds_anyway(std::move(questions)) ? Truth::yes : Truth::open;
}

}  // namespace ioracle
