// WSARecv, WSARecvFrom, WSARecvMsg, recv and recvfrom: what is asked before a request is made.

#include "model/rules/address.h"
#include "model/rules/fault.h"
#include "model/rules/message.h"
#include "model/rules/receive.h"

namespace ioracle::rules {
namespace {

const AlternativeInfo lacks_count("WSARecv.lacks_count", Fairness::owed,
                                  {"WSARecv.p.nbytes-null-rule"_clause,
                                   "WSARecvMsg.nbytes.null-rule"_clause});
const AlternativeInfo has_no_buffers("WSARecv.has_no_buffers", Fairness::owed,
                                     {"WSARecv.p.count"_clause, "sock-027"_clause,
                                      "sock-028"_clause});
const AlternativeInfo has_bad_buffers("WSARecv.has_bad_buffers", Fairness::owed,
                                      {"WSARecv.err.WSAEFAULT"_clause, "sock-287"_clause});
const AlternativeInfo cannot_wait_for_all("WSARecv.cannot_wait_for_all", Fairness::owed,
                                          {"WSARecv.flag.waitall-combo"_clause});
const AlternativeInfo waits_for_no_messages("WSARecv.waits_for_no_messages", Fairness::owed,
                                            {"WSARecv.flag.waitall-dgram"_clause});
const AlternativeInfo lacks_wait_for_all("WSARecv.lacks_wait_for_all", Fairness::owed,
                                         {"WSARecv.flag.waitall-unsupported"_clause});
const AlternativeInfo knows_no_push("WSARecv.knows_no_push", Fairness::owed,
                                    {"WSARecv.flag.push-version"_clause,
                                     "inferred.receive.unknown-flag"_clause});
const AlternativeInfo has_no_urgent_messages("WSARecv.has_no_urgent_messages", Fairness::owed,
                                             {"WSARecv.err.WSAEOPNOTSUPP-oobtype"_clause});
const AlternativeInfo has_no_out_of_band("WSARecv.has_no_out_of_band", Fairness::owed,
                                         {"WSARecv.err.WSAEOPNOTSUPP-oobdomain"_clause});
const AlternativeInfo has_no_urgent_data("WSARecv.has_no_urgent_data", Fairness::owed,
                                         {"sock-279"_clause});
const AlternativeInfo cannot_wait("WSARecv.cannot_wait", Fairness::owed,
                                  {"WSARecv.flag.waitall-nonblocking"_clause});
const AlternativeInfo refuses_routine("WSARecv.refuses_routine", Fairness::owed,
                                      {"sock-025"_clause});
const AlternativeInfo begins("WSARecv.begins", Fairness::owed, {});

// Where there are no urgent bytes, or none apart from the others.
void refuse_out_of_band(const Subject& subject, const SocketObject& socket) {
  const auto refused = [&](const AlternativeInfo& info, std::uint32_t code) {
    auto builder = refuse(subject, info, code);
    require_open(builder, subject.known, socket);
  };
  if (socket.datagram) {
    refused(has_no_urgent_messages, error::wsaeopnotsupp);
  } else if (socket.faults.no_out_of_band) {
    refused(has_no_out_of_band, error::wsaeopnotsupp);
  } else {
    refused(has_no_urgent_data, error::wsaeinval);
  }
}

}  // namespace

// What the call asks for before a request is made. Which refusal comes first where several apply is
// our choice (inferred.transfer.refusal-order).
void check_receive(const Subject& subject) {
  const SocketObject* socket = find_socket(subject);
  if (!socket) return;
  const FileObject& file = subject.known.file(*socket);
  const Operation& operation = subject.known.operation(subject.chain.operation);
  const bool winsock2 = is_winsock2(subject.call.event.function);
  const std::int64_t flags = flags_of(subject.call.event);
  const auto refused = [&](const AlternativeInfo& info, std::uint32_t code) {
    auto builder = refuse(subject, info, code);
    require_open(builder, subject.known, *socket);
    return builder;
  };
  if (const auto refusal = message_refusal(subject, *socket)) {
    refused(*refusal->info, refusal->code);
    return;
  }
  if (lacks_any_count(subject.call)) {
    refused(lacks_count, error::wsaefault);
    return;
  }
  if (has_no_buffer(subject.call)) {
    refused(has_no_buffers, error::wsaeinval);
    return;
  }
  if (has_bad_buffer(subject.call)) {
    const bool old = !winsock2 && subject.known.profile() == Profile::windows_xp;
    refused(has_bad_buffers, old ? error::wsaenobufs : error::wsaefault);
    return;
  }
  if (const auto refusal = address_refusal(subject, *socket)) {
    refused(*refusal->info, refusal->code);
    return;
  }
  if (!offer_provider_faults(subject, *socket)) return;
  const bool for_all = (flags & constant::msg_waitall) != 0;
  if (for_all && (flags & not_with_waitall) != 0) {
    refused(cannot_wait_for_all, error::wsaeopnotsupp);
    return;
  }
  const bool messages =
      operation.stream != no_stream && subject.known.carries_messages(operation.stream);
  if (for_all && messages) {
    refused(waits_for_no_messages, error::wsaeopnotsupp);
    return;
  }
  if (for_all && socket->faults.no_wait_for_all) {
    refused(lacks_wait_for_all, error::wsaeopnotsupp);
    return;
  }
  const bool none_apart = !operation.urgent && (socket->linked || socket->datagram);
  if ((flags & constant::msg_oob) != 0 && (none_apart || socket->faults.no_out_of_band)) {
    refuse_out_of_band(subject, *socket);
    return;
  }
  if (operation.pushes && is_windows(subject.known.profile()) &&
      !since(subject.known.profile(), Profile::windows_8_1)) {
    refused(knows_no_push, error::wsaeopnotsupp);
    return;
  }
  auto beginning = subject.allowed.offer(begins);
  require_open(beginning, subject.known, *socket);
  beginning.next(start);
  if (for_all) {
    beginning.when(reads(socket->nonblocking, 0));
    refused(cannot_wait, error::wsaeopnotsupp).when(!reads(socket->nonblocking, 0));
  }
  if (file.port_known && operation.routine) {
    beginning.when(!happened(file.associated));
    refused(refuses_routine, error::wsaeinval).when(happened(file.associated));
  }
}

}  // namespace ioracle::rules
