// Hidden cells: made, and from a cell back to what it belongs to. Cells of one kind are made in the
// order of their objects.

#include <algorithm>

#include "model/known.h"

namespace ioracle {

Instant Known::new_instant(OperationId owner) {
  const auto instant = Instant{instant_count()};
  owners_.push_back(owner);
  if (owner == no_operation) ownerless_.push_back(instant);
  return instant;
}

Register Known::new_register(std::uint64_t value) {
  registers_.push_back(value);
  return Register{static_cast<std::uint32_t>(registers_.size() - 1)};
}

Item Known::new_item(const ItemInfo& info) {
  items_.push_back(info);
  return Item{static_cast<std::uint32_t>(items_.size() - 1)};
}

OperationId Known::cancelled_by(Instant instant) const {
  const OperationId owner = owners_[index_of(instant)];
  const bool cancels = owner != no_operation && operation(owner).cancelled == instant;
  return cancels ? owner : no_operation;
}

const FileObject* Known::associated_by(Instant instant) const {
  const auto found = std::ranges::lower_bound(files_, instant, {}, &FileObject::associated);
  return found != files_.end() && found->associated == instant ? &*found : nullptr;
}

const OverlappedObject* Known::overlapped_of(Register cell) const {
  const auto found =
      std::ranges::lower_bound(overlappeds_, cell, {}, &OverlappedObject::internal_high);
  if (found == overlappeds_.end()) return nullptr;
  return found->internal == cell || found->internal_high == cell ? &*found : nullptr;
}

bool Known::is_deferred_word(Register cell) const {
  const OverlappedObject* overlapped = overlapped_of(cell);
  return overlapped && overlapped->last != no_operation &&
         operations_[index_of(overlapped->last)].request_class == RequestClass::detached;
}

}  // namespace ioracle
