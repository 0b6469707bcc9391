// Regular files, as the calls that open, read and write them make them known.

#include <algorithm>

#include "model/constants.h"
#include "model/known.h"
#include "model/status.h"

namespace ioracle {
namespace {

constexpr int bits_per_word = 32;

std::uint64_t end_of(const FileTransfer& transfer, const Operation& operation) {
  return transfer.offset.value_or(0) + operation.capacity;
}

bool overlap(std::uint64_t begin, std::uint64_t end, const FileTransfer& other,
             const Operation& operation) {
  return !other.offset || (*other.offset < end && begin < end_of(other, operation));
}

// Takes `extent` into the bytes of a file, over what was there.
void put(const FileExtent& extent, std::vector<FileExtent>& extents) {
  std::vector<FileExtent> kept;
  for (const FileExtent& old : extents) {
    if (old.begin < extent.begin) {
      kept.push_back(old);
      kept.back().end = std::min(old.end, extent.begin);
    }
    if (old.end > extent.end) {
      const std::uint64_t begin = std::max(old.begin, extent.end);
      kept.push_back(old);
      kept.back().from += begin - old.begin;
      kept.back().begin = begin;
    }
  }
  kept.insert(std::ranges::lower_bound(kept, extent.begin, {}, &FileExtent::begin), extent);
  extents = std::move(kept);
}

}  // namespace

bool appends(const OverlappedWords& words) {
  constexpr std::uint32_t all_ones = 0xFFFFFFFF;
  return words.offset == all_ones && words.offset_high == all_ones;
}

const FileHandle* Known::file_handle(const Value& value) const {
  const ObjectReference object = find(value);
  return object.kind == ObjectKind::file ? &file_handles_[object.index] : nullptr;
}

const DiskFile* Known::find_disk(Name path) const {
  const auto found = std::ranges::find(disks_, path, &DiskFile::path);
  return found == disks_.end() ? nullptr : &*found;
}

bool Known::is_shared(const DiskFile& disk) const {
  return std::ranges::all_of(file_handles_, [&](const FileHandle& handle) {
    return &disks_[handle.disk] != &disk || !handle.open || handle.shared;
  });
}

void Known::end_create_file(const Call& call, Name name) {
  const Name path = call.value(Parameter::lpFileName).name;
  FileHandle handle;
  const DiskFile* opened = find_disk(path);
  handle.disk = opened ? static_cast<std::uint32_t>(opened - disks_.data())
                       : static_cast<std::uint32_t>(disks_.size());
  if (!opened) {
    disks_.emplace_back();
    disks_.back().path = path;
  }
  ++disks_[handle.disk].handles;
  const std::int64_t access = call.integer(Parameter::dwDesiredAccess);
  const std::int64_t flags = call.integer(Parameter::dwFlagsAndAttributes);
  handle.reads = (access & constant::generic_read) != 0;
  handle.writes = (access & constant::generic_write) != 0;
  handle.shared = call.integer(Parameter::dwShareMode) == constant::file_share_all;
  handle.file = add_file(name, ObjectKind::file, static_cast<std::uint32_t>(file_handles_.size()),
                         (flags & constant::file_flag_overlapped) != 0);
  file_handles_.push_back(handle);
}

void Known::begin_file_transfer(Call& call, OperationKind kind) {
  const ObjectReference target = find(call.value(Parameter::hFile));
  if (target.kind == ObjectKind::pipe) {
    const bool reads = kind == OperationKind::read;
    begin_pipe_transfer(call, reads ? OperationKind::pipe_read : OperationKind::pipe_write);
  }
  if (target.kind != ObjectKind::file) return;
  FileHandle& handle = file_handles_[target.index];
  const auto id = OperationId{static_cast<std::uint32_t>(operations_.size())};
  Operation operation;
  operation.kind = kind;
  operation.transfer = static_cast<std::uint32_t>(transfers_.size());
  begin_operation(call, operation, handle.file, data_of(call.event.function));
  if (const bool nowhere = operations_.back().buffer_count == 0; nowhere) {
    operations_.back().capacity = static_cast<std::uint32_t>(
        call.integer(kind == OperationKind::write ? Parameter::nNumberOfBytesToWrite
                                                  : Parameter::nNumberOfBytesToRead));
  }
  const Operation& begun = operations_.back();

  DiskFile& disk = disks_[handle.disk];
  FileTransfer transfer;
  transfer.disk = handle.disk;
  transfer.writes = kind == OperationKind::write;
  const OverlappedWords& words = call.event.words;
  if (!begun.has_overlapped) {
    transfer.offset = handle.pointer;
  } else if (transfer.writes && appends(words)) {
    // Where the file ends is known while nothing else may still move its end.
    if (disk.unfinished.empty()) transfer.offset = disk.size;
  } else {
    transfer.offset = static_cast<std::uint64_t>(words.offset_high.value_or(0)) << bits_per_word |
                      words.offset.value_or(0);
  }
  transfer.size = disk.size;
  transfer.open = disk.open;
  transfer.first_write = disk.first_write;
  const std::uint64_t begin = transfer.offset.value_or(0);
  const std::uint64_t end = end_of(transfer, begun);
  bool alone = true;
  for (const OperationId other : disk.unfinished) {
    FileTransfer& running = transfers_[operations_[index_of(other)].transfer];
    const bool same_handle = operations_[index_of(other)].file == begun.file;
    if (same_handle && !file(begun).overlapped) alone = false;
    if (!transfer.writes && !running.writes) continue;
    if (transfer.offset && !overlap(begin, end, running, operations_[index_of(other)])) continue;
    if (transfer.writes) running.contested = true;
    if (running.writes) transfer.contested = true;
  }
  if (!alone) {  // which of them goes first, and where it leaves the pointer, nobody can tell
    handle.pointer.reset();
    if (!begun.has_overlapped) transfer.offset.reset();
  }
  if (transfer.writes) {
    disk.writes.push_back(id);
  } else {
    for (const FileExtent& extent : disk.extents) {
      if (extent.end <= begin || extent.begin >= end) continue;
      FileExtent part = extent;
      part.begin = std::max(extent.begin, begin);
      part.end = std::min(extent.end, end);
      part.from += part.begin - extent.begin;
      transfer.extents.push_back(part);
    }
  }
  disk.unfinished.push_back(id);
  transfers_.push_back(std::move(transfer));
}

// `moved`: it moved its bytes; empty: nobody can tell.
void Known::finish_file_transfer(OperationId id, std::optional<bool> moved) {
  const Operation& operation = operations_[index_of(id)];
  FileTransfer& transfer = transfers_[operation.transfer];
  if (transfer.finished) return;
  transfer.finished = true;
  transfer.failed = moved == false;
  DiskFile& disk = disks_[transfer.disk];
  std::erase(disk.unfinished, id);
  if (transfer.writes && !transfer.failed && operation.capacity > 0) {
    if (!moved || !transfer.offset) disk.open = true;
    FileExtent extent{transfer.offset.value_or(0), end_of(transfer, operation), {}, id, 0};
    if (transfer.contested) extent.source = FileExtent::Source::open;
    put(extent, disk.extents);
  }
  if (!disk.unfinished.empty()) return;
  for (; disk.first_write < disk.writes.size(); ++disk.first_write) {
    const Operation& write = operations_[index_of(disk.writes[disk.first_write])];
    const FileTransfer& written = transfers_[write.transfer];
    if (!written.failed && write.capacity > 0) {
      disk.size = std::max(disk.size, end_of(written, write));
    }
  }
}

void Known::end_file_transfer(const Call& call, const Event& returned) {
  const Operation& operation = operations_[index_of(call.operation)];
  if (is_on_pipe(operation.kind)) return end_pipe_operation(call, returned);
  const bool told = returned.result.recorded();
  const bool failed = returned.result.is(0);
  if (operation.request_class != RequestClass::synchronous) {
    const bool with_routine = call.event.find(Parameter::lpCompletionRoutine) != nullptr;
    const bool pends =
        failed && (!returned.last_error || *returned.last_error == error::io_pending);
    if (!told || pends || (!failed && with_routine)) return;  // its notification tells
    if (failed) std::erase(outstanding_[operation.file], call.operation);
    finish_file_transfer(call.operation, !failed);
    return;
  }
  std::erase(outstanding_[operation.file], call.operation);
  const FileTransfer& transfer = transfers_[operation.transfer];
  FileHandle& handle = file_handles_[files_[operation.file].subject];
  if (!told) {
    handle.pointer.reset();
  } else if (!failed && handle.pointer) {
    const Argument* count = returned.find(Parameter::lpNumberOfBytesRead);
    std::optional<std::uint64_t> moved;
    if (transfer.writes) {
      moved = operation.capacity;
    } else if (count && count->value.kind == ValueKind::integer) {
      moved = static_cast<std::uint64_t>(count->value.number);
    } else if (count && count->value.kind == ValueKind::untouched) {
      moved = static_cast<std::uint64_t>(call.preset(count->parameter));
    }
    handle.pointer.reset();
    if (moved && transfer.offset) handle.pointer = *transfer.offset + *moved;
  }
  finish_file_transfer(call.operation, told ? std::optional(!failed) : std::nullopt);
}

}  // namespace ioracle
