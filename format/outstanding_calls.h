#pragma once
// The functions of the calls that have not returned, by their ids. A small open-addressing table:
// tens of thousands may be under way, one is added and one taken for most lines, and nothing is
// allocated then.

#include <cstdint>
#include <optional>
#include <vector>

#include "model/function.h"

namespace ioracle {

class OutstandingCalls {
 public:
  // False if a call of this id is there already. REQUIRES: id != 0, or it is never found.
  bool insert(std::uint64_t id, Function function) {
    if (id == 0) return false;
    if ((count_ + 1) * 2 > slots_.size()) grow();
    Slot& slot = slots_[place(id)];
    if (slot.id == id) return false;
    slot = {id, function};
    ++count_;
    return true;
  }

  std::optional<Function> take(std::uint64_t id) {
    if (id == 0 || slots_.empty()) return std::nullopt;
    std::size_t hole = place(id);
    if (slots_[hole].id != id) return std::nullopt;
    const Function function = slots_[hole].function;
    --count_;
    // Move later entries back, so that no search stops short of them.
    for (std::size_t next = (hole + 1) & mask(); slots_[next].id != 0; next = (next + 1) & mask()) {
      const std::size_t home = home_of(slots_[next].id);
      if (((next - home) & mask()) < ((next - hole) & mask())) continue;
      slots_[hole] = slots_[next];
      hole = next;
    }
    slots_[hole] = {};
    return function;
  }

  std::optional<Function> find(std::uint64_t id) const {
    if (id == 0 || slots_.empty()) return std::nullopt;
    const Slot& slot = slots_[place(id)];
    if (slot.id != id) return std::nullopt;
    return slot.function;
  }

  std::size_t size() const { return count_; }

 private:
  struct Slot {
    std::uint64_t id = 0;
    Function function{};
  };

  std::size_t mask() const { return slots_.size() - 1; }
  // Ids count up, so that neighbours fall into neighbouring slots; a multiplier would spread them
  // in vain.
  std::size_t home_of(std::uint64_t id) const { return static_cast<std::size_t>(id) & mask(); }
  std::size_t place(std::uint64_t id) const {
    std::size_t slot = home_of(id);
    while (slots_[slot].id != 0 && slots_[slot].id != id) slot = (slot + 1) & mask();
    return slot;
  }
  void grow() {
    std::vector<Slot> old(slots_.empty() ? 64 : slots_.size() * 2);
    old.swap(slots_);
    for (const Slot& slot : old) {
      if (slot.id != 0) slots_[place(slot.id)] = slot;
    }
  }

  std::vector<Slot> slots_;
  std::size_t count_ = 0;
};

}  // namespace ioracle
