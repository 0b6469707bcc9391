#include "oracle/order_store.h"

namespace ioracle {

void OrderStore::mark() {
  warm_up();
  order_.mark();
  for (OperationList* list : {&unjudged_, &unseen_, &engaging_, &trailing_}) list->mark();
  if (marks_ == marked_.size()) marked_.emplace_back();
  Mark& mark = marked_[marks_++];
  mark.before = mark_;
  mark_ = ++last_mark_;
  mark.instants = saved_instants_.size();
  mark.registers = saved_registers_.size();
  mark.streams = saved_streams_.size();
  mark.waiting = saved_waiting_.size();
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

void OrderStore::keep() {
  order_.keep();
  for (OperationList* list : {&unjudged_, &unseen_, &engaging_, &trailing_}) list->keep();
  mark_ = marked_[--marks_].before;
  if (marks_ > 0) return;
  saved_instants_.clear();
  saved_registers_.clear();
  saved_streams_.clear();
  saved_waiting_.clear();
  saved_operations_.clear();
  saved_fifos_.clear();
  saved_entries_.clear();
}

void OrderStore::rollback() {
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
  restore(streams_, saved_streams_, mark.streams);
  restore(waiting_, saved_waiting_, mark.waiting);
  restore(operations_, saved_operations_, mark.operations);
  for (; saved_registers_.size() > mark.registers; saved_registers_.pop_back()) {
    SavedRegister& saved = saved_registers_.back();
    RegisterCell& cell = registers_[saved.index];
    cell.writes.resize(saved.writes);
    cell.reads = std::move(saved.reads);
    cell.saved = saved.mark;
  }
  for (; saved_entries_.size() > mark.entries; saved_entries_.pop_back()) {
    const SavedEntry& saved = saved_entries_.back();
    fifos_[saved.fifo].entries.at(saved.place) = saved.entry;
  }
  for (; saved_fifos_.size() > mark.fifos; saved_fifos_.pop_back()) {
    const SavedFifo& saved = saved_fifos_.back();
    FifoCell& cell = fifos_[saved.index];
    while (cell.entries.size() > saved.entries) cell.entries.pop_back();
    cell.entries.cool_down(saved.warm);
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

OrderStore::RegisterCell& OrderStore::register_cell(std::uint32_t index) {
  RegisterCell& cell = registers_[index];
  if (marks_ > 0 && cell.saved != mark_) {
    saved_registers_.push_back({index, cell.saved, cell.writes.size(), cell.reads});
    cell.saved = mark_;
  }
  return touch(cell, index, touched_registers_);
}

OrderStore::FifoCell& OrderStore::fifo_cell(std::uint32_t index) {
  FifoCell& cell = fifos_[index];
  if (marks_ > 0 && cell.saved != mark_) {
    saved_fifos_.push_back({index, cell.saved, cell.entries.size(), cell.entries.warm().size(),
                            cell.strays, cell.found_empty.size()});
    cell.saved = mark_;
  }
  return touch(cell, index, touched_fifos_);
}

OrderStore::Entry& OrderStore::entry(Fifo fifo, Place place) {
  const auto index = static_cast<std::uint32_t>(fifo);
  Entry& entry = fifo_cell(index).entries.at(place);
  if (marks_ > 0) saved_entries_.push_back({index, place, entry});
  return entry;
}

OrderStore::Entry& OrderStore::leave(Fifo fifo, Place place, Node out) {
  Entry& own = entry(fifo, place);
  own.out = out;
  fifos_[index_of(fifo)].entries.warm_up(place);
  return own;
}

// Entries of which it has become known that they came.
void OrderStore::warm_up() {
  for (const Node node : order_.heard()) {
    const Order::Listener listener = order_.listener(node);
    const FifoEntries& entries = fifos_[listener.cell].entries;
    if (!entries.holds(listener.place, node) || entries.at(listener.place).warm) continue;
    entry(Fifo{listener.cell}, listener.place);
    fifos_[listener.cell].entries.warm_up(listener.place);
  }
  order_.clear_heard();
}

}  // namespace ioracle
