// PeekNamedPipe and FlushFileBuffers on a pipe: neither moves a byte. A peek tells what lies there,
// by the type of the pipe and not by the read mode, and never waits; a flush waits until what was
// written before it has been read (P3, P6).

#include <algorithm>
#include <optional>

#include "model/rules/pipe.h"

namespace ioracle::rules {
namespace {

const AlternativeInfo is_no_pipe("pipe.has_no_open_end", Fairness::owed, {"w32-315"_clause});
const AlternativeInfo is_not_connected("PeekNamedPipe.is_not_connected", Fairness::owed,
                                       {"w32-133"_clause, "w32-143"_clause});
const AlternativeInfo is_disconnected("PeekNamedPipe.is_disconnected", Fairness::owed,
                                      {"w32-143"_clause, "w32-171"_clause});
const AlternativeInfo is_broken("PeekNamedPipe.is_broken", Fairness::owed, {"w32-143"_clause});
const AlternativeInfo finds_nothing("PeekNamedPipe.finds_nothing", Fairness::owed,
                                    {"w32-147"_clause, "w32-138"_clause});
const AlternativeInfo finds_bytes("PeekNamedPipe.finds_bytes", Fairness::owed,
                                  {"w32-135"_clause, "w32-138"_clause});
const AlternativeInfo finds_messages("PeekNamedPipe.finds_messages", Fairness::owed,
                                     {"w32-136"_clause, "w32-138"_clause});

const AlternativeInfo has_nothing_to_flush("FlushFileBuffers.has_nothing_to_wait_for",
                                           Fairness::owed, {"w32-145"_clause});
const AlternativeInfo waits_for_reader("FlushFileBuffers.waits", Fairness::owed,
                                       {"w32-124"_clause, "ci-166"_clause});
const AlternativeInfo is_read("FlushFileBuffers.is_read", Fairness::owed,
                              {"w32-124"_clause, "ci-166"_clause});
const AlternativeInfo loses_reader("FlushFileBuffers.loses_reader", Fairness::owed,
                                   {"inferred.pipe.flush-ends"_clause});
const AlternativeInfo flush_is_disconnected("FlushFileBuffers.is_disconnected", Fairness::owed,
                                            {"w32-145"_clause, "inferred.pipe.flush-ends"_clause});

constexpr std::int64_t dword_values = 0x100000000;

// One of the two ends of a connection that a call looks at.
struct Look {
  const Subject& subject;
  const PipeEnd& end;
  const Connection& connection;
  Instant closed;

  Alternatives::Builder open(Alternatives::Builder builder) const {
    return builder.when(!happened(closed));
  }
  Alternatives::Builder connected(Alternatives::Builder builder) const {
    open(builder).when(!happened(connection.disconnected));
    if (end.side == 1) builder.when(happened(connection.connected));
    return builder;
  }
  Alternatives::Builder offer(const AlternativeInfo& info) const {
    return connected(subject.allowed.offer(info)).returns(1).last_error(Shown::on_success);
  }
};

// What a peek counts.
struct Lying {
  std::uint64_t all = 0;
  std::uint64_t read = 0;
  std::int64_t left = 0;
};

Alternatives::Builder show(Alternatives::Builder builder, const Lying& lying) {
  return builder
      .shows(Parameter::lpBytesRead, Shown::integer, static_cast<std::int64_t>(lying.read))
      .shows(Parameter::lpTotalBytesAvail, Shown::integer, static_cast<std::int64_t>(lying.all))
      .shows(Parameter::lpBytesLeftThisMessage, Shown::integer, lying.left)
      .next(leave);
}

// In a pipe of bytes what is left of a message is what was read less than none (w32-135).
Lying lying_bytes(std::uint64_t all, std::uint64_t capacity) {
  const std::uint64_t read = std::min(all, capacity);
  const auto left = static_cast<std::int64_t>(read);
  return {all, read, read == 0 ? 0 : dword_values - left};
}

void peek_at_bytes(const Look& look, Stream stream, Fifo reads, std::uint64_t capacity) {
  const std::uint64_t most = look.connection.issued[1 - look.end.side];
  for (std::uint64_t all = 1; all <= most; ++all) {
    auto found = look.offer(finds_bytes);
    found.variant(static_cast<std::uint32_t>(all)).when(empty(reads)).when(arrived(stream, all));
    if (all < most) found.when(!arrived(stream, all + 1));
    show(found, lying_bytes(all, capacity));
  }
}

// While no message was read, the first of those that were written is the one that lies ahead.
void peek_at_messages(const Look& look, Stream stream, Fifo reads, std::uint64_t capacity) {
  const PutIntoPipe& put = look.connection.put[1 - look.end.side];
  if (put.read || !put.in_order || put.messages.empty()) {
    look.offer(finds_messages).when(empty(reads)).when(arrived(stream, 1)).next(leave);
    return;
  }
  const std::uint64_t first = put.messages.front();
  Lying lying;
  lying.read = std::min(first, capacity);
  lying.left = static_cast<std::int64_t>(first - lying.read);
  std::uint64_t places = 0;  // each message has one more than it has bytes
  std::uint32_t variant = 0;
  for (const std::uint64_t length : put.messages) {
    lying.all += length;
    places += length + 1;
    auto found = look.offer(finds_messages);
    found.variant(++variant).when(empty(reads)).when(arrived(stream, places));
    if (variant < put.messages.size()) found.when(!arrived(stream, places + 1));
    show(found, lying);
  }
}

std::optional<Look> look_at(const Subject& subject, Parameter parameter) {
  const PipeEnd* end = subject.known.pipe_end(subject.call.value(parameter));
  auto refused = fails(subject, is_no_pipe, error::invalid_handle);
  if (!end) return std::nullopt;
  const Instant closed = subject.known.file(end->file).closed;
  refused.when(happened(closed));
  return Look{subject, *end, subject.known.connection(end->connection), closed};
}

}  // namespace

void peek_pipe(const Subject& subject) {
  const std::optional<Look> look = look_at(subject, Parameter::hNamedPipe);
  if (!look) return;
  const Connection& connection = look->connection;
  const bool server = look->end.side == 1;
  look->open(fails(subject, server ? is_not_connected : is_disconnected,
                   server ? error::bad_pipe : error::pipe_not_connected))
      .when(happened(connection.disconnected));
  if (server) {
    look->open(fails(subject, is_not_connected, error::bad_pipe))
        .variant(1)
        .when(!happened(connection.disconnected))
        .when(!happened(connection.connected));
  }
  const std::uint32_t incoming = 1 - look->end.side;
  const Stream stream = connection.stream[incoming];
  const Fifo reads = connection.reads[incoming];
  look->connected(fails(subject, is_broken, error::broken_pipe))
      .when(finished(stream))
      .when(!arrived(stream, 1));
  const auto nothing = [&](std::uint32_t variant) {
    return look->offer(finds_nothing).variant(variant).when(!finished(stream));
  };
  show(nothing(0).when(empty(reads)).when(!arrived(stream, 1)), {});
  show(nothing(1).when(!empty(reads)), {});
  const auto capacity = static_cast<std::uint64_t>(subject.call.integer(Parameter::nBufferSize));
  if (connection.messages) {
    peek_at_messages(*look, stream, reads, capacity);
  } else {
    peek_at_bytes(*look, stream, reads, capacity);
  }
}

namespace {

// What was put there last is gone, and all before it.
void wait_for_readers(const Subject& subject, const PipeEnd& end) {
  const Connection& connection = subject.known.connection(end.connection);
  subject.allowed.offer(is_read)
      .when(fits(connection.stream[end.side], subject.call.flushed, 0))
      .returns(1)
      .last_error(Shown::on_success)
      .next(leave);
  fails(subject, loses_reader, error::broken_pipe).when(happened(connection.closed[1 - end.side]));
  fails(subject, flush_is_disconnected, error::pipe_not_connected)
      .when(happened(connection.disconnected));
}

}  // namespace

void flush_pipe(const Subject& subject) {
  if (subject.chain.step == MicroStep::wait) {
    const PipeEnd& end = *subject.known.pipe_end(subject.call.value(Parameter::hFile));
    return wait_for_readers(subject, end);
  }
  const std::optional<Look> look = look_at(subject, Parameter::hFile);
  const Connection& connection = look->connection;
  const bool server = look->end.side == 1;
  const Instant reader_closed = connection.closed[1 - look->end.side];
  const auto done = [&](std::uint32_t variant) {
    auto builder = look->open(subject.allowed.offer(has_nothing_to_flush));
    return builder.variant(variant).returns(1).last_error(Shown::on_success).next(leave);
  };
  if (server) {
    done(0).when(happened(connection.disconnected));
    done(1).when(!happened(connection.disconnected)).when(!happened(connection.connected));
  } else {
    look->open(fails(subject, flush_is_disconnected, error::pipe_not_connected))
        .when(happened(connection.disconnected));
  }
  if (subject.call.flushed == no_operation) {
    look->connected(done(2));
    return;
  }
  look->connected(done(3)).when(happened(reader_closed));
  look->connected(subject.allowed.offer(waits_for_reader))
      .when(!happened(reader_closed))
      .next(MicroStep::wait);
}

}  // namespace ioracle::rules
