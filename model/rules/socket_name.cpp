// What a socket knows of its connection: SO_UPDATE_ACCEPT_CONTEXT and SO_UPDATE_CONNECT_CONTEXT,
// getsockname, getpeername, and the addresses that an AcceptEx left in its buffer.

#include "model/address.h"
#include "model/rules/rules.h"

namespace ioracle::rules {
namespace {

const AlternativeInfo updates("setsockopt.updates_context", Fairness::owed,
                              {"sock-118"_clause, "AcceptEx.ctx.default"_clause,
                               "ConnectEx.ctx.update"_clause});
const AlternativeInfo has_nothing_to_update("setsockopt.has_nothing_to_update", Fairness::owed,
                                            {"inferred.update-context-unconnected"_clause});
const AlternativeInfo tells_name("getsockname.tells", Fairness::owed,
                                 {"WSASendTo.bind.implicit"_clause, "sock-118"_clause,
                                  "sock-216"_clause});
const AlternativeInfo has_no_name("getsockname.has_no_name", Fairness::owed,
                                  {"inferred.getsockname-unbound"_clause,
                                   "AcceptEx.ctx.default"_clause});
const AlternativeInfo tells_peer("getpeername.tells", Fairness::owed,
                                 {"sock-152"_clause, "ConnectEx.ctx.update"_clause});
const AlternativeInfo has_no_peer("getpeername.has_no_peer", Fairness::owed,
                                  {"AcceptEx.ctx.default"_clause, "ConnectEx.ctx.update"_clause,
                                   "sock-141"_clause});
const AlternativeInfo lacks_place("getpeername.lacks_place", Fairness::owed, {"sock-385"_clause});
const AlternativeInfo tells_addresses("GetAcceptExSockaddrs.tells", Fairness::owed,
                                      {"sock-105"_clause, "sock-120"_clause, "ci-147"_clause});

// Where a connection comes from. Where it goes to, several sockets have one address.
void show_connector(Alternatives::Builder& builder, const Subject& subject,
                    const SocketObject& accepted, Parameter place) {
  if (!accepted.linked || accepted.side == 0) return;
  const Name connector = subject.known.connection(accepted.connection).connector;
  if (connector) builder.shows(place, Shown::address, connector.index);
}

}  // namespace

bool updates_context(const Call& call) {
  const std::int64_t option = call.integer(Parameter::optname);
  return call.integer(Parameter::level) == constant::sol_socket &&
         (option == constant::so_update_accept_context ||
          option == constant::so_update_connect_context);
}

void update_context(const Subject& subject) {
  const SocketObject& socket = *subject.known.socket(subject.call.value(Parameter::s));
  subject.allowed.offer(updates)
      .when(happened(socket.connected))
      .then(mark(socket.context))
      .returns(0)
      .next(leave);
  fails(subject, has_nothing_to_update, error::wsaenotconn).when(!happened(socket.connected));
}

void socket_name(const Subject& subject) {
  if (subject.chain.step == check) {
    check_socket(subject, attempt);
    return;
  }
  const SocketObject& socket = *subject.known.socket(subject.call.value(Parameter::s));
  const auto answer = [&](const AlternativeInfo& info) {
    if (subject.call.is_null(Parameter::name) || subject.call.is_null(Parameter::namelen)) {
      return fails(subject, lacks_place, error::wsaefault);
    }
    auto builder = subject.allowed.offer(info);
    builder.returns(0).shows(Parameter::namelen, Shown::integer, address::length_bytes).next(leave);
    return builder;
  };
  if (subject.call.event.function == Function::getsockname) {
    // A connected socket has been bound by connect; an accepted one has the listener's address.
    answer(tells_name).when(happened(socket.bound));
    answer(tells_name).when(!happened(socket.bound)).when(happened(socket.context)).variant(1);
    fails(subject, has_no_name, error::wsaeinval)
        .when(!happened(socket.bound))
        .when(!happened(socket.context));
    return;
  }
  auto peer = answer(tells_peer);
  peer.when(happened(socket.context));
  const bool has_place = !subject.call.is_null(Parameter::name);
  if (has_place) show_connector(peer, subject, socket, Parameter::name);
  fails(subject, has_no_peer, error::wsaenotconn).when(!happened(socket.context));
}

// It only reads the buffer: areas of the lengths that AcceptEx was given.
void accepted_addresses(const Subject& subject) {
  auto builder = subject.allowed.offer(tells_addresses);
  const bool local = subject.call.integer(Parameter::dwLocalAddressLength) != 0;
  builder.next(leave)
      .shows(Parameter::LocalSockaddrLength, local ? Shown::integer : Shown::untouched,
             address::length_bytes)
      .shows(Parameter::RemoteSockaddrLength, Shown::integer, address::length_bytes);
  const Event& call = subject.call.event;
  const Argument* output = call.find(Parameter::lpOutputBuffer);
  if (!output || output->count == 0) return;
  const SocketObject* accepted = subject.known.accepted_into(call.buffers[output->first].memory);
  if (accepted) show_connector(builder, subject, *accepted, Parameter::RemoteSockaddr);
}

}  // namespace ioracle::rules
