// What no later event can ask about any more is forgotten, so that memory follows what is
// outstanding.

#include <algorithm>

#include "oracle/order_world.h"

namespace ioracle {
namespace {

// Lists are tidied once they have grown to this many rows.
constexpr std::size_t rows_before_tidying = 8;

// Sends that were received are kept this long, in sends, for what is read of buffers later.
constexpr std::size_t chunks_kept = 256;

// Steps that several alternatives explain are kept for the end, so many of them.
constexpr std::size_t undecided_most = 64;

// Settles are tidied once there are this many.
constexpr std::size_t settles_before_tidying = 64;

}  // namespace

// Receives at the begin of the stream that nothing can change any more, and the sends they emptied.
// Some of these are kept: what a program reads of its buffers later is still compared.
void OrderWorld::forget(StreamCell& cells, Position horizon) {
  if (cells.takes.size() < rows_before_tidying || !doubts_.empty()) return;
  std::size_t settled = 0;
  while (settled < cells.takes.size()) {
    const OperationCell& own = cell(cells.takes[settled]);
    const bool next = own.position && *own.position == cells.base && own.places > 0;
    if (!next || order_.high(own.end) > horizon) break;
    cells.base += own.places;
    ++settled;
  }
  cells.takes.erase(cells.takes.begin(),
                    cells.takes.begin() + static_cast<std::ptrdiff_t>(settled));
  std::size_t emptied = 0;
  while (emptied < cells.chunks.size() && cells.chunks[emptied].end <= cells.base) ++emptied;
  if (emptied < 2 * chunks_kept) return;
  const auto gone = static_cast<std::ptrdiff_t>(emptied - chunks_kept);
  cells.chunks.erase(cells.chunks.begin(), cells.chunks.begin() + gone);
  cells.chunk_nodes.erase(cells.chunk_nodes.begin(), cells.chunk_nodes.begin() + gone);
}

// A settle is asked about for operations that were called before it.
void OrderWorld::forget_settles() {
  if (settles_.size() < settles_before_tidying) return;
  Position called = settles_.back().event;
  const auto note = [&](OperationId id) { called = std::min(called, cell(id).called); };
  for (const auto* operations : {&unjudged_, &unseen_, &trailing_}) {
    for (const OperationId id : *operations) note(id);
  }
  for (const StreamCell& stream : streams_) {
    for (const OperationId id : stream.takes) note(id);
  }
  for (const Doubt& doubt : doubts_) note(doubt.operation);
  std::erase_if(settles_, [&](const Settled& settled) { return settled.event < called; });
}

bool OrderWorld::forget(Position horizon) {
  if (!constrain_reads(horizon)) return false;
  for (const auto& undecided : undecided_) {
    if (order_.high(undecided->node) <= horizon && one_holds(*undecided) == Truth::no) return false;
  }
  std::erase_if(undecided_, [&](const std::shared_ptr<const Undecided>& undecided) {
    return order_.high(undecided->node) <= horizon && one_holds(*undecided) == Truth::yes;
  });
  // More than this is not looked back for.
  if (undecided_.size() > undecided_most) {
    undecided_.erase(undecided_.begin());
    lost_ = true;
  }
  for (const Denial& denial : denials_) {
    if (order_.high(denial.node) <= horizon && refuted(denial) == Truth::yes) return false;
  }
  std::erase_if(denials_, [&](const Denial& denial) {
    return order_.high(denial.node) <= horizon && !may_be_refuted(denial);
  });
  // What is still to be decided may ask about its own time.
  for (const auto& undecided : undecided_) horizon = std::min(horizon, order_.low(undecided->node));
  for (const Denial& denial : denials_) horizon = std::min(horizon, order_.low(denial.node));
  for (const std::uint32_t index : read_) {
    for (const Read& read : registers_[index].reads) {
      horizon = std::min(horizon, order_.low(read.node));
    }
  }
  for (FifoCell& fifo : fifos_) {
    if (fifo.entries.size() < rows_before_tidying) continue;
    for (const Entry& entry : fifo.entries) {
      const bool gone = entry.out != no_node && order_.high(entry.out) <= horizon;
      if (gone && entry.taken) fifo.frontier = entry.in;
    }
    std::erase_if(fifo.entries, [&](const Entry& entry) {
      return entry.out != no_node && order_.high(entry.out) <= horizon;
    });
    std::erase_if(fifo.found_empty, [&](Node node) { return order_.high(node) <= horizon; });
  }
  for (const std::uint32_t index : denied_) {
    InstantCell& target = instants_[index];
    if (target.denied.size() < rows_before_tidying && target.node == no_node) continue;
    std::erase_if(target.denied, [&](Node node) {
      if (order_.high(node) > horizon) return false;
      target.floor = std::max(target.floor, order_.low(node));
      return true;
    });
  }
  std::erase_if(denied_, [&](std::uint32_t index) { return instants_[index].denied.empty(); });
  for (StreamCell& cells : streams_) forget(cells, horizon);
  forget_settles();
  std::erase_if(trailing_, [&](OperationId id) {
    return cell(id).resolved && order_.high(last_node(id)) <= horizon;
  });
  for (RegisterCell& cells : registers_) {
    if (cells.writes.size() < rows_before_tidying) continue;
    std::vector<Write> kept;
    for (const Write& old : cells.writes) {
      const bool overwritten = std::ranges::any_of(cells.writes, [&](const Write& later) {
        return later.node != old.node && order_.high(later.node) <= horizon &&
               order_.is_before(old.node, later.node) == Truth::yes;
      });
      if (!overwritten) kept.push_back(old);
    }
    cells.writes = std::move(kept);
  }
  return true;
}

}  // namespace ioracle
