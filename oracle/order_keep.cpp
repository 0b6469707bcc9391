// Nodes that nobody speaks of any more are given back.

#include <algorithm>

#include "oracle/order.h"

namespace ioracle {
namespace {

// A node with more ways through it than this stays: each would become an edge of its own.
constexpr std::size_t ways_most = 16;

}  // namespace

// The ends of the edges of one list, those that are still there, in its order.
std::vector<Node> Order::neighbours(std::uint32_t first_edge,
                                    const std::vector<bool>& present) const {
  std::vector<Node> found;
  for (std::uint32_t edge = first_edge; edge != no_node; edge = edges_[edge].next) {
    if (present[edges_[edge].node]) found.push_back(edges_[edge].node);
  }
  return found;
}

// What lies before `gone` lies before what lies behind it; where bounds do not tell that, an edge
// does. `present`: the nodes that are there.
void Order::bridge(Node gone, std::vector<bool>& present) {
  std::vector<Node> before = neighbours(nodes_[gone].predecessors, present);
  std::vector<Node> behind = neighbours(nodes_[gone].successors, present);
  const Position low = nodes_[gone].low;
  const Position high = nodes_[gone].high;
  std::erase_if(before, [&](Node node) { return nodes_[node].high <= low; });
  std::erase_if(behind, [&](Node node) { return high <= nodes_[node].low; });
  if (before.size() * behind.size() > ways_most) return;
  present[gone] = false;
  for (const Node first : before) {
    for (const Node second : behind) {
      if (nodes_[first].high <= nodes_[second].low) continue;
      const std::vector<Node> linked = neighbours(nodes_[first].successors, present);
      if (std::ranges::find(linked, second) != linked.end()) continue;
      edges_.push_back({second, nodes_[first].successors});
      nodes_[first].successors = static_cast<std::uint32_t>(edges_.size() - 1);
      edges_.push_back({first, nodes_[second].predecessors});
      nodes_[second].predecessors = static_cast<std::uint32_t>(edges_.size() - 1);
    }
  }
}

std::vector<Node> Order::keep_only(std::vector<bool> kept) {
  for (const Clause& clause : clauses_) {
    if (!clause.used) continue;
    for (const Literal& literal : literals_of(clause)) {
      for (const Node node : {literal.first, literal.second, literal.third}) {
        if (node != no_node) kept[node] = true;
      }
    }
  }
  std::vector<bool> present(nodes_.size(), true);
  for (Node node = 0; node < nodes_.size(); ++node) {
    if (!kept[node]) bridge(node, present);
  }
  std::vector<Node> renamed(nodes_.size(), no_node);
  Order left;
  for (Node node = 0; node < nodes_.size(); ++node) {
    if (!present[node]) continue;
    renamed[node] = left.add(nodes_[node].low, nodes_[node].high);
    left.hear_of(renamed[node], nodes_[node].listener);
  }
  // Lists grow at their begin: from the last edge to the first they keep their order.
  const auto copy = [&](Node node, std::uint32_t NodeRecord::*list, bool forward) {
    const std::vector<Node> others = neighbours(nodes_[node].*list, present);
    for (std::size_t index = others.size(); index-- > 0;) {
      const NodeRecord& own = nodes_[node];
      const NodeRecord& other = nodes_[others[index]];
      if (forward ? own.high <= other.low : other.high <= own.low) continue;
      left.edges_.push_back({renamed[others[index]], left.nodes_[renamed[node]].*list});
      left.nodes_[renamed[node]].*list = static_cast<std::uint32_t>(left.edges_.size() - 1);
    }
  };
  for (Node node = 0; node < nodes_.size(); ++node) {
    if (!present[node]) continue;
    copy(node, &NodeRecord::successors, true);
    copy(node, &NodeRecord::predecessors, false);
  }
  const auto new_name = [&](Node node) { return node == no_node ? no_node : renamed[node]; };
  for (const Clause& clause : clauses_) {
    if (!clause.used) continue;
    const auto index = static_cast<std::uint32_t>(left.clauses_.size());
    left.clauses_.push_back(
        {static_cast<std::uint32_t>(left.literals_.size()), clause.count, true});
    ++left.open_clauses_;
    for (const Literal& literal : literals_of(clause)) {
      left.literals_.push_back(
          {new_name(literal.first), new_name(literal.second), new_name(literal.third)});
      for (const Node node : {literal.first, literal.second, literal.third}) {
        if (node != no_node) left.watch(renamed[node], index);
      }
    }
  }
  *this = std::move(left);
  return renamed;
}

}  // namespace ioracle
