#pragma once
// The entries of a fifo, in the order in which they were learned of, each at a place that it keeps.
// An entry is found by its item and by a key of the item's pointer without looking at the others.
//
// An entry is cold while nothing is known but that it may come some day: the packets of operations
// that nobody saw end. Those are as many as are outstanding; questions look at the warm ones.

#include <cstdint>
#include <limits>
#include <vector>

#include "model/alternative.h"
#include "oracle/order.h"

namespace ioracle {

struct FifoEntry {
  Item item = no_item;  // no_item: the place is free
  Node in = no_node;
  Node out = no_node;
  std::uint32_t key = 0;  // of the item's pointer
  bool taken = false;     // `out` is a step that was seen
  bool removed = false;   // likewise, but not in its turn
  bool headed = false;    // all that came before it in the list left before it
  bool warm = false;
};

class FifoEntries {
 public:
  using Place = std::uint32_t;
  static constexpr Place nowhere = std::numeric_limits<Place>::max();

  class iterator {
   public:
    using value_type = FifoEntry;
    using difference_type = std::ptrdiff_t;
    using iterator_category = std::forward_iterator_tag;
    iterator() = default;
    iterator(const FifoEntries* entries, Place place) : entries_(entries), place_(place) {}
    const FifoEntry& operator*() const { return entries_->at(place_); }
    iterator& operator++() {
      place_ = entries_->next(place_);
      return *this;
    }
    iterator operator++(int) {
      const iterator before = *this;
      ++*this;
      return before;
    }
    bool operator==(const iterator& other) const { return place_ == other.place_; }

   private:
    const FifoEntries* entries_ = nullptr;
    Place place_ = nowhere;
  };
  using const_iterator = iterator;

  iterator begin() const { return {this, first_}; }
  iterator end() const { return {this, nowhere}; }
  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }
  Place first() const { return first_; }
  Place last() const { return last_; }
  Place next(Place place) const { return slots_[place].next; }
  Place previous(Place place) const { return slots_[place].previous; }
  FifoEntry& at(Place place) { return slots_[place].entry; }
  const FifoEntry& at(Place place) const { return slots_[place].entry; }
  // Is an entry there that came with that node?
  bool holds(Place place, Node in) const {
    return place < slots_.size() && slots_[place].entry.item != no_item &&
           slots_[place].entry.in == in;
  }

  Place push_back(const FifoEntry& entry);
  // Takes back the last push_back.
  void pop_back();
  // The entry of this item; of several one. `nowhere`: there is none.
  Place find(Item item) const;
  // Visits the places of entries with this key.
  template <class Visit>
  void each_with_key(std::uint32_t key, Visit visit) const {
    if (by_key_.empty()) return;
    for (Place place = by_key_[bucket(key)]; place != nowhere; place = slots_[place].next_by_key) {
      if (slots_[place].entry.key == key) visit(place);
    }
  }

  // Places of warm entries, in the order in which they became warm.
  const std::vector<Place>& warm() const { return warm_; }
  void warm_up(Place place);
  // Takes back what became warm since there were so many; entries are told by their owner.
  void cool_down(std::size_t count) { warm_.resize(count); }
  // Only what is warm goes.
  template <class Predicate>
  void erase_warm_if(const Predicate& gone) {
    std::erase_if(warm_, [&](Place place) {
      const bool goes = gone(at(place));
      if (goes) erase(place);
      return goes;
    });
  }

 private:
  struct Slot {
    FifoEntry entry;
    Place previous = nowhere;
    Place next = nowhere;
    Place next_by_item = nowhere;
    Place next_by_key = nowhere;
  };
  // Fibonacci hashing: items and keys count up.
  std::size_t bucket(std::uint32_t key) const {
    return (key * std::uint64_t{0x9E3779B97F4A7C15U} >> 32U) & (by_item_.size() - 1);
  }
  void index(Place place);
  void erase(Place place);
  void rehash();

  std::vector<Slot> slots_;
  std::vector<Place> free_;
  std::vector<Place> warm_;
  std::vector<Place> by_item_;  // first place of each bucket; as many as `by_key_`, a power of two
  std::vector<Place> by_key_;
  Place first_ = nowhere;
  Place last_ = nowhere;
  std::size_t size_ = 0;
};

}  // namespace ioracle
