#include "oracle/fifo_entries.h"

namespace ioracle {
namespace {

constexpr std::size_t buckets_least = 8;

}  // namespace

FifoEntries::Place FifoEntries::push_back(const FifoEntry& entry) {
  Place place = static_cast<Place>(slots_.size());
  if (free_.empty()) {
    slots_.emplace_back();
  } else {
    place = free_.back();
    free_.pop_back();
  }
  Slot& slot = slots_[place];
  slot.entry = entry;
  slot.entry.warm = false;
  slot.previous = last_;
  slot.next = nowhere;
  (last_ == nowhere ? first_ : slots_[last_].next) = place;
  last_ = place;
  ++size_;
  if (size_ > by_item_.size()) {
    rehash();
  } else {
    index(place);
  }
  return place;
}

void FifoEntries::pop_back() { erase(last_); }

FifoEntries::Place FifoEntries::find(Item item) const {
  if (by_item_.empty()) return nowhere;
  Place place = by_item_[bucket(static_cast<std::uint32_t>(item))];
  while (place != nowhere && slots_[place].entry.item != item) place = slots_[place].next_by_item;
  return place;
}

void FifoEntries::warm_up(Place place) {
  if (slots_[place].entry.warm) return;
  slots_[place].entry.warm = true;
  warm_.push_back(place);
}

void FifoEntries::index(Place place) {
  Slot& slot = slots_[place];
  Place& of_item = by_item_[bucket(static_cast<std::uint32_t>(slot.entry.item))];
  slot.next_by_item = of_item;
  of_item = place;
  Place& of_key = by_key_[bucket(slot.entry.key)];
  slot.next_by_key = of_key;
  of_key = place;
}

void FifoEntries::erase(Place place) {
  Slot& slot = slots_[place];
  Place* link = &by_item_[bucket(static_cast<std::uint32_t>(slot.entry.item))];
  while (*link != place) link = &slots_[*link].next_by_item;
  *link = slot.next_by_item;
  link = &by_key_[bucket(slot.entry.key)];
  while (*link != place) link = &slots_[*link].next_by_key;
  *link = slot.next_by_key;
  (slot.previous == nowhere ? first_ : slots_[slot.previous].next) = slot.next;
  (slot.next == nowhere ? last_ : slots_[slot.next].previous) = slot.previous;
  slot = {};
  free_.push_back(place);
  --size_;
}

void FifoEntries::rehash() {
  const std::size_t count = by_item_.empty() ? buckets_least : 2 * by_item_.size();
  by_item_.assign(count, nowhere);
  by_key_.assign(count, nowhere);
  for (Place place = first_; place != nowhere; place = slots_[place].next) index(place);
}

}  // namespace ioracle
