// setsockopt, getsockopt, and the modes that ioctlsocket sets.

#include <optional>

#include "model/rules/rules.h"

namespace ioracle::rules {
namespace {

constexpr std::int64_t smallest_option_bytes = 4;

const AlternativeInfo sets_option("setsockopt.sets", Fairness::owed,
                                  {"sock-042"_clause, "sock-227"_clause, "sock-370"_clause});
const AlternativeInfo tells_option("getsockopt.tells", Fairness::owed,
                                   {"sock-042"_clause, "sock-049"_clause, "sock-227"_clause,
                                    "sock-370"_clause, "sock-375"_clause, "SOPT.so-error"_clause});
const AlternativeInfo has_no_room("getsockopt.has_no_room", Fairness::owed, {"sock-371"_clause});
const AlternativeInfo listens_now("getsockopt.listens_now", Fairness::owed, {"sock-373"_clause});
const AlternativeInfo does_not_listen("getsockopt.does_not_listen", Fairness::owed,
                                      {"sock-373"_clause});
const AlternativeInfo is_only_told("setsockopt.is_only_told", Fairness::owed, {"sock-373"_clause});

constexpr std::int64_t so_acceptconn = 2;
constexpr std::uint32_t wsaenoprotoopt = 10042;

const AlternativeInfo sets_mode("ioctlsocket.sets_mode", Fairness::owed,
                                {"sock-033"_clause, "sock-035"_clause});

bool asks_whether_it_listens(const Call& call) {
  return call.integer(Parameter::level) == constant::sol_socket &&
         call.integer(Parameter::optname) == so_acceptconn;
}

// The value that getsockopt tells; none: any may be.
std::optional<std::int64_t> value_of(const SocketOptions& options, const Call& call) {
  if (call.integer(Parameter::level) != constant::sol_socket) return std::nullopt;
  switch (call.integer(Parameter::optname)) {
    case constant::so_error:
      return options.error;
    case constant::so_rcvtimeo:
      return options.receive_timeout_ms;
    case constant::so_sndtimeo:
      return options.send_timeout_ms;
    case constant::so_rcvbuf:
      if (options.receive_buffer >= 0) return options.receive_buffer;
      return std::nullopt;
    case constant::so_sndbuf:
      if (options.send_buffer >= 0) return options.send_buffer;
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

}  // namespace

void socket_option(const Subject& subject) {
  if (subject.chain.step == check) {
    check_socket(subject, attempt);
    return;
  }
  if (subject.call.event.function == Function::setsockopt) {
    if (updates_context(subject.call)) return update_context(subject);
    if (asks_whether_it_listens(subject.call)) {
      fails(subject, is_only_told, wsaenoprotoopt);
      return;
    }
    subject.allowed.offer(sets_option).returns(0).last_error(Shown::on_success).next(leave);
    return;
  }
  const Argument* length = subject.call.event.find(Parameter::optlen);
  if (length && length->preset.recorded() &&
      subject.call.preset(Parameter::optlen) < smallest_option_bytes &&
      subject.call.integer(Parameter::optname) == constant::so_error) {
    fails(subject, has_no_room, error::wsaefault);
    return;
  }
  const SocketObject& socket = *subject.known.socket(subject.call.value(Parameter::s));
  if (asks_whether_it_listens(subject.call)) {
    const auto tell = [&](const AlternativeInfo& info, Atom when, std::int64_t value) {
      subject.allowed.offer(info).when(when).returns(0).next(leave).shows(Parameter::optval,
                                                                          Shown::integer, value);
    };
    tell(listens_now, happened(socket.listening), 1);
    tell(does_not_listen, !happened(socket.listening), 0);
    return;
  }
  auto builder = subject.allowed.offer(tells_option);
  builder.returns(0).next(leave);
  if (const auto value = value_of(socket.options, subject.call)) {
    builder.shows(Parameter::optval, Shown::integer, *value);
  }
}

void io_control(const Subject& subject) {
  if (subject.chain.step == check) {
    check_socket(subject, attempt);
    return;
  }
  const SocketObject& socket = *subject.known.socket(subject.call.value(Parameter::s));
  const std::uint64_t mode = subject.call.preset(Parameter::argp) != 0 ? 1 : 0;
  subject.allowed.offer(sets_mode).then(write(socket.nonblocking, mode)).returns(0).next(leave);
}

}  // namespace ioracle::rules
