#include "oracle/plan.h"

#include <algorithm>
#include <functional>
#include <queue>
#include <unordered_map>

namespace ioracle {
namespace {

// The nodes of the order, and behind them the steps without a node.
class Graph {
 public:
  Graph(const OrderWorld& world, Position now) : order_(world.order()), labels_(world.labels()) {
    const std::size_t nodes = order_.size();
    label_of_.assign(nodes, no_label);
    for (std::size_t index = 0; index < labels_.size(); ++index) {
      const StepLabel& label = labels_[index];
      if (label.node == no_node) {
        vertex_of_.push_back(static_cast<std::uint32_t>(label_of_.size()));
        label_of_.push_back(static_cast<std::uint32_t>(index));
      } else {
        vertex_of_.push_back(label.node);
        label_of_[label.node] = static_cast<std::uint32_t>(index);
      }
    }
    more_successors_.resize(label_of_.size());
    waits_for_.assign(label_of_.size(), 0);
    // The steps of a call follow each other.
    std::unordered_map<std::uint64_t, std::uint32_t> latest;
    for (std::size_t index = 0; index < labels_.size(); ++index) {
      if (labels_[index].kind != Chain::Kind::call) continue;
      const std::uint32_t vertex = vertex_of_[index];
      const auto [before, first] = latest.try_emplace(labels_[index].subject, vertex);
      if (first) continue;
      if (before->second != vertex) more_successors_[before->second].push_back(vertex);
      before->second = vertex;
    }
    for (std::uint32_t vertex = 0; vertex < label_of_.size(); ++vertex) {
      if (happens(vertex)) {
        each_successor(vertex, [&](std::uint32_t next) { ++waits_for_[next]; });
      }
    }
    starts_.resize(now + 1);
    for (std::uint32_t vertex = 0; vertex < label_of_.size(); ++vertex) {
      if (happens(vertex) && low(vertex) <= now) starts_[low(vertex)].push_back(vertex);
    }
  }

  // What may happen in the gap behind an event, in order. REQUIRES: asked for each in turn.
  template <class Visit>
  void each_in_gap(Position position, Visit visit) {
    position_ = position;
    for (const std::uint32_t vertex : starts_[position]) {
      if (waits_for_[vertex] == 0) ready_.push(vertex);
    }
    while (!ready_.empty()) {
      const std::uint32_t vertex = ready_.top();
      ready_.pop();
      if (label_of_[vertex] != no_label) visit(labels_[label_of_[vertex]]);
      each_successor(vertex, [&](std::uint32_t next) {
        const bool free = --waits_for_[next] == 0;
        if (free && happens(next) && low(next) <= position_) ready_.push(next);
      });
    }
  }

 private:
  static constexpr std::uint32_t no_label = no_node;

  bool has_node(std::uint32_t vertex) const { return vertex < order_.size(); }
  bool happens(std::uint32_t vertex) const { return !has_node(vertex) || order_.happened(vertex); }
  Position low(std::uint32_t vertex) const {
    return has_node(vertex) ? order_.low(vertex) : labels_[label_of_[vertex]].since;
  }
  template <class Visit>
  void each_successor(std::uint32_t vertex, Visit visit) const {
    if (has_node(vertex)) order_.each_successor(vertex, visit);
    for (const std::uint32_t next : more_successors_[vertex]) visit(next);
  }

  const Order& order_;
  std::span<const StepLabel> labels_;
  std::vector<std::uint32_t> label_of_;   // by vertex
  std::vector<std::uint32_t> vertex_of_;  // by label
  std::vector<std::vector<std::uint32_t>> more_successors_;
  std::vector<std::uint32_t> waits_for_;
  std::vector<std::vector<std::uint32_t>> starts_;  // by position
  std::priority_queue<std::uint32_t, std::vector<std::uint32_t>, std::greater<>> ready_;
  Position position_ = 0;
};

}  // namespace

Plan make_plan(const OrderWorld& world, Position now) {
  Plan plan;
  Graph graph(world, now);
  for (Position position = 0; position <= now; ++position) {
    std::vector<PlannedStep>& steps = plan.after.emplace_back();
    graph.each_in_gap(position, [&](const StepLabel& label) {
      const bool moves = label.operation != no_operation && label.taken_from != no_stream;
      steps.push_back({label, moves ? world.taken(label.operation) : 0});
    });
  }
  return plan;
}

}  // namespace ioracle
