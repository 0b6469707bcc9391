// WSAIoctl: the mode of a socket, waiting for the list of local addresses to change, and codes that
// no protocol knows. Requests end as on other handles (C2); what WSAIoctl tells in its own count is
// never told by the status block.

#include "model/rules/transfer.h"

namespace ioracle::rules {
namespace {

const AlternativeInfo has_no_count("WSAIoctl.has_no_count", Fairness::owed, {"sock-349"_clause});
const AlternativeInfo begins("WSAIoctl.begins", Fairness::owed, {});
const AlternativeInfo sets_mode("WSAIoctl.sets_mode", Fairness::owed,
                                {"sock-352"_clause, "OVIO.ioctl.deferred"_clause,
                                 "OVIO.ret0.indication-done"_clause});
const AlternativeInfo is_unknown("WSAIoctl.is_unknown", Fairness::owed,
                                 {"sock-354"_clause, "inferred.ioctl.unknown-code"_clause});
const AlternativeInfo is_unknown_later("WSAIoctl.is_unknown_later", Fairness::owed,
                                       {"sock-355"_clause, "OVIO.ioctl.deferred"_clause,
                                        "inferred.ioctl.unknown-code"_clause});
const AlternativeInfo pends("WSAIoctl.pends", Fairness::owed,
                            {"sock-366"_clause, "OVIO.ioctl.deferred"_clause});
const AlternativeInfo is_not_supported("control.is_not_supported", Fairness::owed,
                                       {"sock-355"_clause, "OVIO.ioctl.deferred"_clause});
const AlternativeInfo ends_by_close("control.ends_by_close", Fairness::owed, {"sock-331"_clause});
const AlternativeInfo ends_by_cancel("control.ends_by_cancel", Fairness::owed,
                                     {"CancelIoEx.outcome.three"_clause, "CancelIo.status"_clause});
const AlternativeInfo ends_with_thread("control.ends_with_thread", Fairness::owed,
                                       {"ExitThread.cancel.noniocp"_clause});

const AlternativeInfo has_no_base("WSAIoctl.has_no_base", Fairness::owed,
                                  {"sock-357"_clause, "OVIO.ioctl.deferred"_clause});
const AlternativeInfo would_wait("WSAIoctl.would_wait", Fairness::owed, {"sock-367"_clause});
const AlternativeInfo has_short_values("WSAIoctl.has_short_values", Fairness::owed,
                                       {"sock-360"_clause});
const AlternativeInfo keeps_alive("WSAIoctl.keeps_alive", Fairness::owed, {"sock-361"_clause});

constexpr std::int64_t sio_base_handle = 0x48000022;
constexpr std::int64_t sio_keepalive_vals = 0x98000004;
constexpr std::uint32_t keepalive_values_bytes = 12;  // struct tcp_keepalive

// A code tells in its upper bits which way its data go; one that tells none is nobody's.
bool is_nobodys(std::int64_t code) {
  constexpr std::int64_t directions = 0xE0000000;
  return (code & directions) == 0;
}

bool has_keepalive_values(const Event& call) {
  const Argument* input = call.find(Parameter::lpvInBuffer);
  return input && input->count == 1 && call.buffers[input->first].length >= keepalive_values_bytes;
}

// SIO_KEEPALIVE_VALS leaves the count alone, but for a routine.
void keep_alive(const Subject& subject) {
  const Operation& operation = subject.known.operation(subject.chain.operation);
  if (!has_keepalive_values(subject.call.event)) {
    fails(subject, has_short_values, error::wsaefault)
        .shows(Parameter::lpcbBytesReturned, Shown::untouched);
    return;
  }
  auto done = subject.allowed.offer(keeps_alive);
  done.then(move(0))
      .then(ends(static_cast<std::uint32_t>(Status::success)))
      .next(first_after_end(operation, false));
  done.returns(0).last_error(Shown::on_success);
  done.shows(Parameter::lpcbBytesReturned, operation.routine ? Shown::integer : Shown::untouched);
}

void attempt_control(const Subject& subject) {
  const Operation& operation = subject.known.operation(subject.chain.operation);
  const std::int64_t code = subject.call.integer(Parameter::dwIoControlCode);
  Alternatives& allowed = subject.allowed;
  if (code == constant::fionbio) {
    const SocketObject& socket = subject.known.socket(operation);
    const std::uint64_t mode = subject.known.sets_nonblocking(subject.call) ? 1 : 0;
    auto done = allowed.offer(sets_mode);
    done.then(write(socket.nonblocking, mode))
        .then(move(0))
        .then(ends(static_cast<std::uint32_t>(Status::success)))
        .next(first_after_end(operation, false));
    done.returns(0).last_error(Shown::on_success);
    done.shows(Parameter::lpcbBytesReturned, Shown::integer);
    return;
  }
  if (code == sio_keepalive_vals) return keep_alive(subject);
  if (is_synchronous(operation) && code == constant::sio_address_list_change) {
    fails(subject, would_wait, error::wsaewouldblock);
    return;
  }
  if (is_synchronous(operation)) {
    fails(subject, is_unknown, error::wsaeopnotsupp)
        .shows(Parameter::lpcbBytesReturned, Shown::integer);
    return;
  }
  allowed.offer(is_nobodys(code)          ? is_unknown_later
                : code == sio_base_handle ? has_no_base
                                          : pends)
      .then(pend())
      .returns(constant::socket_error)
      .last_error(error::io_pending)
      .shows(Parameter::lpcbBytesReturned, Shown::untouched)
      .next(leave);
}

}  // namespace

void control_socket(const Subject& subject) {
  switch (subject.chain.step) {
    case check:
      check_socket(subject, served);
      return;
    case served:
      if (subject.call.is_null(Parameter::lpcbBytesReturned)) {
        fails(subject, has_no_count, error::wsaefault);
        return;
      }
      subject.allowed.offer(begins).next(start);
      return;
    case start:
    case MicroStep::clear:
      return start_operation(subject.known, subject.chain, subject.allowed);
    case attempt:
      return attempt_control(subject);
    default:
      return completion(subject.known, subject.chain, leave, subject.allowed);
  }
}

void pending_socket_control(const Known& known, const Operation& operation, Alternatives& allowed) {
  const MicroStep after_end = first_after_end(operation, true);
  if (operation.answer != Status::pending) {
    allowed.offer(is_not_supported)
        .then(ends(static_cast<std::uint32_t>(operation.answer)))
        .next(after_end);
    return;
  }
  const auto abort = [&](const AlternativeInfo& info, Instant reason) {
    allowed.offer(info)
        .when(happened(reason))
        .then(ends(static_cast<std::uint32_t>(Status::cancelled)))
        .next(after_end);
  };
  abort(ends_by_close, known.file(operation).closed);
  abort(ends_by_cancel, operation.cancelled);
  if (operation.request_class == RequestClass::attached) {
    abort(ends_with_thread, known.thread(operation.thread).exited);
  }
}

bool is_specified_socket_control(const Known& known, const Event& call) {
  const auto value = [&](Parameter parameter) {
    const Argument* argument = call.find(parameter);
    return argument ? argument->value : Value::null();
  };
  const SocketObject* socket = known.socket(value(Parameter::s));
  if (!socket) return true;
  const std::int64_t code = value(Parameter::dwIoControlCode).number;
  const Argument* input = call.find(Parameter::lpvInBuffer);
  if (code == constant::fionbio) {
    return input && input->count == 1 && call.buffers[input->first].run_count > 0;
  }
  // A list that changes is an act of the environment that nobody declares.
  const bool overlapped =
      known.file(*socket).overlapped && value(Parameter::lpOverlapped).kind == ValueKind::name;
  if (code == sio_keepalive_vals) return overlapped && !socket->datagram && input;
  if (code == sio_base_handle) return overlapped;
  const bool told_at_once =
      code == constant::sio_address_list_change && socket->was_set_nonblocking;
  return has_rule_for_control(code) && (is_nobodys(code) || overlapped || told_at_once);
}

}  // namespace ioracle::rules

namespace ioracle {

bool has_rule_for_control(std::int64_t code) {
  return code == constant::fionbio || code == constant::sio_address_list_change ||
         rules::is_nobodys(code);
}

}  // namespace ioracle
