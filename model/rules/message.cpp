#include "model/rules/message.h"

namespace ioracle::rules {
namespace {

const AlternativeInfo has_no_message("WSARecvMsg.has_no_message", Fairness::owed,
                                     {"sock-202"_clause, "sock-210"_clause});
const AlternativeInfo takes_no_stream("WSARecvMsg.takes_no_stream", Fairness::owed,
                                      {"WSARecvMsg.scope.types"_clause,
                                       "WSASendMsg.scope.types"_clause,
                                       "inferred.message.stream-refused"_clause});
const AlternativeInfo peeks_at_no_stream("WSARecvMsg.peeks_at_no_stream", Fairness::owed,
                                         {"WSARecvMsg.peek.err"_clause,
                                          "WSARecvMsg.scope.types"_clause});
const AlternativeInfo knows_no_such_flag("WSARecvMsg.knows_no_such_flag", Fairness::owed,
                                         {"WSARecvMsg.in.flags"_clause,
                                          "inferred.message.unknown-flag"_clause});
const AlternativeInfo sends_no_such_flag("WSASendMsg.sends_no_such_flag", Fairness::owed,
                                         {"WSASendMsg.err.WSAEOPNOTSUPP"_clause,
                                          "WSASendMsg.flags.allowed"_clause});
const AlternativeInfo lacks_a_name("WSARecvMsg.lacks_a_name", Fairness::owed,
                                   {"WSARecvMsg.err.WSAEFAULT-name"_clause,
                                    "WSASendMsg.err.WSAEFAULT-name"_clause});
const AlternativeInfo lacks_control_data("WSARecvMsg.lacks_control_data", Fairness::owed,
                                         {"WSARecvMsg.err.WSAEFAULT-name"_clause,
                                          "WSASendMsg.err.WSAEFAULT-name"_clause});

constexpr std::int64_t flags_to_receive = constant::msg_peek;
constexpr std::int64_t flags_to_send =
    constant::msg_dontroute | constant::msg_partial | constant::msg_oob;

// The memory for control data, if the structure names some.
const BufferValue* control_of(const Event& call) {
  const Argument* control = call.find(Parameter::Control);
  return control && control->count > 0 ? &call.buffers[control->first] : nullptr;
}

// A receive names a variable, which holds it; a send the value.
Value length_of_name(const Event& call) {
  const Argument* length = call.find(Parameter::namelen);
  if (!length) return Value::absent();
  return call.function == Function::WSARecvMsg ? length->preset : length->value;
}

bool is_zero(const Value& length) { return !length.recorded() || length.is(0); }

bool lies_nowhere(const BufferValue* control) {
  return control && !control->memory && control->length > 0;
}

}  // namespace

std::optional<AddressRefusal> message_refusal(const Subject& subject, const SocketObject& socket) {
  const Event& event = subject.call.event;
  if (!takes_message(event.function)) return std::nullopt;
  if (subject.call.is_null(Parameter::lpMsg)) {
    return AddressRefusal{&has_no_message, error::wsaefault};
  }
  const bool receives = event.function == Function::WSARecvMsg;
  const std::int64_t flags = flags_of(event);
  if (!socket.datagram) {
    const bool peeks = receives && (flags & constant::msg_peek) != 0;
    return AddressRefusal{peeks ? &peeks_at_no_stream : &takes_no_stream, error::wsaeopnotsupp};
  }
  if ((flags & ~(receives ? flags_to_receive : flags_to_send)) != 0) {
    return AddressRefusal{receives ? &knows_no_such_flag : &sends_no_such_flag,
                          error::wsaeopnotsupp};
  }
  const bool has_length = !is_zero(length_of_name(event));
  if (subject.call.is_null(Parameter::name) && has_length) {
    return AddressRefusal{&lacks_a_name, error::wsaefault};
  }
  if (lies_nowhere(control_of(event))) {
    return AddressRefusal{&lacks_control_data, error::wsaefault};
  }
  return std::nullopt;
}

bool is_specified_message(const Known& known, const Event& call) {
  const Argument* message = call.find(Parameter::lpMsg);
  if (!message || message->value.kind != ValueKind::name) {
    return !message || message->value.kind == ValueKind::null;
  }
  const Argument* handle = call.find(socket_parameter(call.function));
  const SocketObject* socket = handle ? known.socket(handle->value) : nullptr;
  if (!call.find(Parameter::lpBuffers)) return false;
  if (!socket || !socket->datagram) return true;
  const BufferValue* control = control_of(call);
  if (call.function == Function::WSASendMsg) {
    return !control || control->length == 0 || lies_nowhere(control);
  }
  return (flags_of(call) & constant::msg_peek) == 0;
}

void show_message(Alternatives::Builder& builder, const Subject& subject, bool cut) {
  if (subject.call.event.function != Function::WSARecvMsg) return;
  const Operation& operation = subject.known.operation(subject.chain.operation);
  builder.shows(Parameter::dwFlags, Shown::integer, message_flags(operation, cut));
  // How much of control data that were cut is told nobody says.
  if (operation.cuts_control) return;
  builder.shows(Parameter::Control_len, Shown::integer, operation.control_bytes);
}

}  // namespace ioracle::rules
