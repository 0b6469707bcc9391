#pragma once
// How far back steps may lie that are still to be committed: no call that concerns a cell has one
// before its horizon. What is older than that nobody can ask about any more. A call that waits for
// long holds back only the cells that it may ask about or change.

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <vector>

#include "oracle/footprint.h"
#include "oracle/order.h"

namespace ioracle {

class Horizon {
 public:
  // `all`: of every cell, where no call is added. `rows`: fewer than this are left as they are.
  Horizon(Position all, std::size_t rows) : all_(all), rows_(rows) {}
  std::size_t rows() const { return rows_; }

  // A call in progress that did nothing before `since`. The footprint must outlive this.
  void add(Position since, const Footprint& footprint) { calls_.push_back({since, &footprint}); }
  // Something that may ask about any cell.
  void hold_all(Position since) { all_ = std::min(all_, since); }

  Position of_everything() const;
  Position of_instant(std::uint32_t cell) const;
  Position of_read(std::uint32_t cell) const;     // of a register, for those who read it
  Position of_written(std::uint32_t cell) const;  // and for those who write it
  Position of_fifo(std::uint32_t cell) const;     // but for calls that only take its head
  Position of_stream(std::uint32_t cell) const;
  Position of_marks() const;  // of calls that mark any instant
  // Of calls that take the head of a fifo: since when each may do so, ascending.
  std::vector<Position> takers(std::uint32_t fifo) const;

 private:
  struct Call {
    Position since;
    const Footprint* footprint;
  };
  using List = std::vector<std::uint32_t> Footprint::*;
  Position over(std::initializer_list<List> lists, std::uint32_t cell) const;

  Position all_;
  std::size_t rows_;
  std::vector<Call> calls_;
};

}  // namespace ioracle
