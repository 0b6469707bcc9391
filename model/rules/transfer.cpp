#include "model/rules/transfer.h"

#include <algorithm>

namespace ioracle::rules {
namespace {

bool is_winsock2(const Call& call) {
  return call.event.function == Function::WSARecv || call.event.function == Function::WSASend;
}

Parameter count_of(const Call& call) {
  return call.event.function == Function::WSARecv ? Parameter::lpNumberOfBytesRecvd
                                                  : Parameter::lpNumberOfBytesSent;
}

Fifo queue_of(const SocketObject& socket, const Operation& operation) {
  return operation.kind == OperationKind::receive ? socket.receives : socket.sends;
}

}  // namespace

std::int64_t flags_of(const Event& call) {
  const Argument* argument = nullptr;
  switch (call.function) {
    case Function::WSARecv:
      argument = call.find(Parameter::lpFlags);
      return argument && argument->preset.recorded() ? argument->preset.number : 0;
    case Function::WSASend:
      argument = call.find(Parameter::dwFlags);
      break;
    default:
      argument = call.find(Parameter::flags);
      break;
  }
  return argument && argument->value.recorded() ? argument->value.number : 0;
}

bool has_no_buffer(const Call& call) {
  const Argument* count = call.event.find(Parameter::dwBufferCount);
  return is_winsock2(call) && (call.event.buffers.empty() || (count && count->value.is(0)));
}

bool has_bad_buffer(const Call& call) {
  if (!is_winsock2(call) && static_cast<std::int32_t>(call.integer(Parameter::len)) < 0) {
    return true;
  }
  return std::ranges::any_of(call.event.buffers, [](const BufferValue& buffer) {
    return !buffer.memory && buffer.length > 0;
  });
}

void show_done(Alternatives::Builder& builder, const Subject& subject) {
  builder.last_error(Shown::on_success);
  if (!is_winsock2(subject.call)) {
    builder.returns(Shown::transferred);
    return;
  }
  builder.returns(0);
  if (!subject.call.is_null(count_of(subject.call))) {
    builder.shows(count_of(subject.call), Shown::transferred);
  }
}

void show_pending(Alternatives::Builder& builder, const Subject& subject) {
  builder.returns(constant::socket_error)
      .last_error(error::io_pending)
      .shows(count_of(subject.call), Shown::untouched)
      .next(leave);
}

Alternatives::Builder refuse(const Subject& subject, const AlternativeInfo& info,
                             std::uint32_t code) {
  auto builder = fails(subject, info, code);
  if (is_winsock2(subject.call)) builder.shows(count_of(subject.call), Shown::untouched);
  return builder;
}

StreamCheck::StreamCheck(const Subject& subject, const Operation& operation)
    : socket_(subject.known.socket(operation)),
      closed_(subject.known.file(operation).closed),
      shut_(operation.kind == OperationKind::receive ? socket_.receive_shut : socket_.send_shut),
      sends_(operation.kind == OperationKind::send) {}

bool StreamCheck::offer_refusals(const Subject& subject, const StreamRefusals& refusals) const {
  if (!socket_.linked) {
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
  builder.when(happened(socket_.connected))
      .when(!happened(closed_))
      .when(!happened(shut_))
      .when(!happened(socket_.reset));
}

void wait_for_transfer(const Subject& subject, const BlockingCall& blocking) {
  const Operation& operation = subject.known.operation(subject.chain.operation);
  auto builder = subject.allowed.offer(blocking.unblocks);
  builder.when(happened(operation.ended)).next(first_after_end(operation, false));
  builder.returns(Shown::by_status).last_error(Shown::winsock_by_status);
  if (is_winsock2(subject.call) && !subject.call.is_null(count_of(subject.call))) {
    builder.shows(count_of(subject.call), Shown::transferred_if_good);
  }
  if (operation.kind == OperationKind::receive) {
    builder.shows(data_of(subject.call.event.function), Shown::received_bytes);
  }
  if (!blocking.is_interrupted) return;
  subject.allowed.offer(*blocking.is_interrupted)
      .when(!happened(operation.ended))
      .when(!empty(subject.known.thread(subject.chain.thread).apcs))
      .next(deliver);
}

Alternatives::Builder perform(const Known& known, const Operation& operation,
                              const AlternativeInfo& info, Alternatives& allowed) {
  auto builder = allowed.offer(info);
  builder.when(!happened(known.file(operation).closed)).when(!happened(operation.cancelled));
  if (operation.request_class == RequestClass::attached) {
    builder.when(!happened(known.thread(operation.thread).exited));
  }
  builder.then(remove(queue_of(known.socket(operation), operation), operation.item))
      .next(first_after_end(operation, true));
  return builder;
}

Alternatives::Builder abort(const Known& known, const Operation& operation,
                            const AlternativeInfo& info, Instant reason, Status status,
                            Alternatives& allowed) {
  auto builder = allowed.offer(info);
  builder.when(happened(reason))
      .then(remove(queue_of(known.socket(operation), operation), operation.item))
      .then(ends(static_cast<std::uint32_t>(status)))
      .next(first_after_end(operation, true));
  if (reason != operation.cancelled) builder.when(!happened(operation.cancelled));
  return builder;
}

bool is_specified(const Known& known, const Event& call) {
  const auto set_nonblocking = [&] {
    const Argument* handle = call.find(Parameter::s);
    const SocketObject* socket = handle ? known.socket(handle->value) : nullptr;
    return socket && socket->was_set_nonblocking;
  };
  switch (call.function) {
    case Function::recv:
    case Function::WSARecv: {
      const std::int64_t flags = flags_of(call);
      if ((flags & constant::msg_waitall) == 0) {
        return (flags & not_with_waitall) == 0;
      }
      return (flags & not_with_waitall) != 0 || set_nonblocking();
    }
    case Function::send:
    case Function::WSASend:
      return (flags_of(call) & constant::msg_oob) == 0;
    case Function::connect:
    case Function::accept:
      return !set_nonblocking();
    case Function::ioctlsocket: {
      const Argument* command = call.find(Parameter::cmd);
      return command && command->value.is(constant::fionbio);
    }
    default:
      return true;
  }
}

}  // namespace ioracle::rules
