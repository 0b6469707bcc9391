// What no later event can ask about any more is forgotten, so that memory follows what is
// outstanding.

#include <algorithm>

#include "oracle/order_world.h"

namespace ioracle {
namespace {

// Sends that were received are kept this long, in sends, for what is read of buffers later.
constexpr std::size_t chunks_kept = 256;

// Steps that several alternatives explain are kept for the end, so many of them.
constexpr std::size_t undecided_most = 64;

}  // namespace

// Receives at the begin of the stream that nothing can change any more, and the sends they emptied.
// Some of these are kept: what a program reads of its buffers later is still compared.
void OrderWorld::forget(StreamCell& cells, Position horizon) {
  if (!doubts_.empty()) return;
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
void OrderWorld::forget_settles(const Horizon& horizon) {
  if (settles_.empty() || settles_.size() < horizon.rows()) return;
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

// Reads that nobody can write for any more are constrained, what is decided is checked and dropped.
bool OrderWorld::forget_questions(const Horizon& horizon) {
  if (!constrain_reads(horizon)) return false;
  const Position everything = undecided_.empty() && denials_.empty() ? 0 : horizon.of_everything();
  const auto is_over = [&](Node node) { return order_.high(node) <= everything; };
  for (const auto& undecided : undecided_) {
    if (is_over(undecided->node) && one_holds(*undecided) == Truth::no) return false;
  }
  std::erase_if(undecided_, [&](const std::shared_ptr<const Undecided>& undecided) {
    return is_over(undecided->node) && one_holds(*undecided) == Truth::yes;
  });
  // More than this is not looked back for.
  if (undecided_.size() > undecided_most) {
    undecided_.erase(undecided_.begin());
    lost_ = true;
  }
  for (const Denial& denial : denials_) {
    if (order_.high(denial.node) <= horizon.of_stream(denial.atom.cell) &&
        refuted(denial) == Truth::yes) {
      return false;
    }
  }
  std::erase_if(denials_, [&](const Denial& denial) {
    return order_.high(denial.node) <= horizon.of_stream(denial.atom.cell) &&
           !may_be_refuted(denial);
  });
  return true;
}

// An entry that left for good says only that what is taken later came after it. Calls that were
// waiting for the fifo then already may take what came before: each has a frontier of its own.
void OrderWorld::forget(FifoCell& cells, const Horizon& horizon, std::uint32_t index) {
  const Position until = std::min(question_floor_, horizon.of_fifo(index));
  const std::vector<Position> takers = horizon.takers(index);
  // Requests that may turn out to have left since then: each had to be the first.
  Position unsettled = unbounded;
  Position waiting = unbounded;  // since when the oldest of them is there
  for (const Entry& entry : cells.entries) {
    const OperationId id = known_->item(entry.item).operation;
    if (entry.out == no_node || id == no_operation) continue;
    const bool resolved = is_resolved(id);
    if (!resolved) unsettled = std::min(unsettled, order_.low(entry.out));
    const bool placed = resolved && (!cell(id).took || cell(id).position);
    if (!placed) waiting = std::min(waiting, order_.low(entry.in));
  }
  const auto is_gone = [&](const Entry& entry) {
    if (entry.out == no_node || order_.high(entry.out) > until) return false;
    // How it ended may still be asked: whether it was the first then.
    const OperationId id = known_->item(entry.item).operation;
    if (entry.taken || id == no_operation) return true;
    const bool may_explain = waits_to_be_full(id) && order_.high(entry.out) > waiting;
    return is_resolved(id) && order_.high(entry.out) <= unsettled && !may_explain;
  };
  for (const Entry& entry : cells.entries) {
    if (entry.taken && is_gone(entry)) {
      cells.frontiers.push_back({order_.high(entry.out), entry.in});
    }
  }
  std::erase_if(cells.entries, is_gone);
  std::erase_if(cells.found_empty,
                [&](Node node) { return order_.high(node) <= std::min(until, takers.front()); });
  std::ranges::stable_sort(cells.frontiers, {}, &Frontier::position);
  std::vector<Frontier> kept;
  for (const Position taker : takers) {
    const auto behind = std::ranges::upper_bound(cells.frontiers, taker, {}, &Frontier::position);
    if (behind == cells.frontiers.begin()) continue;
    if (kept.empty() || kept.back().in != std::prev(behind)->in) kept.push_back(*std::prev(behind));
  }
  if (!cells.frontiers.empty() && (kept.empty() || kept.back().in != cells.frontiers.back().in)) {
    kept.push_back(cells.frontiers.back());
  }
  cells.frontiers = std::move(kept);
}

// Values that were overwritten before anyone can still look.
void OrderWorld::forget(RegisterCell& cells, Position until) {
  for (const Read& read : cells.reads) until = std::min(until, order_.low(read.node));
  Position overwritten = 0;
  for (const Write& write : cells.writes) {
    if (order_.high(write.node) <= until) {
      overwritten = std::max(overwritten, order_.low(write.node));
    }
  }
  std::vector<Write> kept;
  for (const Write& old : cells.writes) {
    const bool gone = order_.high(old.node) <= overwritten ||
                      std::ranges::any_of(cells.writes, [&](const Write& later) {
                        return later.node != old.node && order_.high(later.node) <= until &&
                               order_.is_before(old.node, later.node) == Truth::yes;
                      });
    if (!gone) kept.push_back(old);
  }
  cells.writes = std::move(kept);
}

void OrderWorld::forget(InstantCell& cell, Position until) {
  std::erase_if(cell.denied, [&](Node node) {
    if (order_.high(node) > until) return false;
    cell.floor = std::max(cell.floor, order_.low(node));
    return true;
  });
}

// Only cells that were touched may have grown, and each is tidied again once it is twice as large.
bool OrderWorld::forget(const Horizon& horizon) {
  if (!forget_questions(horizon)) return false;
  // What is still to be decided may ask about its own time.
  question_floor_ = unbounded;
  for (const auto& undecided : undecided_) {
    question_floor_ = std::min(question_floor_, order_.low(undecided->node));
  }
  const auto is_due = [&](auto& cell, std::size_t rows) {
    cell.touched = false;
    return rows >= std::max(horizon.rows(), cell.tidy_at);
  };
  for (const std::uint32_t index : std::exchange(touched_fifos_, {})) {
    FifoCell& cell = fifos_[index];
    if (!is_due(cell, cell.entries.size())) continue;
    forget(cell, horizon, index);
    cell.tidy_at = 2 * cell.entries.size();
  }
  for (const std::uint32_t index : std::exchange(touched_registers_, {})) {
    RegisterCell& cell = registers_[index];
    if (!is_due(cell, cell.writes.size())) continue;
    forget(cell, std::min(question_floor_, horizon.of_read(index)));
    cell.tidy_at = 2 * cell.writes.size();
  }
  for (const std::uint32_t index : std::exchange(touched_streams_, {})) {
    StreamCell& cell = streams_[index];
    if (!is_due(cell, cell.takes.size())) continue;
    Position until = std::min(question_floor_, horizon.of_stream(index));
    for (const Denial& denial : denials_) {
      if (denial.atom.cell == index) until = std::min(until, order_.low(denial.node));
    }
    forget(cell, until);
    cell.tidy_at = 2 * cell.takes.size();
  }
  for (const std::uint32_t index : std::exchange(touched_instants_, {})) {
    InstantCell& cell = instants_[index];
    if (!is_due(cell, cell.denied.size())) continue;
    forget(cell, std::min(question_floor_, horizon.of_instant(index)));
    cell.tidy_at = 2 * cell.denied.size();
  }
  if (denied_.size() >= denied_at_) {
    std::erase_if(denied_, [&](std::uint32_t index) { return instants_[index].denied.empty(); });
    denied_at_ = std::max(horizon.rows(), 2 * denied_.size());
  }
  forget_settles(horizon);
  if (trailing_.size() >= trailing_at_) {
    const Position until = std::min(question_floor_, horizon.of_marks());
    trailing_.erase_if(
        [&](OperationId id) { return cell(id).resolved && order_.high(last_node(id)) <= until; });
    trailing_at_ = std::max(horizon.rows(), 2 * trailing_.size());
  }
  return true;
}

}  // namespace ioracle
