#pragma once
// Fingerprints, each with a number. Open addressing: many millions are looked up. Safe for
// concurrent use while nobody inserts.

#include <cstddef>
#include <optional>
#include <vector>

#include "explore/fingerprint.h"

namespace ioracle::explore {

class FingerprintSet {
 public:
  std::size_t size() const { return count_; }

  // The number that the fingerprint was inserted with.
  std::optional<std::uint32_t> find(const Fingerprint& fingerprint) const {
    if (slots_.empty()) return std::nullopt;
    for (std::size_t place = fingerprint.low & mask();; place = (place + 1) & mask()) {
      const Slot& slot = slots_[place];
      if (!slot.used) return std::nullopt;
      if (slot.fingerprint == fingerprint) return slot.number;
    }
  }

  // REQUIRES: it is not there.
  void insert(const Fingerprint& fingerprint, std::uint32_t number) {
    if ((count_ + 1) * 2 > slots_.size()) grow();
    place({fingerprint, number, true});
    ++count_;
  }

 private:
  struct Slot {
    Fingerprint fingerprint;
    std::uint32_t number = 0;
    bool used = false;
  };
  static constexpr std::size_t slots_least = 1024;

  std::size_t mask() const { return slots_.size() - 1; }
  void place(const Slot& slot) {
    std::size_t place = slot.fingerprint.low & mask();
    while (slots_[place].used) place = (place + 1) & mask();
    slots_[place] = slot;
  }
  void grow() {
    std::vector<Slot> old(slots_.empty() ? slots_least : slots_.size() * 2);
    old.swap(slots_);
    for (const Slot& slot : old) {
      if (slot.used) place(slot);
    }
  }

  std::vector<Slot> slots_;
  std::size_t count_ = 0;
};

}  // namespace ioracle::explore
