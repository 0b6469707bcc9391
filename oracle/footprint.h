#pragma once
// What a call that still runs may yet change. Its effects become known when it returns; until then
// only what lies in its footprint is uncertain to others.

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "model/chain.h"

namespace ioracle {

struct Footprint {
  std::vector<std::uint32_t> marks;                    // instants
  std::vector<std::uint32_t> writes;                   // registers
  std::vector<std::uint32_t> pushes;                   // fifos
  std::vector<std::pair<std::uint32_t, Item>> brings;  // what it pushes, and to which fifo
  std::vector<std::uint32_t> pops;                     // fifos: pop or remove
  std::vector<std::uint32_t> appends;                  // streams
  std::vector<std::uint32_t> finishes;                 // streams
  // What it may still ask about, and not only take from.
  std::vector<std::uint32_t> reads;          // registers
  std::vector<std::uint32_t> fifos_asked;    // whether it is empty, which is its head; or removes
  std::vector<std::uint32_t> streams_asked;  // anything, or takes from it
  bool words = false;   // writes status blocks of operations that it is still to learn of
  bool sweeps = false;  // cancels operations on `swept`
  std::uint32_t swept = 0;
  bool sweeps_thread = false;  // cancels what `swept_thread` waits for
  Name swept_thread;
};

// Everything that the alternatives from `chain` on may do. Rules are asked without hidden history.
Footprint footprint_of(const Known& known, const Chain& chain);

// The calls beside the one that is judged.
class Others {
 public:
  void clear() { list_.clear(); }
  // Nobody waits for them any more: what they must have done is taken as done, and is owed by them.
  void trust(bool trusted) { trusted_ = trusted; }
  bool trusted() const { return trusted_; }
  void add(const Footprint& footprint) { list_.push_back(&footprint); }
  bool none() const { return list_.empty(); }

  bool may_mark(const Known& known, Instant instant) const;
  bool may_write(const Known& known, Register cell) const;
  // Where the others may write only what a packet brings that they are still to take.
  bool may_write_by_packet_only(Register cell) const {
    return !any(&Footprint::writes, index_of(cell));
  }
  bool may_push(Fifo fifo) const { return any(&Footprint::pushes, index_of(fifo)); }
  // An item for which `wanted` holds?
  template <class Wanted>
  bool may_bring(Fifo fifo, const Wanted& wanted) const {
    return std::ranges::any_of(list_, [&](const Footprint* one) {
      return std::ranges::any_of(one->brings, [&](const auto& brought) {
        return brought.first == index_of(fifo) && wanted(brought.second);
      });
    });
  }
  bool may_pop(Fifo fifo) const { return any(&Footprint::pops, index_of(fifo)); }
  bool may_append(Stream stream) const { return any(&Footprint::appends, index_of(stream)); }
  bool may_finish(Stream stream) const { return any(&Footprint::finishes, index_of(stream)); }

 private:
  bool any(std::vector<std::uint32_t> Footprint::*list, std::size_t cell) const;
  std::vector<const Footprint*> list_;
  bool trusted_ = false;
};

// Nobody else runs.
extern const Others nobody;

}  // namespace ioracle
