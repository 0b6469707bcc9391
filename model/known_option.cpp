// The options and the mode of a socket, as the calls that set them make them known.

#include "model/constants.h"
#include "model/known.h"

namespace ioracle {

void Known::end_option(const Call& call) {
  const ObjectReference target = find(call.value(Parameter::s));
  if (target.kind != ObjectKind::socket) return;
  SocketObject& socket = sockets_[target.index];
  if (call.event.function == Function::ioctlsocket) {
    const bool mode = call.integer(Parameter::cmd) == constant::fionbio;
    if (mode) socket.was_set_nonblocking = call.preset(Parameter::argp) != 0;
    return;
  }
  if (call.event.function == Function::WSAIoctl) {
    const bool mode = call.integer(Parameter::dwIoControlCode) == constant::fionbio;
    if (mode) socket.was_set_nonblocking = sets_nonblocking(call);
    return;
  }
  SocketOptions& options = socket.options;
  const auto value = static_cast<std::int32_t>(call.integer(Parameter::optval));
  if (call.integer(Parameter::level) == constant::ipproto_ip &&
      call.integer(Parameter::optname) == constant::ip_pktinfo) {
    options.packet_information = value != 0;
  }
  if (call.integer(Parameter::level) != constant::sol_socket) return;
  switch (call.integer(Parameter::optname)) {
    case constant::so_linger:
      options.linger_s = value;
      break;
    case constant::so_sndbuf:
      options.send_buffer = value;
      break;
    case constant::so_rcvbuf:
      options.receive_buffer = value;
      break;
    case constant::so_sndtimeo:
      options.send_timeout_ms = value;
      break;
    case constant::so_rcvtimeo:
      options.receive_timeout_ms = value;
      break;
    case constant::so_error:
      options.error = value;
      break;
    case constant::so_oobinline:
      options.out_of_band_inline = value != 0;
      break;
    default:
      break;
  }
}

}  // namespace ioracle
