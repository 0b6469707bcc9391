// Marks in the order world: what changes from one on can be taken back.

#include "oracle/order_world.h"

namespace ioracle {

void OrderWorld::mark() {
  order_.mark();
  marked_ = true;
  ++mark_;
  saved_instants_.clear();
  saved_registers_.clear();
  saved_streams_.clear();
  saved_operations_.clear();
  saved_fifos_.clear();
  saved_entries_.clear();
  engaging_.mark();
  saved_read_ = read_;
  saved_promised_ = promised_;
  unjudged_.mark();
  unseen_.mark();
  trailing_.mark();
  saved_seen_ = seen_;
  saved_doubts_ = doubts_;
  saved_denials_ = denials_;
  saved_undecided_ = undecided_;
  saved_settles_ = settles_.size();
  saved_labels_ = labels().size();
}

void OrderWorld::keep() {
  order_.keep();
  marked_ = false;
  for (OperationList* list : {&unjudged_, &unseen_, &engaging_, &trailing_}) list->keep();
}

void OrderWorld::rollback() {
  order_.rollback();
  marked_ = false;
  const auto restore = [](auto& cells, auto& saved) {
    for (auto& one : saved) cells[one.index] = std::move(one.cell);
  };
  restore(instants_, saved_instants_);
  restore(registers_, saved_registers_);
  restore(streams_, saved_streams_);
  restore(operations_, saved_operations_);
  for (std::size_t index = saved_entries_.size(); index-- > 0;) {
    const SavedEntry& saved = saved_entries_[index];
    fifos_[saved.fifo].entries[saved.index] = saved.entry;
  }
  for (const SavedFifo& saved : saved_fifos_) {
    fifos_[saved.index].entries.resize(saved.entries);
    fifos_[saved.index].strays = saved.strays;
    fifos_[saved.index].found_empty.resize(saved.found_empty);
  }
  engaging_.rollback();
  read_ = saved_read_;
  promised_ = saved_promised_;
  unjudged_.rollback();
  unseen_.rollback();
  trailing_.rollback();
  seen_ = saved_seen_;
  doubts_ = saved_doubts_;
  denials_ = saved_denials_;
  undecided_ = saved_undecided_;
  settles_.resize(saved_settles_);
  if (labels_) labels_->resize(saved_labels_);
}

OrderWorld::FifoCell& OrderWorld::fifo_cell(std::uint32_t index) {
  FifoCell& cell = fifos_[index];
  if (marked_ && cell.saved != mark_) {
    saved_fifos_.push_back({index, cell.entries.size(), cell.strays, cell.found_empty.size()});
    cell.saved = mark_;
  }
  return touch(cell, index, touched_fifos_);
}

void OrderWorld::save_entry(std::uint32_t fifo, const Entry& entry) {
  if (!marked_) return;
  const auto index = static_cast<std::size_t>(&entry - fifos_[fifo].entries.data());
  saved_entries_.push_back({fifo, index, entry});
}

}  // namespace ioracle
