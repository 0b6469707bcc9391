// WSAStartup, WSACleanup, socket, WSASocketW, bind, listen, shutdown; the check of a handle.

#include "model/rules/rules.h"

namespace ioracle::rules {
namespace {

const AlternativeInfo starts("WSAStartup.starts", Fairness::owed, {"WSACleanup.refcount"_clause});
const AlternativeInfo cleans_up("WSACleanup.cleans_up", Fairness::owed,
                                {"WSACleanup.refcount"_clause});
const AlternativeInfo destroys_sockets("WSACleanup.destroys_sockets", Fairness::owed,
                                       {"WSACleanup.reset"_clause, "WSACleanup.refcount"_clause,
                                        "sock-332"_clause});
const AlternativeInfo was_not_started("socket.was_not_started", Fairness::owed,
                                      {"WSARecv.err.WSANOTINITIALISED"_clause, "sock-333"_clause,
                                       "WSAGOR.err.WSANOTINITIALISED"_clause});
const AlternativeInfo creates("socket.creates", Fairness::owed,
                              {"SOCK.default.socket"_clause, "SOCK.default.wsasocket"_clause,
                               "OVIO.sock.socket"_clause, "OVIO.sock.wsasocket-flag"_clause});
const AlternativeInfo is_no_socket("socket.is_no_socket", Fairness::owed,
                                   {"WSARecv.err.WSAENOTSOCK"_clause,
                                    "WSAGOR.err.WSAENOTSOCK"_clause,
                                    "closesocket.err.WSAENOTSOCK"_clause, "sock-209"_clause,
                                    "sock-214"_clause, "sock-376"_clause});
const AlternativeInfo was_closed("socket.was_closed", Fairness::owed,
                                 {"WSARecv.err.WSAENOTSOCK"_clause, "WSAGOR.err.WSAENOTSOCK"_clause,
                                  "closesocket.err.WSAENOTSOCK"_clause});
const AlternativeInfo is_open("socket.is_open", Fairness::owed, {});
const AlternativeInfo binds("bind.binds", Fairness::owed, {"WSARecv.bind.server"_clause});
const AlternativeInfo was_bound("bind.was_bound", Fairness::owed, {});
const AlternativeInfo listens("listen.listens", Fairness::owed, {"WSARecv.bind.server"_clause});
const AlternativeInfo listens_unbound("listen.listens_unbound", Fairness::owed, {});
const AlternativeInfo listens_for_no_datagrams("listen.listens_for_no_datagrams", Fairness::owed,
                                               {"sock-383"_clause});
const AlternativeInfo shuts_down("shutdown.shuts_down", Fairness::owed,
                                 {"shutdown.receive"_clause, "shutdown.send"_clause,
                                  "shutdown.both"_clause, "shutdown.nonblocking"_clause,
                                  "shutdown.no-close"_clause, "sock-229"_clause});
// Nobody is told: datagrams have no end.
const AlternativeInfo shuts_datagrams("shutdown.shuts_datagrams", Fairness::owed,
                                      {"shutdown.receive.udp"_clause, "shutdown.both"_clause,
                                       "ci-057"_clause});
const AlternativeInfo shuts_nothing("shutdown.shuts_nothing", Fairness::owed, {"sock-236"_clause});
const AlternativeInfo shuts_unconnected("shutdown.shuts_unconnected", Fairness::owed,
                                        {"shutdown.err.WSAENOTCONN"_clause, "sock-228"_clause,
                                         "AcceptEx.ctx.allowed-calls"_clause,
                                         "ConnectEx.ctx.update"_clause});

}  // namespace

const SocketObject* find_socket(const Subject& subject) {
  const Atom not_started = reads(subject.known.started(), 0);
  fails(subject, was_not_started, error::wsanotinitialised).when(not_started);
  const SocketObject* socket =
      subject.known.socket(subject.call.value(socket_parameter(subject.call.event.function)));
  if (!socket) {
    fails(subject, is_no_socket, error::wsaenotsock).when(!not_started);
    return nullptr;
  }
  fails(subject, was_closed, error::wsaenotsock)
      .when(!not_started)
      .when(happened(subject.known.file(*socket).closed));
  return socket;
}

void require_open(Alternatives::Builder& builder, const Known& known, const SocketObject& socket) {
  builder.when(!reads(known.started(), 0)).when(!happened(known.file(socket).closed));
}

const SocketObject* check_socket(const Subject& subject, MicroStep next) {
  const SocketObject* socket = find_socket(subject);
  if (socket) {
    auto builder = subject.allowed.offer(is_open);
    require_open(builder, subject.known, *socket);
    builder.next(next);
  }
  return socket;
}

void startup(const Subject& subject) {
  const Register started = subject.known.started();
  const std::uint32_t most = subject.known.startups();
  if (subject.call.event.function == Function::WSAStartup) {
    for (std::uint32_t before = 0; before < most; ++before) {
      subject.allowed.offer(starts)
          .variant(before)
          .when(reads(started, before))
          .then(write(started, before + 1))
          .returns(0)
          .next(leave);
    }
    return;
  }
  fails(subject, was_not_started, error::wsanotinitialised).when(reads(started, 0));
  for (std::uint32_t before = 2; before <= most; ++before) {
    subject.allowed.offer(cleans_up)
        .variant(before)
        .when(reads(started, before))
        .then(write(started, before - 1))
        .returns(0)
        .next(leave);
  }
  auto last = subject.allowed.offer(destroys_sockets);
  last.when(reads(started, 1)).then(write(started, 0)).returns(0).next(leave);
  for (const SocketObject& socket : subject.known.sockets()) {
    last.then(mark(subject.known.file(socket).closed));
    if (socket.linked) {
      last.then(mark(subject.known.connection(socket.connection).aborted[socket.side]));
    }
  }
}

void create_socket(const Subject& subject) {
  const Atom not_started = reads(subject.known.started(), 0);
  fails(subject, was_not_started, error::wsanotinitialised).when(not_started);
  subject.allowed.offer(creates).when(!not_started).returns(Shown::new_handle).next(leave);
}

void bind(const Subject& subject) {
  if (subject.chain.step == check) {
    check_socket(subject, attempt);
    return;
  }
  const SocketObject& socket = *subject.known.socket(subject.call.value(Parameter::s));
  subject.allowed.offer(binds)
      .when(!happened(socket.bound))
      .then(mark(socket.bound))
      .returns(0)
      .next(leave);
  fails(subject, was_bound, error::wsaeinval).when(happened(socket.bound));
}

void listen(const Subject& subject) {
  if (subject.chain.step == check) {
    check_socket(subject, attempt);
    return;
  }
  const SocketObject& socket = *subject.known.socket(subject.call.value(Parameter::s));
  if (socket.datagram) {
    fails(subject, listens_for_no_datagrams, error::wsaeopnotsupp);
    return;
  }
  subject.allowed.offer(listens)
      .when(happened(socket.bound))
      .then(mark(socket.listening))
      .returns(0)
      .next(leave);
  fails(subject, listens_unbound, error::wsaeinval).when(!happened(socket.bound));
}

void shutdown(const Subject& subject) {
  if (subject.chain.step == check) {
    check_socket(subject, attempt);
    return;
  }
  const SocketObject& socket = *subject.known.socket(subject.call.value(Parameter::s));
  const Instant ready = socket.datagram ? always_happened : socket.context;
  if (!socket.linked && !socket.datagram) {
    fails(subject, shuts_unconnected, error::wsaenotconn);
    return;
  }
  fails(subject, shuts_unconnected, error::wsaenotconn).when(!happened(ready));
  const std::int64_t how = subject.call.integer(Parameter::how);
  if (how < constant::sd_receive || how > constant::sd_both) {
    fails(subject, shuts_nothing, error::wsaeinval).when(happened(ready));
    return;
  }
  auto builder = subject.allowed.offer(socket.datagram ? shuts_datagrams : shuts_down);
  builder.when(happened(ready)).returns(0).last_error(Shown::on_success).next(leave);
  if (how != constant::sd_receive) builder.then(mark(socket.send_shut));
  if (how != constant::sd_receive && !socket.datagram) {
    builder.then(finish(subject.known.connection(socket.connection).stream[socket.side]));
  }
  if (how != constant::sd_send) builder.then(mark(socket.receive_shut));
}

}  // namespace ioracle::rules
