// What no event can ask about any more is given back: cells of operations that nobody speaks of,
// and the nodes that only they spoke of.

#include "model/kept.h"
#include "oracle/order_world.h"

namespace ioracle {

// Every node that what is kept speaks of.
template <class Visit>
void OrderWorld::each_node(const Kept& kept, Visit visit) {
  const auto visit_all = [&](std::vector<Node>& nodes) {
    for (Node& node : nodes) visit(node);
  };
  visit(start_);
  for (const std::uint32_t index : kept.instants.ascending()) {
    visit(instants_[index].node);
    visit_all(instants_[index].denied);
  }
  for (const std::uint32_t index : kept.operations.ascending()) {
    OperationCell& cell = operations_[index];
    for (Node* node : {&cell.link, &cell.end, &cell.information_node, &cell.status_node,
                       &cell.signal, &cell.notify, &cell.leave}) {
      visit(*node);
    }
  }
  for (RegisterCell& cell : registers_) {
    for (Write& write : cell.writes) visit(write.node);
    for (Read& read : cell.reads) visit(read.node);
  }
  for (FifoCell& cell : fifos_) {
    FifoEntries& entries = cell.entries;
    for (Place place = entries.first(); place != nowhere; place = entries.next(place)) {
      visit(entries.at(place).in);
      visit(entries.at(place).out);
    }
    visit_all(cell.found_empty);
    for (Frontier& frontier : cell.frontiers) visit(frontier.in);
  }
  for (StreamCell& cell : streams_) {
    visit_all(cell.chunk_nodes);
    for (LooseChunk& loose : cell.loose) visit(loose.node);
    visit(cell.finish);
  }
  for (Settled& settled : settles_) visit(settled.here);
  for (Doubt& doubt : doubts_) visit(doubt.here);
  for (Denial& denial : denials_) visit(denial.node);
}

void OrderWorld::keep_of_history(Kept& kept) const {
  for (const std::uint32_t index : denied_) kept.keep(Instant{index});
  for (const std::uint32_t index : promised_) kept.keep(Instant{index});
  for (const RegisterCell& cell : registers_) {
    for (const Write& write : cell.writes) kept.keep(write.operation);
  }
  for (const FifoCell& cell : fifos_) {
    for (const Entry& entry : cell.entries) kept.keep(entry.item);
  }
  for (const StreamCell& cell : streams_) {
    for (const StreamChunk& chunk : cell.chunks) kept.keep(chunk.operation);
    for (const LooseChunk& loose : cell.loose) kept.keep(loose.operation);
    for (const OperationId id : cell.takes) kept.keep(id);
  }
  for (const auto* operations : {&unjudged_, &unseen_, &trailing_}) {
    for (const OperationId id : *operations) kept.keep(id);
  }
  for (const Doubt& doubt : doubts_) kept.keep(doubt.operation);
  for (const Denial& denial : denials_) kept.keep(denial.atom);
  for (const auto& seen : seen_) kept.keep(seen->operation);
  for (const auto& undecided : undecided_) {
    for (const std::vector<Atom>& atoms : undecided->rivals) {
      for (const Atom& atom : atoms) kept.keep(atom);
    }
  }
}

void OrderWorld::keep_what_follows(Kept& kept) const {
  for (const std::uint32_t index : kept.operations.ascending()) {
    kept.keep(operations_[index].accepted);
  }
}

void OrderWorld::release(const Kept& kept) {
  warm_up();
  std::vector<bool> spoken_of(order_.size(), false);
  each_node(kept, [&](Node node) {
    if (node != no_node) spoken_of[node] = true;
  });
  for (const auto& undecided : undecided_) spoken_of[undecided->node] = true;
  const std::vector<Node> renamed = order_.keep_only(std::move(spoken_of));
  each_node(kept, [&](Node& node) {
    if (node != no_node) node = renamed[node];
  });
  for (auto& undecided : undecided_) {
    Undecided copy = *undecided;
    copy.node = renamed[copy.node];
    undecided = std::make_shared<const Undecided>(std::move(copy));
  }
  operations_.release(kept.operations.ascending());
  instants_.release(kept.instants.ascending());
}

}  // namespace ioracle
