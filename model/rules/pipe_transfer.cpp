// ReadFile, WriteFile, ReadFileEx, WriteFileEx on named pipes: what may happen when they are
// called, and how a transfer that pended may end (P1 to P4, P8). What is written is there at once;
// a write first feeds the reads that wait, and pends while more is left than the pipe has room for.

#include <algorithm>

#include "model/rules/pipe.h"

namespace ioracle::rules {
namespace {

const AlternativeInfo is_no_pipe("pipe.has_no_open_handle", Fairness::owed,
                                 {"w32-315"_clause, "inferred.file.stored-first"_clause});
const AlternativeInfo refuses_routine("pipe.refuses_routine", Fairness::owed,
                                      {"w32-235"_clause, "RFEx.iocp.fail"_clause});
const AlternativeInfo cannot_read_there("pipe.cannot_read_there", Fairness::owed,
                                        {"w32-118"_clause});
const AlternativeInfo begins("pipe.begins", Fairness::owed, {});
const AlternativeInfo is_disconnected("pipe.is_disconnected", Fairness::owed,
                                      {"w32-003"_clause, "w32-004"_clause, "w32-166"_clause,
                                       "w32-171"_clause, "PIPE.disconnect"_clause});
const AlternativeInfo is_listening("pipe.is_listening", Fairness::owed, {"w32-086"_clause});
const AlternativeInfo is_closed_meanwhile("pipe.is_closed_meanwhile", Fairness::owed,
                                          {"inferred.pipe.own-close"_clause});
const AlternativeInfo has_no_reader("pipe.has_no_reader", Fairness::owed,
                                    {"w32-116"_clause, "w32-117"_clause, "w32-236"_clause,
                                     "WriteFile.pipe.broken"_clause});
const AlternativeInfo has_no_writer("pipe.has_no_writer", Fairness::owed,
                                    {"ReadFile.pipe.broken"_clause, "w32-013"_clause,
                                     "w32-236"_clause, "w32-143"_clause});
const AlternativeInfo reads_at_once("pipe.reads_at_once", Fairness::owed,
                                    {"PIPE.byte-read"_clause, "PIPE.message-read"_clause,
                                     "PIPE.done-on-return"_clause, "ReadFile.pipe.zero"_clause,
                                     "ReadFile.may-sync"_clause, "w32-089"_clause, "w32-090"_clause,
                                     "w32-099"_clause, "w32-121"_clause, "w32-232"_clause});
const AlternativeInfo reads_a_part_at_once("pipe.reads_a_part_at_once", Fairness::owed,
                                           {"ReadFile.pipe.moredata"_clause,
                                            "PIPE.message-read"_clause, "w32-001"_clause,
                                            "w32-002"_clause, "w32-035"_clause, "w32-092"_clause,
                                            "w32-109"_clause, "w32-114"_clause});
const AlternativeInfo tells_the_part_later("pipe.tells_the_part_later", Fairness::owed,
                                           {"w32-266"_clause});
const AlternativeInfo read_pends("pipe.read_pends", Fairness::owed,
                                 {"PIPE.done-on-return"_clause, "w32-106"_clause, "w32-120"_clause,
                                  "GOREx.pend.indicator"_clause});
const AlternativeInfo finds_nothing("pipe.finds_nothing", Fairness::owed,
                                    {"PIPE.nowait.read-empty"_clause, "w32-157"_clause});
const AlternativeInfo writes_none("pipe.writes_none", Fairness::owed,
                                  {"PIPE.nowait.write-message"_clause, "w32-158"_clause,
                                   "w32-163"_clause, "ci-173"_clause});
const AlternativeInfo read_blocks("pipe.read_blocks", Fairness::owed, {"w32-079"_clause});
const AlternativeInfo writes_nothing("pipe.writes_nothing", Fairness::owed,
                                     {"w32-097"_clause, "w32-102"_clause, "w32-105"_clause,
                                      "WriteFile.null-write"_clause});
const AlternativeInfo puts("pipe.puts", Fairness::owed, {"w32-095"_clause, "w32-161"_clause});
const AlternativeInfo writes_at_once("pipe.writes_at_once", Fairness::owed,
                                     {"PIPE.done-on-return"_clause, "w32-011"_clause,
                                      "w32-063"_clause, "w32-094"_clause, "w32-097"_clause,
                                      "w32-103"_clause, "w32-121"_clause, "w32-238"_clause,
                                      "w32-161"_clause});
const AlternativeInfo write_pends("pipe.write_pends", Fairness::owed,
                                  {"WriteFile.pipe.full"_clause, "w32-095"_clause, "w32-101"_clause,
                                   "w32-119"_clause, "GOREx.pend.indicator"_clause});
const AlternativeInfo write_blocks("pipe.write_blocks", Fairness::owed,
                                   {"WriteFile.pipe.full"_clause});

const AlternativeInfo takes("pipe.takes", Fairness::owed,
                            {"w32-106"_clause, "w32-107"_clause, "w32-011"_clause, "w32-104"_clause,
                             "PIPE.byte-read"_clause, "w32-079"_clause, "w32-045"_clause,
                             "ci-168"_clause, "ci-179"_clause});
const AlternativeInfo takes_a_part("pipe.takes_a_part", Fairness::owed,
                                   {"ReadFile.pipe.moredata"_clause, "w32-036"_clause,
                                    "w32-094"_clause});
const AlternativeInfo takes_reply("transact.takes_reply", Fairness::owed,
                                  {"GOREx.bytes.transact"_clause, "TNP.complete-when"_clause,
                                   "w32-149"_clause, "w32-153"_clause, "w32-154"_clause});
const AlternativeInfo takes_a_part_of_the_reply("transact.takes_a_part_of_the_reply",
                                                Fairness::owed,
                                                {"TNP.more-data"_clause, "w32-152"_clause});
const AlternativeInfo read_breaks("pipe.read_breaks", Fairness::owed,
                                  {"w32-012"_clause, "w32-197"_clause,
                                   "ReadFile.pipe.broken"_clause});
const AlternativeInfo finds_room("pipe.finds_room", Fairness::owed,
                                 {"WriteFile.pipe.full"_clause, "w32-098"_clause, "w32-101"_clause,
                                  "w32-119"_clause, "inferred.pipe.own-close-write"_clause});
const AlternativeInfo write_breaks("pipe.write_breaks", Fairness::owed,
                                   {"inferred.pipe.reader-closes"_clause});
const AlternativeInfo ends_by_disconnect("pipe.ends_by_disconnect", Fairness::owed,
                                         {"w32-127"_clause, "PIPE.disconnect"_clause});
const AlternativeInfo ends_by_close("pipe.ends_by_close", Fairness::owed,
                                    {"inferred.pipe.own-close"_clause});
const AlternativeInfo ends_by_cancel("pipe.ends_by_cancel", Fairness::owed,
                                     {"w32-175"_clause, "ci-026"_clause, "ci-029"_clause,
                                      "CancelIoEx.outcome.three"_clause, "CancelIo.status"_clause,
                                      "CancelSync.thread"_clause});
const AlternativeInfo ends_with_thread("pipe.ends_with_thread", Fairness::owed,
                                       {"ExitThread.cancel.noniocp"_clause, "w32-211"_clause,
                                        "w32-212"_clause});

constexpr auto buffer_overflow = static_cast<std::uint32_t>(Status::buffer_overflow);

void check_transfer(const Subject& subject) {
  const Operation& operation = subject.known.operation(subject.chain.operation);
  refuse_closed(subject, is_no_pipe);
  if (lacks_memory(subject.known, operation)) {
    refuse_after_store(subject, cannot_read_there, error::noaccess);
    return;
  }
  begin_on_handle(subject, begins, refuses_routine);
}

void refuse_unusable(const Subject& subject, const Operation& operation) {
  const Connection& connection = subject.known.pipe_connection(operation);
  const Instant closed = subject.known.file(operation).closed;
  refuse(subject, is_disconnected, error::pipe_not_connected)
      .when(happened(connection.disconnected));
  refuse(subject, is_closed_meanwhile, error::invalid_handle).when(happened(closed));
  if (operation.side == 0) return;
  refuse(subject, is_listening, error::pipe_listening)
      .when(!happened(connection.disconnected))
      .when(!happened(closed))
      .when(!happened(connection.connected));
}

// Once its reader has gone, or every byte of a writer that has.
void attempt_read(const Subject& subject, const Operation& operation) {
  const Known& known = subject.known;
  const Stream stream = operation.stream;
  const Fifo reads = reads_of(known, operation);
  const Profile profile = known.profile();
  const auto usable = [&](Alternatives::Builder builder) {
    require_usable(builder, known, operation);
    return builder;
  };
  usable(refuse(subject, has_no_writer, error::broken_pipe)).when(finished(stream));
  const auto find_data = [&](const AlternativeInfo& info) {
    return usable(subject.allowed.offer(info)).when(empty(reads)).when(arrived(stream, 1));
  };
  const auto ask_for_whole = [&](Alternatives::Builder builder, bool whole) {
    if (operation.by_message)
      builder.when(whole ? !longer(stream, operation.capacity)
                         : longer(stream, operation.capacity));
    return builder;
  };
  const MicroStep after_end = first_after_end(operation, false);
  auto whole = ask_for_whole(find_data(reads_at_once), true);
  whole.then(take(stream)).then(ends(0)).next(after_end);
  show_done(whole, subject);
  if (operation.by_message) {
    const FileObject& file = known.file(operation);
    const bool late = file.port_named && operation.context && !is_synchronous(operation) &&
                      (since(profile, Profile::windows_8_1) || !is_windows(profile));
    auto part = ask_for_whole(find_data(reads_a_part_at_once), false);
    if (late) part.when(!happened(file.associated));
    part.then(take(stream)).then(ends(buffer_overflow));
    show_cut(part, subject);
    part.next(after_end);
    if (late) {
      auto pended = ask_for_whole(find_data(tells_the_part_later), false);
      pended.when(happened(file.associated)).then(push(reads, operation.item)).then(pend());
      show_pending(pended, subject);
    }
    if (operation.capacity == 0) {  // what is too long for nothing may be left alone (w32-114)
      auto nothing = ask_for_whole(find_data(reads_at_once), false);
      nothing.variant(1).then(take(stream)).then(ends(0)).next(after_end);
      show_done(nothing, subject);
    }
  }
  if (operation.nowait) {
    const auto find_none = [&](std::uint32_t variant) {
      return usable(refuse(subject, finds_nothing, error::no_data))
          .variant(variant)
          .when(!finished(stream));
    };
    find_none(0).when(!empty(reads));
    find_none(1).when(empty(reads)).when(!arrived(stream, 1));
    return;
  }
  const auto wait_here = [&](std::uint32_t variant) {
    auto builder =
        usable(subject.allowed.offer(is_synchronous(operation) ? read_blocks : read_pends));
    builder.variant(variant).when(!finished(stream)).then(push(reads, operation.item));
    if (is_synchronous(operation)) {
      builder.then(mark(operation.linked)).next(MicroStep::wait);
    } else {
      builder.then(pend());
      show_pending(builder, subject);
    }
    return builder;
  };
  wait_here(0).when(!empty(reads));
  wait_here(1).when(empty(reads)).when(!arrived(stream, 1));
}

// With what the one read takes that may wait at the other end the rest has room.
bool is_helped_by_a_read(const Subject& subject, const Operation& operation) {
  const Known& known = subject.known;
  const PipeEnd& end = *known.pipe_end(subject.call.value(Parameter::hFile));
  const std::uint64_t room = known.pipe_connection(operation).room[end.side];
  return operation.capacity <= room + known.waiting_readers(end).capacity;
}

void attempt_write(const Subject& subject, const Operation& operation) {
  const Known& known = subject.known;
  const Stream stream = operation.stream;
  const Instant reader_closed = known.pipe_connection(operation).closed[reader_of(operation)];
  const auto usable = [&](Alternatives::Builder builder, bool read) {
    require_usable(builder, known, operation);
    builder.when(read ? !happened(reader_closed) : happened(reader_closed));
    return builder;
  };
  usable(refuse(subject, has_no_reader, error::no_data), false);
  if (operation.capacity == 0 && !known.carries_messages(stream)) {
    auto nothing = usable(subject.allowed.offer(writes_nothing), true);
    nothing.then(move(0)).then(ends(0)).next(first_after_end(operation, false));
    show_done(nothing, subject);
    return;
  }
  const std::uint64_t room = known.pipe_connection(operation).room[index_of(stream) % 2];
  if (operation.nowait && (operation.capacity > room || !known.carries_messages(stream))) {
    // What finds no room is not written (w32-158: not even a part of it).
    auto none = usable(subject.allowed.offer(writes_none), true);
    const std::uint64_t most = operation.capacity > room ? 0 : room - operation.capacity + 1;
    if (most > 0) none.when(arrived(stream, most));
    const bool read_helps = operation.capacity > room && is_helped_by_a_read(subject, operation);
    if (read_helps) {
      const Fifo reads = reads_of(known, operation);
      none.when(empty(reads));
      put_into_pipe(subject, puts, subject.chain.operation, {!empty(reads)});
    }
    none.then(move(0)).then(ends(0)).next(first_after_end(operation, false));
    none.returns(1).last_error(Shown::on_success);
    none.shows(Parameter::lpNumberOfBytesWritten, Shown::integer);
    if (most > 0) put_into_pipe(subject, puts, subject.chain.operation, {!arrived(stream, most)});
    return;
  }
  put_into_pipe(subject, puts, subject.chain.operation, {});
}

// The reads that waited are fed: does the rest fit?
void feed_readers(const Subject& subject) {
  const Known& known = subject.known;
  const Operation& operation = known.operation(subject.chain.operation);
  const Stream stream = operation.stream;
  const std::uint64_t room = known.pipe_connection(operation).room[index_of(stream) % 2];
  const bool always = operation.capacity == 0;  // an empty message never pends
  const Atom has_room = fits(stream, subject.chain.operation, room);
  for (const bool waited : {false, true}) {
    auto written = once_fed(subject, writes_at_once, operation, waited);
    if (!always) written.when(has_room);
    written.then(ends(0)).next(first_after_end(operation, false));
    show_done(written, subject);
    if (always) continue;
    if (operation.nowait) continue;
    auto full = once_fed(subject, is_synchronous(operation) ? write_blocks : write_pends, operation,
                         waited);
    full.when(!has_room);
    if (is_synchronous(operation)) {
      full.then(mark(operation.linked)).next(MicroStep::wait);
    } else {
      full.then(pend());
      show_pending(full, subject);
    }
  }
}

void end_by_others(const RequestEnd& request) {
  const Operation& operation = request.operation();
  const Known& known = request.known();
  request.abort(ends_by_disconnect, known.pipe_connection(operation).disconnected,
                Status::pipe_disconnected);
  request.abort(ends_by_cancel, operation.cancelled, Status::cancelled);
  if (operation.request_class == RequestClass::attached) {
    request.abort(ends_with_thread, known.thread(operation.thread).exited, Status::cancelled);
  }
}

// That its own handle is closed does not end it: what it wrote stays for the reader.
void end_write(const RequestEnd& request) {
  const Operation& operation = request.operation();
  const Stream stream = operation.stream;
  const Connection& connection = request.known().pipe_connection(operation);
  const Instant reader_closed = connection.closed[reader_of(operation)];
  request.perform(finds_room, Status::success)
      .when(!happened(connection.disconnected))
      .when(!happened(reader_closed))
      .when(fits(stream, request.known().item(operation.item).operation,
                 connection.room[index_of(stream) % 2]));
  request.abort(write_breaks, reader_closed, Status::pipe_broken)
      .when(!happened(connection.disconnected));
  end_by_others(request);
}

}  // namespace

void require_usable(Alternatives::Builder& builder, const Known& known,
                    const Operation& operation) {
  const Connection& connection = known.pipe_connection(operation);
  builder.when(!happened(connection.disconnected)).when(!happened(known.file(operation).closed));
  if (operation.side == 1) builder.when(happened(connection.connected));
}

void put_into_pipe(const Subject& subject, const AlternativeInfo& info, OperationId id,
                   std::initializer_list<Atom> when) {
  const Known& known = subject.known;
  const Operation& write = known.operation(id);
  const Fifo reads = reads_of(known, write);
  const Instant reader_closed = known.pipe_connection(write).closed[reader_of(write)];
  const auto put = [&](std::uint32_t variant) {
    auto builder = subject.allowed.offer(info);
    require_usable(builder, known, write);
    for (const Atom& atom : when) builder.when(atom);
    return builder.variant(variant)
        .when(!happened(reader_closed))
        .then(append(write.stream, id))
        .next(feed);
  };
  put(0).when(empty(reads));
  put(1).when(!empty(reads)).when(!arrived(write.stream, 1));
}

Alternatives::Builder once_fed(const Subject& subject, const AlternativeInfo& info,
                               const Operation& write, bool waited) {
  const Fifo reads = reads_of(subject.known, write);
  auto builder = subject.allowed.offer(info);
  builder.variant(waited ? 1 : 0).when(waited ? !arrived(write.stream, 1) : empty(reads));
  if (waited) builder.when(!empty(reads));
  return builder;
}

void end_pipe_read(const RequestEnd& request) {
  const Operation& operation = request.operation();
  const bool replies = operation.writes_first != no_operation;
  const Stream stream = operation.stream;
  const Connection& connection = request.known().pipe_connection(operation);
  const auto perform = [&](const AlternativeInfo& info, Status status, bool takes_some) {
    auto builder = request.perform(info, status, takes_some);
    builder.when(!happened(connection.disconnected))
        .when(head(reads_of(request.known(), operation), operation.item));
    if (takes_some) builder.when(arrived(stream, 1));
    return builder;
  };
  auto whole = perform(replies ? takes_reply : takes, Status::success, true);
  if (operation.by_message) {
    whole.when(!longer(stream, operation.capacity));
    perform(replies ? takes_a_part_of_the_reply : takes_a_part, Status::buffer_overflow, true)
        .when(longer(stream, operation.capacity));
  }
  perform(read_breaks, Status::pipe_broken, false).when(finished(stream));
  request.abort(ends_by_close, request.known().file(operation).closed, Status::pipe_broken);
  end_by_others(request);
}

void transfer_pipe(const Subject& subject) {
  const Chain& chain = subject.chain;
  const Operation& operation = subject.known.operation(chain.operation);
  const bool reads = operation.kind == OperationKind::pipe_read;
  switch (chain.step) {
    case check:
      return check_transfer(subject);
    case start:
    case MicroStep::clear:
      return start_operation(subject.known, chain, subject.allowed);
    case attempt:
      refuse_unusable(subject, operation);
      return reads ? attempt_read(subject, operation) : attempt_write(subject, operation);
    case feed:
      return feed_readers(subject);
    case MicroStep::wait:
      return reads ? end_pipe_read(RequestEnd(subject)) : end_write(RequestEnd(subject));
    default:
      return completion(subject.known, chain, leave, subject.allowed);
  }
}

void pending_pipe_read(const Known& known, const Operation& operation, Alternatives& allowed) {
  end_pipe_read(RequestEnd(known, operation, allowed));
}

void pending_pipe_write(const Known& known, const Operation& operation, Alternatives& allowed) {
  end_write(RequestEnd(known, operation, allowed));
}

}  // namespace ioracle::rules
