#pragma once
// The cells of an order world, and marks: what changes from one on can be taken back.

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "model/paged.h"
#include "oracle/operation_list.h"
#include "oracle/order.h"
#include "oracle/order_cells.h"
#include "oracle/step_label.h"

namespace ioracle {

class OrderStore : protected OrderCells {
 public:
  // From mark() on, what changes can be taken back by rollback(), until keep(). They nest.
  void mark();
  void rollback();
  void keep();
  std::span<const StepLabel> labels() const {
    return labels_ ? std::span<const StepLabel>(*labels_) : std::span<const StepLabel>();
  }

 protected:
  // What changes is saved for rollback, once per mark.
  template <class Cells, class Cell>
  Cell& changing(Cells& cells, std::size_t index, std::vector<Saved<Cell>>& saved) {
    Cell& cell = cells[index];
    if (marks_ > 0 && cell.saved != mark_) {
      saved.push_back({static_cast<std::uint32_t>(index), cell});
      cell.saved = mark_;
    }
    return cell;
  }
  InstantCell& instant(std::uint32_t index) { return changing(instants_, index, saved_instants_); }
  template <class Cell>
  static Cell& touch(Cell& cell, std::uint32_t index, std::vector<std::uint32_t>& touched) {
    if (!std::exchange(cell.touched, true)) touched.push_back(index);
    return cell;
  }
  RegisterCell& register_cell(std::uint32_t index);
  StreamCell& stream_cell(std::uint32_t index) {
    return touch(changing(streams_, index, saved_streams_), index, touched_streams_);
  }
  WaitingCell& waiting_cell(Stream stream) {
    return changing(waiting_, index_of(stream), saved_waiting_);
  }
  FifoCell& fifo_cell(std::uint32_t index);
  Place place_of(Fifo fifo, Item item) const {
    return fifo == no_fifo ? nowhere : fifos_[index_of(fifo)].entries.find(item);
  }
  const Entry& entry_at(Fifo fifo, Place place) const {
    return fifos_[index_of(fifo)].entries.at(place);
  }
  Entry& entry(Fifo fifo, Place place);
  Entry& leave(Fifo fifo, Place place, Node out);
  void warm_up();
  // Is there a warm entry in that fifo for which it holds?
  template <class Holds>
  bool any_warm(Fifo fifo, Holds holds) const;
  OperationCell& cell(OperationId id) {
    return changing(operations_, index_of(id), saved_operations_);
  }
  const OperationCell& cell(OperationId id) const { return operations_[index_of(id)]; }

  Order order_;
  Paged<InstantCell> instants_;
  std::vector<RegisterCell> registers_;
  std::vector<FifoCell> fifos_;
  std::vector<StreamCell> streams_;
  std::vector<WaitingCell> waiting_;  // by stream
  Paged<OperationCell> operations_;
  std::vector<std::uint32_t> denied_;    // instants with a list of denials
  std::vector<std::uint32_t> promised_;  // instants that calls are still to mark
  std::vector<std::uint32_t> read_;      // registers with a list of reads
  OperationList unjudged_;               // transfers whose call is still to be committed
  OperationList unseen_;                 // pended, and not yet seen to end
  OperationList engaging_;               // of them, those that engage a socket
  OperationList trailing_;               // pended, and not known to be notified
  std::vector<Settled> settles_;
  std::vector<Doubt> doubts_;
  std::vector<Denial> denials_;
  std::vector<std::shared_ptr<const Undecided>> undecided_;
  std::vector<std::shared_ptr<const Seen>> seen_;
  std::optional<std::vector<StepLabel>> labels_;  // in the order in which they became known

  // Cells that changed since forget() last looked.
  std::vector<std::uint32_t> touched_instants_;
  std::vector<std::uint32_t> touched_registers_;
  std::vector<std::uint32_t> touched_fifos_;
  std::vector<std::uint32_t> touched_streams_;

 private:
  std::uint32_t mark_ = 0;       // the last one
  std::uint32_t last_mark_ = 0;  // that there ever was
  std::size_t marks_ = 0;        // how many of `marked_` count
  std::vector<Mark> marked_;
  std::vector<Saved<InstantCell>> saved_instants_;
  std::vector<SavedRegister> saved_registers_;
  std::vector<Saved<StreamCell>> saved_streams_;
  std::vector<Saved<WaitingCell>> saved_waiting_;
  std::vector<Saved<OperationCell>> saved_operations_;
  std::vector<SavedFifo> saved_fifos_;
  std::vector<SavedEntry> saved_entries_;
};

template <class Holds>
bool OrderStore::any_warm(Fifo fifo, Holds holds) const {
  const FifoEntries& entries = fifos_[index_of(fifo)].entries;
  return std::ranges::any_of(entries.warm(), holds) ||
         std::ranges::any_of(order_.heard(), [&](Node node) {
           const Order::Listener listener = order_.listener(node);
           return listener.cell == index_of(fifo) && entries.holds(listener.place, node) &&
                  !entries.at(listener.place).warm && holds(listener.place);
         });
}

}  // namespace ioracle
