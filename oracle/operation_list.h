#pragma once
// A list of operations in the order in which they were added. What changes from mark() on can be
// taken back, at the cost of the changes and not of the list's length.

#include <cstdint>
#include <iterator>
#include <vector>

#include "model/alternative.h"

namespace ioracle {

class OperationList {
 public:
  class iterator {
   public:
    using value_type = OperationId;
    using difference_type = std::ptrdiff_t;
    using iterator_category = std::forward_iterator_tag;
    iterator() = default;
    iterator(const OperationId* at, const OperationId* end) : at_(at), end_(end) { skip(); }
    const OperationId& operator*() const { return *at_; }
    iterator& operator++() {
      ++at_;
      skip();
      return *this;
    }
    iterator operator++(int) {
      iterator before = *this;
      ++*this;
      return before;
    }
    bool operator==(const iterator& other) const { return at_ == other.at_; }

   private:
    void skip() {
      while (at_ != end_ && *at_ == no_operation) ++at_;
    }
    const OperationId* at_ = nullptr;
    const OperationId* end_ = nullptr;
  };
  using const_iterator = iterator;

  iterator begin() const { return {slots_.data() + first_, slots_.data() + slots_.size()}; }
  iterator end() const { return {slots_.data() + slots_.size(), slots_.data() + slots_.size()}; }
  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }

  // `id` must not be in the list.
  void push_back(OperationId id);
  // Does nothing where it is not in the list.
  void erase(OperationId id);
  template <class Predicate>
  void erase_if(const Predicate& gone) {
    for (std::size_t place = first_; place < slots_.size(); ++place) {
      if (slots_[place] != no_operation && gone(slots_[place])) leave(place);
    }
    tidy();
  }
  void clear() {
    erase_if([](OperationId) { return true; });
  }

  // They nest.
  void mark();
  void rollback();
  void keep();

 private:
  struct Change {
    OperationId id;     // that left; no_operation: one was added
    std::size_t place;  // that it left
  };
  void leave(std::size_t place);
  void tidy();

  std::vector<OperationId> slots_;  // no_operation: it left
  std::size_t first_ = 0;           // nothing is before this one
  std::size_t size_ = 0;
  std::vector<Change> changes_;
  std::vector<std::size_t> marks_;  // how many changes there were
};

}  // namespace ioracle
