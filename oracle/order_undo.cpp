// Marks in the order world: what changes from one on can be taken back.

#include "oracle/order_world.h"

namespace ioracle {

void OrderWorld::mark() {
  order_.mark();
  for (OperationList* list : {&unjudged_, &unseen_, &engaging_, &trailing_}) list->mark();
  if (marks_ == marked_.size()) marked_.emplace_back();
  Mark& mark = marked_[marks_++];
  mark.before = mark_;
  mark_ = ++last_mark_;
  mark.instants = saved_instants_.size();
  mark.registers = saved_registers_.size();
  mark.streams = saved_streams_.size();
  mark.operations = saved_operations_.size();
  mark.fifos = saved_fifos_.size();
  mark.entries = saved_entries_.size();
  mark.settles = settles_.size();
  mark.labels = labels().size();
  mark.read = read_;
  mark.promised = promised_;
  mark.seen = seen_;
  mark.doubts = doubts_;
  mark.denials = denials_;
  mark.undecided = undecided_;
}

void OrderWorld::keep() {
  order_.keep();
  for (OperationList* list : {&unjudged_, &unseen_, &engaging_, &trailing_}) list->keep();
  mark_ = marked_[--marks_].before;
  if (marks_ > 0) return;
  saved_instants_.clear();
  saved_registers_.clear();
  saved_streams_.clear();
  saved_operations_.clear();
  saved_fifos_.clear();
  saved_entries_.clear();
}

void OrderWorld::rollback() {
  order_.rollback();
  for (OperationList* list : {&unjudged_, &unseen_, &engaging_, &trailing_}) list->rollback();
  Mark& mark = marked_[--marks_];
  mark_ = mark.before;
  // What was saved twice, before and after an inner mark, gets its older value last.
  const auto restore = [](auto& cells, auto& saved, std::size_t size) {
    for (; saved.size() > size; saved.pop_back()) {
      cells[saved.back().index] = std::move(saved.back().cell);
    }
  };
  restore(instants_, saved_instants_, mark.instants);
  restore(registers_, saved_registers_, mark.registers);
  restore(streams_, saved_streams_, mark.streams);
  restore(operations_, saved_operations_, mark.operations);
  for (; saved_entries_.size() > mark.entries; saved_entries_.pop_back()) {
    const SavedEntry& saved = saved_entries_.back();
    fifos_[saved.fifo].entries[saved.index] = saved.entry;
  }
  for (; saved_fifos_.size() > mark.fifos; saved_fifos_.pop_back()) {
    const SavedFifo& saved = saved_fifos_.back();
    FifoCell& cell = fifos_[saved.index];
    cell.entries.resize(saved.entries);
    cell.strays = saved.strays;
    cell.found_empty.resize(saved.found_empty);
    cell.saved = saved.mark;
  }
  settles_.resize(mark.settles);
  if (labels_) labels_->resize(mark.labels);
  read_ = mark.read;
  promised_ = mark.promised;
  seen_ = mark.seen;
  doubts_ = mark.doubts;
  denials_ = mark.denials;
  undecided_ = mark.undecided;
}

OrderWorld::FifoCell& OrderWorld::fifo_cell(std::uint32_t index) {
  FifoCell& cell = fifos_[index];
  if (marks_ > 0 && cell.saved != mark_) {
    saved_fifos_.push_back(
        {index, cell.saved, cell.entries.size(), cell.strays, cell.found_empty.size()});
    cell.saved = mark_;
  }
  return touch(cell, index, touched_fifos_);
}

void OrderWorld::save_entry(std::uint32_t fifo, const Entry& entry) {
  if (marks_ == 0) return;
  const auto index = static_cast<std::size_t>(&entry - fifos_[fifo].entries.data());
  saved_entries_.push_back({fifo, index, entry});
}

}  // namespace ioracle
