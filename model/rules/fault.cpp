#include "model/rules/fault.h"

namespace ioracle::rules {
namespace {

const AlternativeInfo finds_network_down("WSARecv.finds_network_down", Fairness::owed,
                                         {"WSARecv.err.WSAENETDOWN"_clause});
const AlternativeInfo is_in_callback("WSARecv.is_in_callback", Fairness::owed,
                                     {"WSARecv.err.WSAEINPROGRESS"_clause});
const AlternativeInfo only_sends("WSARecv.only_sends", Fairness::owed,
                                 {"WSARecv.err.WSAEOPNOTSUPP-unidir"_clause});
const AlternativeInfo has_too_many_requests("WSARecv.has_too_many_requests", Fairness::never_owed,
                                            {"WSARecv.err.WSAEWOULDBLOCK-ov"_clause});
const AlternativeInfo finds_keep_alive_failed("transfer.finds_keep_alive_failed", Fairness::owed,
                                              {"SOPT.resets.keepalive"_clause});
const AlternativeInfo finds_time_out("transfer.finds_time_out", Fairness::owed,
                                     {"WSARecv.err.WSAETIMEDOUT"_clause});
const AlternativeInfo learns_of_unreachable_port("WSARecv.learns_of_unreachable_port",
                                                 Fairness::owed,
                                                 {"WSARecv.err.WSAECONNRESET-udp"_clause});
const AlternativeInfo learns_of_expired_time("WSARecv.learns_of_expired_time", Fairness::owed,
                                             {"WSARecv.err.WSAENETRESET-dgram"_clause,
                                              "WSARecvFrom.err.WSAENETRESET"_clause});
const AlternativeInfo learns_of_exceeded_hops("WSARecv.learns_of_exceeded_hops", Fairness::owed,
                                              {"ci-004"_clause});

const AlternativeInfo ends_by_keep_alive("transfer.ends_by_keep_alive", Fairness::owed,
                                         {"WSARecv.err.WSAENETRESET-conn"_clause,
                                          "SOPT.resets.keepalive"_clause,
                                          "inferred.receive.network-reset-status"_clause});
const AlternativeInfo ends_by_time_out("transfer.ends_by_time_out", Fairness::owed,
                                       {"WSARecv.err.WSAETIMEDOUT"_clause});
const AlternativeInfo ends_by_unreachable_port("receive.ends_by_unreachable_port", Fairness::owed,
                                               {"WSARecv.err.WSAECONNRESET-udp"_clause,
                                                "ci-001"_clause, "ci-002"_clause, "ci-004"_clause,
                                                "ci-009"_clause});
const AlternativeInfo ends_by_expired_time("receive.ends_by_expired_time", Fairness::owed,
                                           {"WSARecv.err.WSAENETRESET-dgram"_clause,
                                            "WSARecvFrom.err.WSAENETRESET"_clause,
                                            "inferred.receive.network-reset-status"_clause});
const AlternativeInfo ends_by_exceeded_hops("receive.ends_by_exceeded_hops", Fairness::owed,
                                            {"ci-004"_clause});
const AlternativeInfo ends_with_blocking_call("receive.ends_with_blocking_call", Fairness::owed,
                                              {"WSARecv.err.WSAEINTR"_clause});

// What is told of an interruption, to a call and to a request.
struct Telling {
  const AlternativeInfo& at_call;
  const AlternativeInfo& at_end;
  Status status{};
};

// Of a time to live that has expired the page and what was seen on Windows tell different errors.
Telling telling_of(Interruption::Kind kind, Profile profile) {
  if (kind == Interruption::Kind::port_unreachable) {
    return {learns_of_unreachable_port, ends_by_unreachable_port, Status::port_unreachable};
  }
  if (profile == Profile::documented) {
    return {learns_of_expired_time, ends_by_expired_time, Status::network_reset};
  }
  return {learns_of_exceeded_hops, ends_by_exceeded_hops, Status::hop_limit_exceeded};
}

Alternatives::Builder& by(Alternatives::Builder& builder, const Interruption& interruption,
                          std::uint32_t number) {
  return builder.variant(number)
      .when(happened(interruption.came))
      .when(!happened(interruption.told))
      .then(mark(interruption.told));
}

}  // namespace

bool offer_provider_faults(const Subject& subject, const SocketObject& socket) {
  const Faults& faults = socket.faults;
  const auto refused = [&](const AlternativeInfo& info, std::uint32_t code) {
    auto builder = refuse(subject, info, code);
    require_open(builder, subject.known, socket);
    return builder;
  };
  if (faults.network_down) refused(finds_network_down, error::wsaenetdown);
  if (faults.callback_in_progress) {
    refused(is_in_callback, error::wsaeinprogress);
    return false;
  }
  if (faults.send_only) {
    refused(only_sends, error::wsaeopnotsupp);
    return false;
  }
  if (faults.requests_exhausted &&
      !is_synchronous(subject.known.operation(subject.chain.operation))) {
    refused(has_too_many_requests, error::wsaewouldblock).when(!empty(socket.receives));
  }
  return true;
}

void offer_drop(const Subject& subject, const SocketObject& socket) {
  const Faults& faults = socket.faults;
  if (faults.dropped == no_instant) return;
  refuse(subject, faults.by_keep_alive ? finds_keep_alive_failed : finds_time_out,
         faults.by_keep_alive ? error::wsaeconnreset : error::wsaetimedout)
      .when(happened(faults.dropped));
}

void offer_interruptions(const Subject& subject, const SocketObject& socket,
                         const StreamCheck& stream) {
  std::uint32_t number = 0;
  for (const Interruption& interruption : socket.faults.interruptions) {
    ++number;
    if (interruption.kind == Interruption::Kind::blocking_call_canceled) continue;
    const Telling telling = telling_of(interruption.kind, subject.known.profile());
    auto builder = refuse(subject, telling.at_call, winsock_error(telling.status));
    stream.require_usable(builder);
    by(builder, interruption, number).when(empty(socket.receives));
  }
}

void end_by_drop(const RequestEnd& request, const SocketObject& socket) {
  const Faults& faults = socket.faults;
  if (faults.dropped == no_instant) return;
  request.abort(faults.by_keep_alive ? ends_by_keep_alive : ends_by_time_out, faults.dropped,
                faults.by_keep_alive ? Status::network_reset : Status::io_timeout);
}

void end_by_interruptions(const RequestEnd& request, const SocketObject& socket) {
  std::uint32_t number = 0;
  for (const Interruption& interruption : socket.faults.interruptions) {
    ++number;
    if (interruption.kind == Interruption::Kind::blocking_call_canceled) {
      if (!request.is_awaited()) continue;
      auto canceled = request.perform(ends_with_blocking_call, Status::request_aborted);
      by(canceled, interruption, number);
      continue;
    }
    const Telling telling = telling_of(interruption.kind, request.known().profile());
    auto ended = request.perform(telling.at_end, telling.status);
    by(ended, interruption, number).when(head(socket.receives, request.operation().item));
  }
}

void require_kept(Alternatives::Builder& builder, const SocketObject& socket) {
  if (socket.faults.dropped != no_instant) builder.when(!happened(socket.faults.dropped));
}

}  // namespace ioracle::rules
