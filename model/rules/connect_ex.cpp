// ConnectEx and DisconnectEx: a connection is made and ended by requests of its socket (N6, N9).

#include "model/rules/rules.h"

namespace ioracle::rules {
namespace {

const AlternativeInfo lacks_overlapped("ConnectEx.lacks_overlapped", Fairness::owed,
                                       {"ConnectEx.ov.required"_clause, "sock-130"_clause});
const AlternativeInfo has_no_socket("ConnectEx.has_no_socket", Fairness::owed, {"sock-128"_clause});
const AlternativeInfo looks("ConnectEx.looks", Fairness::owed, {});
const AlternativeInfo is_connected("ConnectEx.is_connected", Fairness::owed,
                                   {"ConnectEx.err.WSAEISCONN"_clause, "ci-069"_clause});
const AlternativeInfo is_listening("ConnectEx.is_listening", Fairness::owed,
                                   {"ConnectEx.err.WSAEINVAL"_clause, "sock-127"_clause});
const AlternativeInfo is_unbound("ConnectEx.is_unbound", Fairness::owed,
                                 {"ConnectEx.err.WSAEINVAL"_clause, "ConnectEx.s.bound"_clause,
                                  "sock-129"_clause});
const AlternativeInfo is_engaged("ConnectEx.is_engaged", Fairness::owed,
                                 {"sock-141"_clause, "sock-116"_clause});
const AlternativeInfo is_connecting("ConnectEx.is_connecting", Fairness::owed,
                                    {"ConnectEx.err.WSAEALREADY"_clause});
const AlternativeInfo pends("ConnectEx.pends", Fairness::owed,
                            {"ConnectEx.ret.pending"_clause, "sock-087"_clause, "sock-131"_clause});
const AlternativeInfo waits("ConnectEx.waits", Fairness::owed, {});

const AlternativeInfo connects("connect.is_made", Fairness::owed,
                               {"ConnectEx.ret.pending"_clause, "ConnectEx.bytes"_clause,
                                "ConnectEx.bytes.null"_clause, "sock-087"_clause, "sock-089"_clause,
                                "sock-131"_clause, "ci-068"_clause});
const AlternativeInfo is_refused("connect.is_refused_later", Fairness::owed,
                                 {"ConnectEx.err.WSAECONNREFUSED"_clause, "sock-091"_clause,
                                  "ci-074"_clause, "ConnectEx.retry"_clause});
const AlternativeInfo ends_by_close("connect.ends_by_close", Fairness::owed,
                                    {"ci-036"_clause, "closesocket.cancel.indication"_clause,
                                     "OVIO.cancel.close-discontinues"_clause});
const AlternativeInfo ends_by_cancel("connect.ends_by_cancel", Fairness::owed,
                                     {"CancelIoEx.outcome.three"_clause,
                                      "OVIO.cancel.cancelable"_clause});
const AlternativeInfo ends_with_thread("connect.ends_with_thread", Fairness::owed,
                                       {"ExitThread.cancel.noniocp"_clause});

const AlternativeInfo disconnect_has_no_socket("DisconnectEx.has_no_socket", Fairness::owed,
                                               {"inferred.DisconnectEx-handle"_clause});
const AlternativeInfo disconnect_looks("DisconnectEx.looks", Fairness::owed, {});
const AlternativeInfo has_reserved("DisconnectEx.has_reserved", Fairness::owed,
                                   {"DisconnectEx.reserved"_clause});
const AlternativeInfo has_bad_flags("DisconnectEx.has_bad_flags", Fairness::owed,
                                    {"DisconnectEx.flags"_clause});
const AlternativeInfo is_not_connected("DisconnectEx.is_not_connected", Fairness::owed,
                                       {"DisconnectEx.err.WSAENOTCONN"_clause,
                                        "DisconnectEx.s.type"_clause, "sock-149"_clause});
const AlternativeInfo disconnect_pends("DisconnectEx.pends", Fairness::owed,
                                       {"DisconnectEx.ov.optional"_clause, "sock-094"_clause,
                                        "sock-096"_clause});
const AlternativeInfo disconnect_waits("DisconnectEx.waits", Fairness::owed,
                                       {"sock-095"_clause, "sock-153"_clause});
const AlternativeInfo disconnects("disconnect.ends", Fairness::owed,
                                  {"DisconnectEx.signal"_clause, "sock-094"_clause,
                                   "sock-096"_clause, "sock-151"_clause});
const AlternativeInfo frees_the_socket("disconnect.frees_the_socket", Fairness::owed,
                                       {"DisconnectEx.reuse"_clause, "ci-068"_clause,
                                        "ci-070"_clause,
                                        "TransmitFile.reuse.complete-when"_clause});
const AlternativeInfo frees_after_reset("disconnect.frees_after_reset", Fairness::owed,
                                        {"inferred.DisconnectEx-reset"_clause});
const AlternativeInfo disconnect_ends_by_close("disconnect.ends_by_close", Fairness::owed,
                                               {"closesocket.cancel.indication"_clause,
                                                "OVIO.cancel.close-discontinues"_clause});
const AlternativeInfo disconnect_ends_by_cancel("disconnect.ends_by_cancel", Fairness::owed,
                                                {"CancelIoEx.outcome.three"_clause});
const AlternativeInfo disconnect_ends_with_thread("disconnect.ends_with_thread", Fairness::owed,
                                                  {"ExitThread.cancel.noniocp"_clause});

void check_connect(const Subject& subject) {
  const Call& call = subject.call;
  const SocketObject* socket = subject.known.socket(call.value(Parameter::s));
  if (!socket) {
    fails(subject, has_no_socket, error::wsaenotsock);
    return;
  }
  const Instant closed = subject.known.file(*socket).closed;
  fails(subject, has_no_socket, error::wsaenotsock).when(happened(closed));
  const OverlappedObject* overlapped =
      subject.known.overlapped(call.value(Parameter::lpOverlapped));
  if (!overlapped) {
    fails(subject, lacks_overlapped, error::invalid_parameter).when(!happened(closed));
  } else {
    subject.allowed.offer(looks).when(!happened(closed)).next(start);
  }
}

void attempt_connect(const Subject& subject) {
  const Known& known = subject.known;
  const Operation& operation = known.operation(subject.chain.operation);
  const SocketObject& socket = known.socket(operation);
  const auto refuse = [&](const AlternativeInfo& info, std::uint32_t code) {
    return fails(subject, info, code);
  };
  const bool documented = known.profile() == Profile::documented;
  const AlternativeInfo& engaged = documented ? is_connecting : is_engaged;
  const std::uint32_t engaged_code = documented ? error::wsaealready : error::wsaeinval;
  if (subject.chain.item == no_item) {
    // It has a connection, or another call is making one.
    refuse(is_connected, error::wsaeisconn).when(happened(socket.connected));
    refuse(engaged, engaged_code).when(!happened(socket.connected));
    return;
  }
  // Another call may have made a connection meanwhile.
  refuse(is_connected, error::wsaeisconn).when(happened(socket.connected));
  refuse(is_listening, error::wsaeinval).when(happened(socket.listening));
  if (!socket.reused) refuse(is_unbound, error::wsaeinval).when(!happened(socket.bound));
  const auto offer_bound = [&](Alternatives::Builder builder) {
    if (!socket.reused) builder.when(happened(socket.bound));
    builder.when(!happened(socket.listening)).when(!happened(socket.connected));
    return builder;
  };
  offer_bound(refuse(engaged, engaged_code)).when(!reads(socket.engaged, 0));
  auto pending = offer_bound(subject.allowed.offer(pends));
  pending.when(reads(socket.engaged, 0)).then(write(socket.engaged, 1)).then(pend());
  if (operation.request_class == RequestClass::synchronous) {
    pending.next(MicroStep::wait);
    return;
  }
  // The page does not say what *lpdwBytesSent holds then.
  pending.returns(0).last_error(error::io_pending).next(leave);
}

void attempt_disconnect(const Subject& subject) {
  const Known& known = subject.known;
  const Operation& operation = known.operation(subject.chain.operation);
  const SocketObject& socket = known.socket(operation);
  if (subject.call.integer(Parameter::dwReserved) != 0) {
    fails(subject, has_reserved, error::wsaeinval);
    return;
  }
  const std::int64_t flags = subject.call.integer(Parameter::dwFlags);
  if (flags != 0 && flags != constant::tf_reuse_socket) {
    fails(subject, has_bad_flags, error::wsaeinval);
    return;
  }
  if (!socket.linked) {
    fails(subject, is_not_connected, error::wsaenotconn);
    return;
  }
  fails(subject, is_not_connected, error::wsaenotconn).when(!happened(socket.connected));
  auto pending = subject.allowed.offer(disconnect_pends);
  pending.when(happened(socket.connected))
      .then(mark(socket.send_shut))
      .then(finish(known.connection(socket.connection).stream[socket.side]))
      .then(pend());
  if (operation.request_class == RequestClass::synchronous) {
    pending.next(MicroStep::wait);
  } else {
    pending.returns(0).last_error(error::io_pending).next(leave);
  }
}

// The ends that a request of a socket has in common.
class SocketRequest {
 public:
  SocketRequest(const Known& known, const Operation& operation, Alternatives& allowed)
      : operation_(operation),
        allowed_(allowed),
        closed_(known.file(operation).closed),
        exited_(known.thread(operation.thread).exited),
        dies_with_thread_(operation.request_class == RequestClass::attached) {}

  // The driver ends it, as long as nobody took it away.
  Alternatives::Builder perform(const AlternativeInfo& info) const {
    auto builder = allowed_.offer(info);
    builder.when(!happened(closed_)).when(!happened(operation_.cancelled));
    if (dies_with_thread_) builder.when(!happened(exited_));
    return builder;
  }
  // Whoever took it away ends it. `freed`: the register of a socket that it had for itself.
  void abort(const AlternativeInfo& by_close, const AlternativeInfo& by_cancel,
             const AlternativeInfo& with_thread, Register freed) const {
    const auto end_by = [&](const AlternativeInfo& info, Instant reason) {
      auto builder = allowed_.offer(info);
      builder.when(happened(reason));
      if (reason != operation_.cancelled) builder.when(!happened(operation_.cancelled));
      if (freed != no_register) builder.then(write(freed, 0));
      finish_with(builder, Status::cancelled);
    };
    end_by(by_close, closed_);
    end_by(by_cancel, operation_.cancelled);
    if (dies_with_thread_) end_by(with_thread, exited_);
  }
  void finish_with(Alternatives::Builder builder, Status status) const {
    builder.then(ends(static_cast<std::uint32_t>(status))).next(first_after_end(operation_, true));
  }

 private:
  const Operation& operation_;
  Alternatives& allowed_;
  Instant closed_;
  Instant exited_;
  bool dies_with_thread_;
};

}  // namespace

void connect_ex(const Subject& subject) {
  switch (subject.chain.step) {
    case check:
      return check_connect(subject);
    case start:
    case MicroStep::clear:
      return start_operation(subject.known, subject.chain, subject.allowed);
    case attempt:
      return attempt_connect(subject);
    case MicroStep::wait:
      return await_operation(subject, waits);
    default:
      return completion(subject.known, subject.chain, leave, subject.allowed);
  }
}

void disconnect_ex(const Subject& subject) {
  switch (subject.chain.step) {
    case check: {
      const SocketObject* socket = subject.known.socket(subject.call.value(Parameter::s));
      if (!socket) {
        fails(subject, disconnect_has_no_socket, error::wsaenotsock);
        return;
      }
      const Instant closed = subject.known.file(*socket).closed;
      fails(subject, disconnect_has_no_socket, error::wsaenotsock).when(happened(closed));
      subject.allowed.offer(disconnect_looks).when(!happened(closed)).next(start);
      return;
    }
    case start:
    case MicroStep::clear:
      return start_operation(subject.known, subject.chain, subject.allowed);
    case attempt:
      return attempt_disconnect(subject);
    case MicroStep::wait:
      return await_operation(subject, disconnect_waits);
    default:
      return completion(subject.known, subject.chain, leave, subject.allowed);
  }
}

void pending_connect(const Known& known, const Operation& operation, Alternatives& allowed) {
  const SocketObject& socket = known.socket(operation);
  const SocketRequest request(known, operation, allowed);
  const SocketObject* listener = known.listener(operation);
  const auto refuse = [&] { return request.perform(is_refused).then(write(socket.engaged, 0)); };
  if (!listener) {
    request.finish_with(refuse(), Status::connection_refused);
  } else {
    const Instant closed = known.file(*listener).closed;
    auto made = request.perform(connects);
    made.when(happened(listener->listening))
        .when(!happened(closed))
        .then(mark(socket.connected))
        .then(push(listener->backlog, operation.brings))
        .then(write(socket.engaged, 0));
    if (operation.capacity > 0) made.then(append(operation.stream));
    request.finish_with(made, Status::success);
    request.finish_with(refuse().when(!happened(listener->listening)), Status::connection_refused);
    request.finish_with(refuse().when(happened(closed)).variant(1), Status::connection_refused);
  }
  request.abort(ends_by_close, ends_by_cancel, ends_with_thread, socket.engaged);
}

void pending_disconnect(const Known& known, const Operation& operation, Alternatives& allowed) {
  const SocketRequest request(known, operation, allowed);
  if (operation.connection == no_connection) return;  // refused: it never pended
  if (!operation.reuses) {
    request.finish_with(request.perform(disconnects), Status::success);
  } else {
    const Connection& connection = known.connection(operation.connection);
    const std::uint32_t side = operation.side;
    const Effect free = write(known.socket(operation).engaged, 0);
    const auto frees = [&](const AlternativeInfo& info, const Atom& when) {
      request.finish_with(request.perform(info).when(when).then(free), Status::success);
    };
    frees(frees_the_socket, finished(connection.stream[1 - side]));
    frees(frees_after_reset, happened(connection.reset[side]));
  }
  request.abort(disconnect_ends_by_close, disconnect_ends_by_cancel, disconnect_ends_with_thread,
                no_register);
}

}  // namespace ioracle::rules
