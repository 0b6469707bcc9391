// From a hidden cell back to what it belongs to. Cells of one kind are made in the order of their
// objects.

#include <algorithm>

#include "model/known.h"

namespace ioracle {

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
