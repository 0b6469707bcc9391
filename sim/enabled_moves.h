#pragma once
// The hidden steps that are enabled, remembered from step to step: what nothing touched is not
// asked for again. Purpose: a step costs what it changes, not what is outstanding.
//
// What a chain may do follows from cells, which the atoms of its alternatives name, and from what
// is known by visible events. So a chain that rests watches its cells; the world tells which were
// touched. After an event that may change what the rules offer to chains in progress, everything
// is asked for again: whoever performs events says so by forget_all(). After a call that changes
// little (model/influence.h) calls alone are.

#include <cstdint>
#include <limits>
#include <vector>

#include "model/exact_world.h"

namespace ioracle {

class EnabledMoves {
 public:
  // Those of one slot; `move.chain` of each is the slot, not a position.
  struct OfSlot {
    std::uint32_t slot = 0;
    std::uint32_t serial = 0;
    const std::vector<Move>* moves = nullptr;
    bool changed = true;  // since the last update
  };

  // What is enabled now, by slot, in no order that means anything. Valid until the next update.
  const std::vector<OfSlot>& update(ExactWorld& world);
  void forget_all() { all_are_forgotten_ = true; }
  void forget_calls() { calls_are_forgotten_ = true; }

 private:
  static constexpr std::uint32_t nothing = std::numeric_limits<std::uint32_t>::max();
  static constexpr std::size_t kinds = 4;  // of cells

  // One slot that watches one cell: doubly linked with the others that do.
  struct Watch {
    std::uint32_t before = nothing;
    std::uint32_t behind = nothing;
    std::uint32_t slot = 0;
    ExactWorld::Touched cell;
  };
  struct Entry {
    std::uint32_t serial = 0;
    std::uint8_t rested = 0;  // updates since its chain moved, as far as that counts
    bool is_watching = false;
    bool is_stale = true;
    bool is_live = false;  // in live_
    std::vector<std::uint32_t> watches;
    std::vector<Move> moves;
  };

  void take_touched(ExactWorld& world);
  void forget(const ExactWorld& world);
  void wake(std::uint32_t slot);
  void stop_watching(Entry& entry);
  void start_watching(const ExactWorld& world, std::uint32_t slot, std::uint32_t position);
  void watch(std::uint32_t slot, const ExactWorld::Touched& cell);
  std::uint32_t& head(const ExactWorld::Touched& cell);

  std::vector<Entry> entries_;       // by slot
  std::vector<std::uint32_t> live_;  // slots that may have something to do
  std::vector<std::uint32_t> heads_[kinds];
  std::vector<Watch> watches_;
  std::vector<std::uint32_t> free_watches_;
  std::vector<ExactWorld::Touched> touched_;
  std::vector<OfSlot> enabled_;
  Alternatives offered_;
  bool all_are_forgotten_ = true;
  bool calls_are_forgotten_ = false;
};

}  // namespace ioracle
