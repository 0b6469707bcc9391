#include "oracle/rivals.h"

#include <algorithm>

namespace ioracle {
namespace {

bool are_contrary(const Atom& left, const Atom& right) {
  return left.kind == right.kind && left.cell == right.cell && left.item == right.item &&
         left.amount == right.amount && left.expected != right.expected;
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

}  // namespace ioracle
