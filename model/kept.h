#pragma once
// What is still spoken of: by calls in progress, by operations that did not end, by objects, by
// histories. Everything else of its kind may be given back.

#include <cstdint>
#include <unordered_set>
#include <utility>
#include <vector>

#include "model/alternative.h"

namespace ioracle {

template <class Id>
class KeptIds {
 public:
  void add(Id id) {
    if (ids_.insert(static_cast<std::uint32_t>(id)).second) fresh_.push_back(id);
  }
  // Those that came since this was last asked: they may speak of others themselves.
  std::vector<Id> take_fresh() { return std::exchange(fresh_, {}); }
  bool has_fresh() const { return !fresh_.empty(); }
  std::size_t size() const { return ids_.size(); }
  std::vector<std::uint32_t> ascending() const;

 private:
  std::unordered_set<std::uint32_t> ids_;
  std::vector<Id> fresh_;
};

struct Kept {
  KeptIds<OperationId> operations;
  KeptIds<Item> items;
  KeptIds<Instant> instants;

  void keep(OperationId operation) {
    if (operation != no_operation) operations.add(operation);
  }
  void keep(Item item) {
    if (item != no_item) items.add(item);
  }
  void keep(Instant instant) {
    if (instant != no_instant) instants.add(instant);
  }
  void keep(const Atom& atom);
  bool has_fresh() const {
    return operations.has_fresh() || items.has_fresh() || instants.has_fresh();
  }
};

}  // namespace ioracle
