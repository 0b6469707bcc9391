#include "model/rules/transfer.h"

#include <algorithm>
#include <optional>

#include "model/rules/address.h"
#include "model/rules/fault.h"
#include "model/rules/message.h"

namespace ioracle::rules {

bool is_winsock2(Function function) {
  return flags_parameter(function) || function == Function::WSASend ||
         function == Function::WSASendMsg || function == Function::WSASendTo;
}

std::optional<Parameter> count_of(Function function) {
  switch (function) {
    case Function::WSARecv:
    case Function::WSARecvFrom:
      return Parameter::lpNumberOfBytesRecvd;
    case Function::WSARecvMsg:
      return Parameter::lpdwNumberOfBytesRecvd;
    case Function::WSASend:
    case Function::WSASendMsg:
    case Function::WSASendTo:
      return Parameter::lpNumberOfBytesSent;
    case Function::ReadFile:
      return Parameter::lpNumberOfBytesRead;
    case Function::WriteFile:
      return Parameter::lpNumberOfBytesWritten;
    case Function::TransactNamedPipe:
      return Parameter::lpBytesRead;
    default:
      return std::nullopt;
  }
}

bool lacks_any_count(const Call& call) {
  const auto count = count_of(call.event.function);
  return is_winsock2(call.event.function) && count && call.is_null(*count) &&
         call.is_null(Parameter::lpOverlapped);
}

namespace {

// Winsock leaves the count alone; ReadFile and WriteFile set it to 0 before anything else. What
// TransactNamedPipe does is not told.
void show_no_count(Alternatives::Builder& builder, const Subject& subject) {
  if (subject.call.event.function == Function::TransactNamedPipe) return;
  const auto count = count_of(subject.call.event.function);
  const bool winsock2 = is_winsock2(subject.call.event.function);
  if (count) builder.shows(*count, winsock2 ? Shown::untouched : Shown::integer);
  show_no_sender(builder, subject);
}

void show_failure(Alternatives::Builder& builder, const Subject& subject, Status status) {
  const bool winsock = info(subject.call.event.function).returns != Returns::boolean;
  builder.returns(winsock ? constant::socket_error : 0)
      .last_error(winsock ? winsock_error(status) : win32_error(status));
  show_no_count(builder, subject);
}

}  // namespace

namespace {

// The buffers for its data: not those for control data.
std::span<const BufferValue> data_buffers(const Call& call) {
  const Argument* given = call.event.find(data_of(call.event.function));
  if (!given) return {};
  return std::span(call.event.buffers).subspan(given->first, given->count);
}

}  // namespace

bool has_no_buffer(const Call& call) {
  const Argument* count = call.event.find(Parameter::dwBufferCount);
  return is_winsock2(call.event.function) &&
         (data_buffers(call).empty() || (count && count->value.is(0)));
}

bool has_bad_buffer(const Call& call) {
  if (!is_winsock2(call.event.function) &&
      static_cast<std::int32_t>(call.integer(Parameter::len)) < 0) {
    return true;
  }
  return std::ranges::any_of(data_buffers(call), [](const BufferValue& buffer) {
    return !buffer.memory && buffer.length > 0;
  });
}

bool lacks_memory(const Known& known, const Operation& operation) {
  const auto buffers = known.buffers(operation);
  return operation.capacity > 0 &&
         (buffers.empty() ||
          std::ranges::any_of(buffers, [](const BufferValue& buffer) { return !buffer.memory; }));
}

namespace {

Alternatives::Builder refuse_stored(const Subject& subject, const AlternativeInfo& info,
                                    std::uint32_t code, bool closed) {
  const Known& known = subject.known;
  const Operation& operation = known.operation(subject.chain.operation);
  const Atom is_closed = happened(known.file(operation).closed);
  auto builder = refuse(subject, info, code);
  builder.when(closed ? is_closed : !is_closed);
  if (operation.has_overlapped) {
    builder.then(write(known.overlapped(operation.overlapped).internal, constant::status_pending));
  }
  return builder;
}

}  // namespace

Alternatives::Builder refuse_after_store(const Subject& subject, const AlternativeInfo& info,
                                         std::uint32_t code) {
  return refuse_stored(subject, info, code, false);
}

void refuse_closed(const Subject& subject, const AlternativeInfo& info) {
  refuse_stored(subject, info, error::invalid_handle, true);
}

namespace {

const AlternativeInfo has_no_event("transfer.has_no_event", Fairness::owed, {"w32-287"_clause});

}  // namespace

bool is_given_no_event(const Event& call) {
  const Argument* routine = call.find(Parameter::lpCompletionRoutine);
  const bool has_routine = routine && routine->value.kind == ValueKind::name;
  return call.words.event.kind == ValueKind::raw && !has_routine;
}

void begin_on_handle(const Subject& subject, const AlternativeInfo& begins,
                     const AlternativeInfo& refuses_routine) {
  const Operation& operation = subject.known.operation(subject.chain.operation);
  if (operation.has_overlapped && is_given_no_event(subject.call.event)) {
    refuse_after_store(subject, has_no_event, error::invalid_handle);
    return;
  }
  const FileObject& file = subject.known.file(operation);
  auto beginning = subject.allowed.offer(begins);
  beginning.when(!happened(file.closed)).next(start);
  if (operation.routine && file.port_known) {
    beginning.when(!happened(file.associated));
    refuse_after_store(subject, refuses_routine, error::invalid_parameter)
        .when(happened(file.associated));
  }
}

void show_done(Alternatives::Builder& builder, const Subject& subject, std::int64_t flags) {
  const Function function = subject.call.event.function;
  builder.last_error(Shown::on_success);
  switch (info(function).returns) {
    case Returns::boolean:
      builder.returns(1);
      break;
    case Returns::count:
      builder.returns(Shown::transferred);
      break;
    default:
      builder.returns(0);
      break;
  }
  const auto count = count_of(function);
  if (count && !subject.call.is_null(*count)) builder.shows(*count, Shown::transferred);
  const Operation& operation = subject.known.operation(subject.chain.operation);
  const OperationKind kind = operation.kind;
  // That ReadFileEx succeeds does not tell whether it has ended.
  if (function == Function::ReadFileEx || sends(kind) || kind == OperationKind::pipe_listen) return;
  // What they are after urgent bytes nobody says (inferred.receive.urgent-apart).
  if (flags_parameter(function) == Parameter::lpFlags && !operation.urgent) {
    builder.shows(Parameter::lpFlags, Shown::integer, flags);
  }
  show_message(builder, subject, false);
  show_sender(builder, subject);
  builder.shows(data_of(function), Shown::received_bytes);
}

void show_cut(Alternatives::Builder& builder, const Subject& subject, Cut cut) {
  const Operation& operation = subject.known.operation(subject.chain.operation);
  const Function called = subject.call.event.function;
  if (called == Function::ReadFile || called == Function::TransactNamedPipe) {
    builder.returns(0).last_error(error::more_data);
    builder.shows(data_of(called), Shown::received_bytes);
    const Parameter count = *count_of(called);
    if (subject.call.is_null(count)) return;
    if (operation.has_overlapped) {
      show_no_count(builder, subject);
    } else {
      builder.shows(count, Shown::transferred);
    }
    return;
  }
  // With a routine the driver is asked to go the long way, and a warning is told later (C3);
  // WSARecvMsg tells it later of any OVERLAPPED (ci-084).
  const Function function = subject.call.event.function;
  const bool tells_later = function == Function::WSARecvMsg && !is_synchronous(operation);
  if (tells_later) {
    // What lies in the WSAMSG may be there as soon as the call has returned.
    builder.returns(constant::socket_error).last_error(error::io_pending);
    builder.shows(Parameter::lpdwNumberOfBytesRecvd, Shown::untouched);
    return;
  }
  if (operation.routine) return show_pending(builder, subject);
  builder.returns(constant::socket_error).last_error(error::wsaemsgsize);
  const auto count = count_of(function);
  if (count && !subject.call.is_null(*count)) {
    builder.shows(*count, operation.has_overlapped ? Shown::untouched : Shown::transferred);
  }
  show_message(builder, subject, cut == Cut::data);
  show_sender(builder, subject);  // inferred.recvfrom.cut-tells-sender
  builder.shows(data_of(function), Shown::received_bytes);
}

void show_pending(Alternatives::Builder& builder, const Subject& subject) {
  const Function function = subject.call.event.function;
  builder.next(leave);
  if (function == Function::ReadFileEx || function == Function::WriteFileEx) {
    builder.returns(1).last_error(Shown::on_success);  // RFEx.ret
    return;
  }
  builder.returns(is_winsock2(function) ? constant::socket_error : 0).last_error(error::io_pending);
  show_no_count(builder, subject);
  // WSARecv.ov.pending-noupdate, WSARecv.lpflags.delayed, WSARecvMsg.nbytes.pending
  if (const auto flags = flags_parameter(function)) builder.shows(*flags, Shown::untouched);
  if (function == Function::WSARecvMsg) builder.shows(Parameter::Control_len, Shown::untouched);
}

Alternatives::Builder refuse(const Subject& subject, const AlternativeInfo& info,
                             std::uint32_t code) {
  auto builder = fails(subject, info, code);
  show_no_count(builder, subject);
  return builder;
}

StreamCheck::StreamCheck(const Subject& subject, const Operation& operation)
    : socket_(subject.known.socket(operation)),
      closed_(subject.known.file(operation).closed),
      shut_(operation.kind == OperationKind::receive ? socket_.receive_shut : socket_.send_shut),
      ready_(operation.addressed                                            ? always_happened
             : socket_.datagram && operation.kind == OperationKind::receive ? socket_.bound
                                                                            : socket_.connected),
      sends_(operation.kind == OperationKind::send) {}

bool StreamCheck::offer_refusals(const Subject& subject, const StreamRefusals& refusals) const {
  if (socket_.datagram) {
    // A send that says to whom has bound the socket by now.
    const bool names = ready_ == socket_.bound;
    refuse(subject, names ? refusals.is_not_bound : refusals.is_not_connected,
           names ? error::wsaeinval : refusals.not_connected)
        .when(!happened(ready_));
    refuse(subject, refusals.is_closed_meanwhile, error::wsaenotsock).when(happened(closed_));
    refuse(subject, refusals.is_shut_down, error::wsaeshutdown).when(happened(shut_));
    return true;
  }
  // A call that began before the connection knows nothing of it.
  const bool began_before = subject.known.operation(subject.chain.operation).stream == no_stream;
  if (!socket_.linked || began_before) {
    refuse(subject, refusals.is_not_connected, error::wsaenotconn);
    // The documents name the missing address; Windows the missing connection, bound or not.
    if (subject.known.profile() == Profile::documented) {
      refuse(subject, refusals.is_not_bound, error::wsaeinval).when(!happened(socket_.bound));
    }
    return false;
  }
  refuse(subject, refusals.is_not_connected, error::wsaenotconn).when(!happened(socket_.connected));
  refuse(subject, refusals.is_closed_meanwhile, error::wsaenotsock).when(happened(closed_));
  refuse(subject, refusals.is_shut_down, error::wsaeshutdown).when(happened(shut_));
  refuse(subject, refusals.is_reset, error::wsaeconnreset)
      .when(happened(socket_.reset))
      .when(!happened(shut_));
  // A reset that answers what was sent here is told as an aborted connection (sock-058); which one
  // it was is not kept, only that something was sent.
  if (sends_ || socket_.bytes_to_send > 0) {
    refuse(subject, refusals.is_aborted, error::wsaeconnaborted)
        .when(happened(socket_.reset))
        .when(!happened(shut_));
  }
  return true;
}

Alternatives::Builder StreamCheck::usable(const Subject& subject,
                                          const AlternativeInfo& info) const {
  auto builder = subject.allowed.offer(info);
  require_usable(builder);
  return builder;
}

void StreamCheck::require_usable(Alternatives::Builder& builder) const {
  builder.when(happened(ready_))
      .when(!happened(closed_))
      .when(!happened(shut_))
      .when(!happened(socket_.reset));
  require_kept(builder, socket_);
}

Alternatives::Builder RequestEnd::offer(const AlternativeInfo& info, Status status, bool takes,
                                        Cut cut) const {
  auto builder = allowed_.offer(info);
  const Fifo queue = known_.queue(operation_);
  if (queue != no_fifo) builder.then(remove(queue, operation_.item));
  if (takes) builder.then(take(operation_.stream));
  builder.then(ends(static_cast<std::uint32_t>(status)))
      .next(first_after_end(operation_, waiting_ == nullptr));
  if (!waiting_) return builder;
  if (succeeded(status)) {
    show_done(builder, *waiting_, receive_flags(status));
  } else if (!is_error(status)) {
    show_cut(builder, *waiting_, cut);
  } else {
    show_failure(builder, *waiting_, status);
  }
  return builder;
}

Alternatives::Builder RequestEnd::perform(const AlternativeInfo& info, Status status, bool takes,
                                          Cut cut) const {
  auto builder = offer(info, status, takes, cut);
  // What was written to a pipe is there for its reader, also once the writer has gone.
  const bool outlives = operation_.kind == OperationKind::pipe_write;
  if (!outlives) builder.when(!happened(known_.file(operation_).closed));
  builder.when(!happened(operation_.cancelled));
  if (operation_.request_class == RequestClass::attached) {
    builder.when(!happened(known_.thread(operation_.thread).exited));
  }
  return builder;
}

Alternatives::Builder RequestEnd::abort(const AlternativeInfo& info, Instant reason,
                                        Status status) const {
  auto builder = offer(info, status, false);
  builder.when(happened(reason));
  if (reason != operation_.cancelled) builder.when(!happened(operation_.cancelled));
  return builder;
}

}  // namespace ioracle::rules
