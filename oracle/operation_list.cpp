#include "oracle/operation_list.h"

#include <algorithm>

namespace ioracle {

void OperationList::push_back(OperationId id) {
  if (!marks_.empty()) changes_.push_back({no_operation, slots_.size()});
  slots_.push_back(id);
  ++size_;
}

// What leaves came early, or late.
void OperationList::erase(OperationId id) {
  for (std::size_t first = first_, last = slots_.size(); first < last; ++first) {
    --last;
    const std::size_t place = slots_[first] == id ? first : last;
    if (slots_[place] != id) continue;
    leave(place);
    tidy();
    return;
  }
}

void OperationList::leave(std::size_t place) {
  if (!marks_.empty()) changes_.push_back({slots_[place], place});
  slots_[place] = no_operation;
  --size_;
  while (first_ < slots_.size() && slots_[first_] == no_operation) ++first_;
}

void OperationList::mark() { marks_.push_back(changes_.size()); }

void OperationList::rollback() {
  for (; changes_.size() > marks_.back(); changes_.pop_back()) {
    const Change& change = changes_.back();
    if (change.id == no_operation) {
      slots_.pop_back();
      --size_;
      first_ = std::min(first_, slots_.size());
    } else {
      slots_[change.place] = change.id;
      ++size_;
      first_ = std::min(first_, change.place);
    }
  }
  marks_.pop_back();
}

void OperationList::keep() {
  marks_.pop_back();
  if (!marks_.empty()) return;
  changes_.clear();
  tidy();
}

// Places that were left are given up once they are the greater part.
void OperationList::tidy() {
  constexpr std::size_t slots_least = 16;
  if (!marks_.empty() || slots_.size() < slots_least || slots_.size() < 2 * size_) return;
  std::erase(slots_, no_operation);
  first_ = 0;
}

}  // namespace ioracle
