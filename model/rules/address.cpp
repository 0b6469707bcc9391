#include "model/rules/address.h"

#include "model/address.h"

namespace ioracle::rules {
namespace {

const AlternativeInfo has_short_place("WSARecvFrom.has_short_place", Fairness::owed,
                                      {"WSARecvFrom.err.WSAEFAULT"_clause,
                                       "recvfrom.err.WSAEFAULT"_clause,
                                       "WSARecvMsg.err.WSAEFAULT"_clause, "sock-265"_clause});
const AlternativeInfo lacks_length("WSARecvFrom.lacks_length", Fairness::owed,
                                   {"inferred.recvfrom.no-length"_clause});
const AlternativeInfo has_short_address("WSASendTo.has_short_address", Fairness::owed,
                                        {"WSASendTo.err.WSAEFAULT"_clause,
                                         "sendto.err.WSAEFAULT"_clause});
const AlternativeInfo names_nobody("WSASendTo.names_nobody", Fairness::owed,
                                   {"WSASendTo.err.WSAEADDRNOTAVAIL"_clause});
const AlternativeInfo may_not_broadcast("WSASendTo.may_not_broadcast", Fairness::owed,
                                        {"WSASendTo.err.WSAEACCES"_clause});

bool is_too_short(const Value& length) {
  return length.kind == ValueKind::integer && length.number < address::length_bytes;
}

bool is_to(const Subject& subject, Parameter parameter, std::string_view word) {
  return subject.known.names().text(subject.call.value(parameter).name) == word;
}

}  // namespace

std::optional<AddressParameters> named_address(const Call& call) {
  const auto parameters = address_parameters(call.event.function);
  if (!parameters || call.value(parameters->address).kind != ValueKind::name) return std::nullopt;
  return parameters;
}

std::optional<AddressRefusal> address_refusal(const Subject& subject, const SocketObject& socket) {
  const auto named = named_address(subject.call);
  if (!named || !socket.datagram) return std::nullopt;
  const Argument* length = subject.call.event.find(named->length);
  const bool receives =
      subject.known.operation(subject.chain.operation).kind == OperationKind::receive;
  if (receives) {
    if (subject.call.is_null(named->length)) return AddressRefusal{&lacks_length, error::wsaefault};
    if (!is_too_short(length->preset)) return std::nullopt;
    return AddressRefusal{&has_short_place, error::wsaefault};
  }
  if (length && is_too_short(length->value)) {
    return AddressRefusal{&has_short_address, error::wsaefault};
  }
  if (is_to(subject, named->address, address::any)) {
    return AddressRefusal{&names_nobody, error::wsaeaddrnotavail};
  }
  if (is_to(subject, named->address, address::broadcast)) {
    return AddressRefusal{&may_not_broadcast, error::wsaeacces};
  }
  return std::nullopt;
}

bool is_specified_address(const Known& known, const Event& call) {
  const auto parameters = address_parameters(call.function);
  const Argument* argument = parameters ? call.find(parameters->address) : nullptr;
  if (!argument) return true;
  const SocketObject* socket = nullptr;
  if (const Argument* handle = call.find(socket_parameter(call.function))) {
    socket = known.socket(handle->value);
  }
  if (!socket || !socket->datagram) return true;
  if (argument->value.kind == ValueKind::raw) return false;
  const std::string_view text = known.names().text(argument->value.name);
  return text != address::loopback && text != address::closed;
}

void show_sender(Alternatives::Builder& builder, const Subject& subject) {
  const auto named = named_address(subject.call);
  if (!named) return;
  // WSARecvFrom.from.ignored-stream, sock-273
  if (!subject.known.socket(subject.known.operation(subject.chain.operation)).datagram) {
    return show_no_sender(builder, subject);
  }
  builder.shows(named->address, Shown::sender);
  builder.shows(named->length, Shown::integer, address::length_bytes);  // sock-266
}

void show_no_sender(Alternatives::Builder& builder, const Subject& subject) {
  const auto named = named_address(subject.call);
  if (!named) return;
  const ParameterInfo* address = find_parameter(info(subject.call.event.function), named->address);
  if (address->direction != Direction::out) return;
  builder.shows(named->address, Shown::untouched).shows(named->length, Shown::untouched);
}

}  // namespace ioracle::rules
