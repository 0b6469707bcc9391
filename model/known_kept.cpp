// What nobody speaks of any more is given back: operations that were delivered, and what belongs to
// them.

#include <algorithm>

#include "model/kept.h"
#include "model/known.h"

namespace ioracle {

template <class Id>
std::vector<std::uint32_t> KeptIds<Id>::ascending() const {
  std::vector<std::uint32_t> sorted(ids_.begin(), ids_.end());
  std::ranges::sort(sorted);
  return sorted;
}

template class KeptIds<OperationId>;
template class KeptIds<Item>;
template class KeptIds<Instant>;

void Kept::keep(const Atom& atom) {
  if (atom.kind == Atom::Kind::happened) keep(Instant{atom.cell});
  if (atom.kind == Atom::Kind::head) keep(Item{atom.item});
  const bool names = atom.kind == Atom::Kind::acknowledged || atom.kind == Atom::Kind::fits;
  if (names) keep(OperationId{atom.item});
}

// The size of a file, and what a read of it finds, follow from the writes behind a certain one.
void Known::keep_of_transfer(const FileTransfer& transfer, Kept& kept) const {
  const DiskFile& disk = disks_[transfer.disk];
  for (std::size_t write = transfer.first_write; write < disk.writes.size(); ++write) {
    kept.keep(disk.writes[write]);
  }
  for (const FileExtent& extent : transfer.extents) kept.keep(extent.write);
}

void Known::keep_of_objects(Kept& kept) const {
  for (const Instant instant : ownerless_) kept.keep(instant);
  for (const OperationId user : last_users_) kept.keep(user);
  for (const OverlappedObject& overlapped : overlappeds_) kept.keep(overlapped.last);
  for (const SocketObject& socket : sockets_) {
    kept.keep(socket.connecting);
    kept.keep(socket.accepting);
  }
  for (const Connection& connection : connections_) {
    for (const Item item : {connection.listens, connection.instance}) kept.keep(item);
    for (const PutIntoPipe& put : connection.put) kept.keep(put.last);
  }
  for (const ThreadObject& thread : threads_) {
    for (const OperationId id : thread.synchronous) kept.keep(id);
  }
  for (const std::vector<OperationId>& operations : outstanding_) {
    for (const OperationId id : operations) kept.keep(id);
  }
  for (const DiskFile& disk : disks_) {
    for (const OperationId id : disk.unfinished) kept.keep(id);
    for (const FileExtent& extent : disk.extents) kept.keep(extent.write);
    for (std::size_t write = disk.first_write; write < disk.writes.size(); ++write) {
      kept.keep(disk.writes[write]);
    }
  }
}

void Known::keep_what_follows(Kept& kept) const {
  while (kept.has_fresh()) {
    for (const Instant instant : kept.instants.take_fresh()) {
      kept.keep(owners_[index_of(instant)]);
    }
    for (const Item item : kept.items.take_fresh()) {
      kept.keep(items_[index_of(item)].operation);
    }
    for (const OperationId id : kept.operations.take_fresh()) {
      const Operation& operation = operations_[index_of(id)];
      for (const Item item : {operation.item, operation.brings}) kept.keep(item);
      for (const Instant instant : {operation.linked, operation.cancelled, operation.ended}) {
        kept.keep(instant);
      }
      if (is_on_file(operation.kind)) keep_of_transfer(transfers_[operation.transfer], kept);
      kept.keep(operation.writes_first);
      if (operation.answered != no_instant) kept.keep(operation.answered);
      if (operation.kind == OperationKind::provided) {
        kept.keep(requests_[operation.request].announced);
        kept.keep(requests_[operation.request].reported);
      }
    }
  }
}

void Known::release(const Kept& kept) {
  const std::vector<std::uint32_t> operations = kept.operations.ascending();
  std::vector<std::uint32_t> transfers;
  std::vector<std::uint32_t> requests;
  std::vector<std::uint64_t> buffers;
  std::vector<std::uint64_t> payload;
  std::vector<std::uint64_t> literals;
  for (const std::uint32_t index : operations) {
    const Operation& operation = operations_[index];
    if (is_on_file(operation.kind)) transfers.push_back(operation.transfer);
    if (operation.kind == OperationKind::provided) requests.push_back(operation.request);
    if (operation.buffer_count > 0) buffers.push_back(operation.first_buffer);
    if (operation.run_count > 0) payload.push_back(operation.first_run);
    for (const Run& run : this->payload(operation)) {
      if (!run.pattern) literals.push_back(run.offset);
    }
  }
  operations_.release(operations);
  transfers_.release(transfers);
  requests_.release(requests);
  operation_buffers_.release(buffers);
  payload_.release(payload);
  literals_.release(literals);
  items_.release(kept.items.ascending());
  owners_.release(kept.instants.ascending());
}

}  // namespace ioracle
