// ReadFile, WriteFile, ReadFileEx, WriteFileEx on regular files: what may happen when they are
// called, and how a transfer that pended may end.

#include <algorithm>
#include <optional>
#include <vector>

#include "model/rules/transfer.h"

namespace ioracle::rules {
namespace {

const AlternativeInfo is_no_file("ReadFile.is_no_file", Fairness::owed,
                                 {"w32-314"_clause, "w32-315"_clause,
                                  "inferred.file.stored-first"_clause,
                                  "ReadFile.nbytes.zeroed"_clause});
const AlternativeInfo lacks_overlapped("ReadFile.lacks_overlapped", Fairness::owed,
                                       {"w32-300"_clause, "ReadFile.ov.required"_clause,
                                        "ReadFile.nbytes.zeroed"_clause});
const AlternativeInfo is_before_the_file("ReadFile.is_before_the_file", Fairness::owed,
                                         {"w32-303"_clause});
const AlternativeInfo cannot_read_there("ReadFile.has_bad_buffer", Fairness::owed,
                                        {"w32-313"_clause, "w32-289"_clause,
                                         "ReadFile.nbytes.zeroed"_clause});
const AlternativeInfo cannot_write_from_there("WriteFile.has_bad_buffer", Fairness::owed,
                                              {"w32-313"_clause, "w32-288"_clause});
const AlternativeInfo refuses_routine("ReadFileEx.refuses_routine", Fairness::owed,
                                      {"w32-235"_clause, "RFEx.iocp.fail"_clause});
const AlternativeInfo begins("ReadFile.begins", Fairness::owed,
                             {"inferred.file.refusal-order"_clause});

const AlternativeInfo reads_at_once("ReadFile.reads_at_once", Fairness::owed,
                                    {"ReadFile.may-sync"_clause, "inferred.disk.inline"_clause,
                                     "w32-304"_clause, "w32-317"_clause, "RFEx.ret"_clause});
const AlternativeInfo sees_the_end_at_once("ReadFile.sees_the_end_at_once", Fairness::owed,
                                           {"ReadFile.eof.async"_clause, "w32-298"_clause,
                                            "ReadFile.nbytes.zeroed"_clause, "ci-093"_clause});
const AlternativeInfo reads_nothing_at_the_end("ReadFile.reads_nothing_at_the_end", Fairness::owed,
                                               {"ReadFile.eof.sync"_clause, "w32-305"_clause});
const AlternativeInfo sees_the_end("ReadFile.sees_the_end", Fairness::owed,
                                   {"w32-306"_clause, "w32-309"_clause,
                                    "ReadFile.nbytes.zeroed"_clause});
const AlternativeInfo sees_the_end_and_leaves_the_block(
    "ReadFile.sees_the_end_and_leaves_the_block", Fairness::owed, {"w32-019"_clause});
const AlternativeInfo writes_at_once("WriteFile.writes_at_once", Fairness::owed,
                                     {"inferred.disk.inline"_clause, "WriteFile.append"_clause,
                                      "WriteFile.success-packet"_clause, "w32-304"_clause,
                                      "w32-317"_clause, "RFEx.ret"_clause});
const AlternativeInfo pends_read("ReadFile.pends", Fairness::owed,
                                 {"ReadFile.pending"_clause, "ReadFile.nbytes.zeroed"_clause,
                                  "w32-295"_clause, "w32-296"_clause, "w32-298"_clause,
                                  "w32-299"_clause, "RFEx.ret"_clause,
                                  "GOREx.pend.indicator"_clause});
const AlternativeInfo pends_write("WriteFile.pends", Fairness::owed,
                                  {"WriteFile.pending"_clause, "w32-295"_clause, "w32-301"_clause,
                                   "w32-268"_clause, "WriteFile.append"_clause, "RFEx.ret"_clause,
                                   "GOREx.pend.indicator"_clause});
const AlternativeInfo performs_read("file.reads", Fairness::owed,
                                    {"w32-295"_clause, "w32-039"_clause, "w32-299"_clause,
                                     "inferred.file.gaps-are-zeros"_clause});
const AlternativeInfo reads_behind_the_end("file.reads_behind_the_end", Fairness::owed,
                                           {"ReadFile.eof.async"_clause, "RFEx.eof"_clause,
                                            "w32-038"_clause, "w32-247"_clause, "w32-296"_clause,
                                            "CR.bytes.error-zero"_clause});
const AlternativeInfo performs_write("file.writes", Fairness::owed,
                                     {"w32-295"_clause, "w32-301"_clause,
                                      "inferred.file.write-runs-to-its-end"_clause});
const AlternativeInfo read_is_cancelled("file.read_is_cancelled", Fairness::never_owed,
                                        {"CancelIoEx.outcome.three"_clause,
                                         "CancelIo.status"_clause});
const AlternativeInfo read_ends_with_thread("file.read_ends_with_thread", Fairness::never_owed,
                                            {"ExitThread.cancel.noniocp"_clause});

bool is_negative(const Call& call) {
  constexpr std::uint32_t sign = 0x80000000;
  const OverlappedWords& words = call.event.words;
  return (words.offset_high.value_or(0) & sign) != 0;
}

// Which refusal comes first where several apply is our choice (inferred.file.refusal-order).
void check_transfer(const Subject& subject) {
  const FileHandle* handle = subject.known.file_handle(subject.call.value(Parameter::hFile));
  if (!handle) {
    refuse(subject, is_no_file, error::invalid_handle);
    return;
  }
  const FileObject& file = subject.known.file(handle->file);
  const Operation& operation = subject.known.operation(subject.chain.operation);
  refuse_closed(subject, is_no_file);
  if (file.overlapped && !operation.has_overlapped) {
    refuse_after_store(subject, lacks_overlapped, error::invalid_parameter);
    return;
  }
  const bool writes = operation.kind == OperationKind::write;
  const bool to_the_end = writes && appends(subject.call.event.words);
  if (operation.has_overlapped && is_negative(subject.call) && !to_the_end) {
    refuse_after_store(subject, is_before_the_file, error::invalid_parameter);
    return;
  }
  if (!writes && lacks_memory(subject.known, operation)) {
    refuse_after_store(subject, cannot_read_there, error::noaccess);
    return;
  }
  begin_on_handle(subject, begins, refuses_routine);
}

// One size that the file may have when a read is performed, and the bytes that the read finds then.
struct Found {
  std::uint64_t count = 0;
  bool open = false;                 // any number of bytes
  bool at_end = false;               // nothing lies there: the read is at the end of the file
  OperationId write = no_operation;  // that must have ended; no_operation: none
  std::vector<OperationId> not_yet;  // that must not have ended
};

// Does the end of the file, or where the read begins, hang on what nobody can tell?
bool is_open(const Known& known, const Operation& operation) {
  const FileTransfer& transfer = known.transfer(operation);
  const std::vector<OperationId>& all = known.disk(transfer.disk).writes;
  return !transfer.offset || transfer.open ||
         std::any_of(all.begin() + static_cast<std::ptrdiff_t>(transfer.first_write), all.end(),
                     [&](OperationId write) {
                       const FileTransfer& written = known.transfer(known.operation(write));
                       return !written.offset && !(written.finished && written.failed);
                     });
}

// What a read may find: the file reaches as far as the writes that have ended made it.
std::vector<Found> what_lies_there(const Known& known, const Operation& operation) {
  if (is_open(known, operation)) {
    std::vector<Found> either(2);
    either[0].open = true;
    either[1].at_end = operation.capacity > 0;
    return either;
  }
  const FileTransfer& transfer = known.transfer(operation);
  const std::uint64_t begin = transfer.offset.value_or(0);
  const auto count_at = [&](std::uint64_t size) {
    return size <= begin ? 0 : std::min(operation.capacity, size - begin);
  };
  struct Reaching {
    OperationId write;
    std::uint64_t count;
  };
  std::vector<Reaching> reaching;
  const std::uint64_t sure = count_at(transfer.size);
  const std::vector<OperationId>& writes = known.disk(transfer.disk).writes;
  for (std::size_t index = transfer.first_write; index < writes.size(); ++index) {
    const Operation& write = known.operation(writes[index]);
    const FileTransfer& written = known.transfer(write);
    if (write.capacity == 0 || (written.finished && written.failed)) continue;
    const std::uint64_t count = count_at(written.offset.value_or(0) + write.capacity);
    if (count > sure) reaching.push_back({writes[index], count});
  }
  std::vector<Found> found;
  const auto add = [&](std::uint64_t count, OperationId write) {
    Found one;
    one.count = count;
    one.at_end = count == 0 && operation.capacity > 0;
    one.write = write;
    for (const Reaching& other : reaching) {
      if (other.count > count) one.not_yet.push_back(other.write);
    }
    found.push_back(std::move(one));
  };
  add(sure, no_operation);
  for (const Reaching& one : reaching) add(one.count, one.write);
  return found;
}

void require(Alternatives::Builder& builder, const Known& known, const Found& found) {
  if (found.write != no_operation) builder.when(happened(known.operation(found.write).ended));
  for (const OperationId write : found.not_yet) {
    builder.when(!happened(known.operation(write).ended));
  }
}

Effect ends(Status status) { return ioracle::ends(static_cast<std::uint32_t>(status)); }

void perform(Alternatives::Builder& builder, const Found& found) {
  if (!found.open && !found.at_end) builder.then(move(found.count));
  builder.then(ends(found.at_end ? Status::end_of_file : Status::success));
}

// A read that finds no byte: what shows it depends on the handle and on the OVERLAPPED.
void find_end(const Subject& subject, const Operation& operation, const Found& found) {
  const auto fail = [&](const AlternativeInfo& info) {
    auto builder = refuse(subject, info, error::handle_eof);
    require(builder, subject.known, found);
    return builder;
  };
  if (!is_synchronous(operation)) {
    fail(sees_the_end_at_once);
    return;
  }
  const MicroStep after_end = first_after_end(operation, false);
  if (operation.has_overlapped) {
    fail(sees_the_end).then(ends(Status::end_of_file)).next(after_end);
    fail(sees_the_end_and_leaves_the_block);
    return;
  }
  auto nothing = subject.allowed.offer(reads_nothing_at_the_end);
  require(nothing, subject.known, found);
  nothing.then(move(0)).then(ends(Status::success)).next(after_end);
  show_done(nothing, subject);
  nothing.last_error(Shown::unchanged);
}

void attempt_read(const Subject& subject, const Operation& operation) {
  std::uint32_t variant = 0;
  for (const Found& found : what_lies_there(subject.known, operation)) {
    if (found.at_end) {
      find_end(subject, operation, found);
      continue;
    }
    auto read = subject.allowed.offer(reads_at_once);
    require(read, subject.known, found);
    perform(read, found);
    read.variant(variant++).next(first_after_end(operation, false));
    show_done(read, subject);
  }
}

void attempt_transfer(const Subject& subject) {
  const Operation& operation = subject.known.operation(subject.chain.operation);
  const bool writes = operation.kind == OperationKind::write;
  if (writes && lacks_memory(subject.known, operation)) {
    refuse(subject, cannot_write_from_there, error::invalid_user_buffer);
    return;
  }
  if (writes) {
    auto written = subject.allowed.offer(writes_at_once);
    written.then(move(operation.capacity))
        .then(ends(Status::success))
        .next(first_after_end(operation, false));
    show_done(written, subject);
  } else {
    attempt_read(subject, operation);
  }
  if (is_synchronous(operation)) return;
  auto pended = subject.allowed.offer(writes ? pends_write : pends_read);
  pended.then(pend());
  show_pending(pended, subject);
}

}  // namespace

void transfer_file(const Subject& subject) {
  if (subject.known.pipe_end(subject.call.value(Parameter::hFile))) return transfer_pipe(subject);
  const Chain& chain = subject.chain;
  switch (chain.step) {
    case check:
      return check_transfer(subject);
    case start:
    case MicroStep::clear:
      return start_operation(subject.known, chain, subject.allowed);
    case attempt:
      return attempt_transfer(subject);
    default:
      return completion(subject.known, chain, leave, subject.allowed);
  }
}

void pending_file_transfer(const Known& known, const Operation& operation, Alternatives& allowed) {
  const MicroStep after_end = first_after_end(operation, true);
  if (operation.kind == OperationKind::write) {
    allowed.offer(performs_write)
        .then(move(operation.capacity))
        .then(ends(Status::success))
        .next(after_end);
    return;
  }
  std::uint32_t variant = 0;
  for (const Found& found : what_lies_there(known, operation)) {
    auto builder = allowed.offer(found.at_end ? reads_behind_the_end : performs_read);
    require(builder, known, found);
    perform(builder, found);
    builder.variant(variant++).next(after_end);
  }
  const auto abort = [&](const AlternativeInfo& info, Instant reason) {
    allowed.offer(info).when(happened(reason)).then(ends(Status::cancelled)).next(after_end);
  };
  abort(read_is_cancelled, operation.cancelled);
  if (operation.request_class == RequestClass::attached) {
    abort(read_ends_with_thread, known.thread(operation.thread).exited);
  }
}

}  // namespace ioracle::rules
