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
  const Position last = cells.settled_by(horizon).at;
  std::erase_if(cells.settled, [&](const SettledStream& settled) { return settled.at < last; });
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
  if (denials_.size() < denials_at_) return true;
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
  denials_at_ = std::max(horizon.rows(), 2 * denials_.size());
  return true;
}

// Values that were overwritten before anyone can still look.
void OrderWorld::forget(RegisterCell& cells, Position until) {
  for (const Read& read : cells.reads) until = std::min(until, order_.low(read.node));
  // What lies before a write that is over by then is over itself.
  const auto is_over = [&](const Write& write) { return order_.high(write.node) <= until; };
  Position overwritten = 0;
  std::vector<Node> over;
  for (const Write& write : cells.writes) {
    if (!is_over(write)) continue;
    overwritten = std::max(overwritten, order_.low(write.node));
    over.push_back(write.node);
  }
  std::erase_if(over, [&](Node node) { return order_.high(node) <= overwritten; });
  std::erase_if(cells.writes, [&](const Write& old) {
    return is_over(old) &&
           (order_.high(old.node) <= overwritten || std::ranges::any_of(over, [&](Node later) {
              return order_.is_before(old.node, later) == Truth::yes;
            }));
  });
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
  warm_up();
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
    if (!is_due(cell, cell.entries.warm().size())) continue;
    forget(cell, horizon, index);
    cell.tidy_at = 2 * cell.entries.warm().size();
  }
  for (const std::uint32_t index : std::exchange(touched_registers_, {})) {
    RegisterCell& cell = registers_[index];
    if (!is_due(cell, cell.writes.size())) continue;
    forget(cell, std::min(question_floor_, horizon.of_read(index)));
    cell.tidy_at = 2 * cell.writes.size();
  }
  for (const std::uint32_t index : std::exchange(touched_streams_, {})) {
    StreamCell& cell = streams_[index];
    const auto rows = [&] { return std::max(cell.takes.size(), cell.settled.size()); };
    if (!is_due(cell, rows())) continue;
    Position until = std::min(question_floor_, horizon.of_stream(index));
    for (const Denial& denial : denials_) {
      if (denial.atom.cell == index) until = std::min(until, order_.low(denial.node));
    }
    forget(cell, until);
    cell.tidy_at = 2 * rows();
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
