// Winsock: sockets, sends and receives.

#include <winsock2.h>
#include <ws2tcpip.h>

#include <cstring>

#include "agent/performers.h"
#include "agent/scenario_run.h"
#include "agent/worker.h"

namespace ioracle::agent {
namespace {

using P = Parameter;

const sockaddr* as_sockaddr(const sockaddr_in* address) {
  return static_cast<const sockaddr*>(static_cast<const void*>(address));
}

sockaddr* as_sockaddr(sockaddr_in* address) {
  return static_cast<sockaddr*>(static_cast<void*>(address));
}

// The length of an address: as the scenario says, or that of IPv4.
int address_length(const Invocation& call, Parameter parameter) {
  return call.argument(parameter).recorded() ? call.integer(parameter)
                                             : static_cast<int>(sizeof(sockaddr_in));
}

DWORD buffer_count(const Invocation& call, const Invocation::Buffers& buffers) {
  return call.argument(P::dwBufferCount).recorded() ? call.number(P::dwBufferCount) : buffers.count;
}

void perform_startup(Invocation& call) {
  const WORD version = static_cast<WORD>(call.number(P::wVersionRequested));
  WSADATA data{};
  call.perform([&] { return WSAStartup(version, &data); });
  if (call.result() == 0) call.run().note_startup(1);
}

void perform_cleanup(Invocation& call) {
  call.perform([] { return WSACleanup(); });
  if (call.result() == 0) call.run().note_startup(-1);
}

void perform_socket(Invocation& call) {
  const int af = call.integer(P::af);
  const int type = call.integer(P::type);
  const int protocol = call.integer(P::protocol);
  call.perform([=] { return socket(af, type, protocol); });
}

void perform_wsa_socket(Invocation& call) {
  const int af = call.integer(P::af);
  const int type = call.integer(P::type);
  const int protocol = call.integer(P::protocol);
  const GROUP group = call.number(P::g);
  const DWORD flags = call.number(P::dwFlags);
  call.perform([=] { return WSASocketW(af, type, protocol, nullptr, group, flags); });
}

void perform_bind(Invocation& call) {
  const SOCKET s = call.socket(P::s);
  const sockaddr_in* name = call.address(P::name);
  const int namelen = address_length(call, P::namelen);
  call.perform([=] { return bind(s, as_sockaddr(name), namelen); });
}

void perform_connect(Invocation& call) {
  const SOCKET s = call.socket(P::s);
  const sockaddr_in* name = call.address(P::name);
  const int namelen = address_length(call, P::namelen);
  call.perform([=] { return connect(s, as_sockaddr(name), namelen); });
}

void perform_listen(Invocation& call) {
  const SOCKET s = call.socket(P::s);
  const int backlog = call.integer(P::backlog);
  call.perform([=] { return listen(s, backlog); });
}

void perform_accept(Invocation& call) {
  const SOCKET s = call.socket(P::s);
  call.perform([=] { return accept(s, nullptr, nullptr); });
}

// getsockname and getpeername: of what they write, the address alone is told.
template <typename Function>
void perform_name(Invocation& call, Function function) {
  const SOCKET s = call.socket(P::s);
  sockaddr* place = call.address_output(P::name);
  SOCKADDR_STORAGE storage{};
  auto* name = place ? static_cast<sockaddr*>(static_cast<void*>(&storage)) : nullptr;
  int* namelen = static_cast<int*>(static_cast<void*>(call.variable(P::namelen)));
  call.perform([&] {
    const int result = function(s, name, namelen);
    if (result == 0 && place != nullptr) std::memcpy(place, &storage, sizeof(sockaddr_in));
    return result;
  });
}

void perform_getsockname(Invocation& call) { perform_name(call, getsockname); }

void perform_getpeername(Invocation& call) { perform_name(call, getpeername); }

void perform_shutdown(Invocation& call) {
  const SOCKET s = call.socket(P::s);
  const int how = call.integer(P::how);
  call.perform([=] { return shutdown(s, how); });
}

void perform_closesocket(Invocation& call) {
  const SOCKET s = call.socket(P::s);
  call.closes(P::s);
  call.run().handles().keep_port(call.argument(P::s));
  call.perform([=] { return closesocket(s); });
}

void perform_setsockopt(Invocation& call) {
  const SOCKET s = call.socket(P::s);
  const int level = call.integer(P::level);
  const int optname = call.integer(P::optname);
  if (level == SOL_SOCKET && optname == SO_LINGER) {
    LINGER linger{};
    linger.l_onoff = 1;
    linger.l_linger = static_cast<u_short>(call.number(P::optval));
    call.perform([&] {
      return setsockopt(s, level, optname, static_cast<char*>(static_cast<void*>(&linger)),
                        sizeof linger);
    });
    return;
  }
  SOCKET of_socket = INVALID_SOCKET;
  DWORD number = call.number(P::optval);
  const bool names_socket = call.argument(P::optval).kind == ValueKind::name;
  if (names_socket) of_socket = call.socket(P::optval);
  const void* value = names_socket ? static_cast<const void*>(&of_socket) : &number;
  int length = names_socket ? static_cast<int>(sizeof of_socket) : static_cast<int>(sizeof number);
  if (call.argument(P::optval).kind == ValueKind::null) {
    value = nullptr;
    length = 0;
  }
  if (call.argument(P::optlen).recorded()) length = call.integer(P::optlen);
  call.perform(
      [=] { return setsockopt(s, level, optname, static_cast<const char*>(value), length); });
}

void perform_getsockopt(Invocation& call) {
  const SOCKET s = call.socket(P::s);
  const int level = call.integer(P::level);
  const int optname = call.integer(P::optname);
  DWORD* optval = call.variable(P::optval);
  DWORD* optlen = call.variable(P::optlen);
  int length = sizeof(DWORD);
  int* length_place = optlen == nullptr ? &length : static_cast<int*>(static_cast<void*>(optlen));
  call.perform([=] {
    return getsockopt(s, level, optname, static_cast<char*>(static_cast<void*>(optval)),
                      length_place);
  });
}

void perform_ioctlsocket(Invocation& call) {
  const SOCKET s = call.socket(P::s);
  const auto cmd = static_cast<long>(call.integer(P::cmd));
  u_long* argp = call.variable(P::argp);
  call.perform([=] { return ioctlsocket(s, cmd, argp); });
}

void perform_send(Invocation& call) {
  const SOCKET s = call.socket(P::s);
  const char* buf = call.buffer(P::buf);
  const int len = call.integer(P::len);
  const int flags = call.integer(P::flags);
  call.perform([=] { return send(s, buf, len, flags); });
}

void perform_recv(Invocation& call) {
  const SOCKET s = call.socket(P::s);
  char* buf = call.buffer(P::buf);
  const int len = call.integer(P::len);
  const int flags = call.integer(P::flags);
  call.perform([=] { return recv(s, buf, len, flags); });
}

void perform_sendto(Invocation& call) {
  const SOCKET s = call.socket(P::s);
  const char* buf = call.buffer(P::buf);
  const int len = call.integer(P::len);
  const int flags = call.integer(P::flags);
  const sockaddr_in* to = call.address(P::to);
  const int tolen = to == nullptr ? 0 : address_length(call, P::tolen);
  call.perform([=] { return sendto(s, buf, len, flags, as_sockaddr(to), tolen); });
}

void perform_recvfrom(Invocation& call) {
  const SOCKET s = call.socket(P::s);
  char* buf = call.buffer(P::buf);
  const int len = call.integer(P::len);
  const int flags = call.integer(P::flags);
  sockaddr* from = call.address_output(P::from);
  int* fromlen = static_cast<int*>(static_cast<void*>(call.variable(P::fromlen)));
  call.perform([=] { return recvfrom(s, buf, len, flags, from, fromlen); });
}

void perform_wsa_send(Invocation& call) {
  const SOCKET s = call.socket(P::s);
  const auto buffers = call.buffers(P::lpBuffers);
  const DWORD count = buffer_count(call, buffers);
  DWORD* sent = call.variable(P::lpNumberOfBytesSent);
  const DWORD flags = call.number(P::dwFlags);
  OVERLAPPED* overlapped = call.overlapped(P::lpOverlapped);
  const auto routine = call.winsock_routine(P::lpCompletionRoutine);
  call.perform([=] { return WSASend(s, buffers.array, count, sent, flags, overlapped, routine); });
}

void perform_wsa_recv(Invocation& call) {
  const SOCKET s = call.socket(P::s);
  const auto buffers = call.buffers(P::lpBuffers);
  const DWORD count = buffer_count(call, buffers);
  DWORD* received = call.received_count(P::lpNumberOfBytesRecvd);
  DWORD* flags = call.variable(P::lpFlags);
  OVERLAPPED* overlapped = call.overlapped(P::lpOverlapped);
  const auto routine = call.winsock_routine(P::lpCompletionRoutine);
  call.perform(
      [=] { return WSARecv(s, buffers.array, count, received, flags, overlapped, routine); });
}

void perform_wsa_send_to(Invocation& call) {
  const SOCKET s = call.socket(P::s);
  const auto buffers = call.buffers(P::lpBuffers);
  const DWORD count = buffer_count(call, buffers);
  DWORD* sent = call.variable(P::lpNumberOfBytesSent);
  const DWORD flags = call.number(P::dwFlags);
  sockaddr_in* to = call.address(P::lpTo);
  const int tolen = to == nullptr ? 0 : address_length(call, P::iTolen);
  OVERLAPPED* overlapped = call.overlapped(P::lpOverlapped);
  const auto routine = call.winsock_routine(P::lpCompletionRoutine);
  call.perform([=] {
    return WSASendTo(s, buffers.array, count, sent, flags, as_sockaddr(to), tolen, overlapped,
                     routine);
  });
}

void perform_wsa_recv_from(Invocation& call) {
  const SOCKET s = call.socket(P::s);
  const auto buffers = call.buffers(P::lpBuffers);
  const DWORD count = buffer_count(call, buffers);
  DWORD* received = call.received_count(P::lpNumberOfBytesRecvd);
  DWORD* flags = call.variable(P::lpFlags);
  OVERLAPPED* overlapped = call.overlapped(P::lpOverlapped);
  const auto routine = call.winsock_routine(P::lpCompletionRoutine);
  sockaddr* from = call.address_output(P::lpFrom);
  int* fromlen = static_cast<int*>(static_cast<void*>(call.variable(P::lpFromlen)));
  call.perform([=] {
    return WSARecvFrom(s, buffers.array, count, received, flags, from, fromlen, overlapped,
                       routine);
  });
}

void perform_wsa_result(Invocation& call) {
  const SOCKET s = call.socket(P::s);
  OVERLAPPED* overlapped = call.overlapped(P::lpOverlapped);
  DWORD* transfer = call.variable(P::lpcbTransfer);
  const BOOL wait = call.integer(P::fWait);
  DWORD* flags = call.variable(P::lpdwFlags);
  call.perform([=] { return WSAGetOverlappedResult(s, overlapped, transfer, wait, flags); });
}

void perform_event_select(Invocation& call) {
  const SOCKET s = call.socket(P::s);
  const WSAEVENT event = call.handle(P::hEventObject);
  const auto events = static_cast<long>(call.integer(P::lNetworkEvents));
  call.perform([=] { return WSAEventSelect(s, event, events); });
}

void perform_wsa_ioctl(Invocation& call) {
  const SOCKET s = call.socket(P::s);
  const DWORD code = call.number(P::dwIoControlCode);
  char* in = call.buffer(P::lpvInBuffer);
  const DWORD in_size = call.number(P::cbInBuffer);
  char* out = call.buffer(P::lpvOutBuffer);
  const DWORD out_size = call.number(P::cbOutBuffer);
  DWORD* returned = call.received_count(P::lpcbBytesReturned);
  OVERLAPPED* overlapped = call.overlapped(P::lpOverlapped);
  const auto routine = call.winsock_routine(P::lpCompletionRoutine);
  call.perform(
      [=] { return WSAIoctl(s, code, in, in_size, out, out_size, returned, overlapped, routine); });
}

void perform_wsa_get_last_error(Invocation& call) {
  call.perform([] { return WSAGetLastError(); });
}

void perform_wsa_set_last_error(Invocation& call) {
  const int error = call.integer(P::iError);
  call.perform([=] { WSASetLastError(error); });
}

constexpr PerformerEntry entries[] = {
    {Function::accept, perform_accept},
    {Function::bind, perform_bind},
    {Function::closesocket, perform_closesocket},
    {Function::connect, perform_connect},
    {Function::getpeername, perform_getpeername},
    {Function::getsockname, perform_getsockname},
    {Function::getsockopt, perform_getsockopt},
    {Function::ioctlsocket, perform_ioctlsocket},
    {Function::listen, perform_listen},
    {Function::recv, perform_recv},
    {Function::recvfrom, perform_recvfrom},
    {Function::send, perform_send},
    {Function::sendto, perform_sendto},
    {Function::setsockopt, perform_setsockopt},
    {Function::shutdown, perform_shutdown},
    {Function::socket, perform_socket},
    {Function::WSACleanup, perform_cleanup},
    {Function::WSAEventSelect, perform_event_select},
    {Function::WSAGetLastError, perform_wsa_get_last_error},
    {Function::WSAGetOverlappedResult, perform_wsa_result},
    {Function::WSAIoctl, perform_wsa_ioctl},
    {Function::WSARecv, perform_wsa_recv},
    {Function::WSARecvFrom, perform_wsa_recv_from},
    {Function::WSASend, perform_wsa_send},
    {Function::WSASendTo, perform_wsa_send_to},
    {Function::WSASetLastError, perform_wsa_set_last_error},
    {Function::WSASocketW, perform_wsa_socket},
    {Function::WSAStartup, perform_startup},
};

}  // namespace

std::span<const PerformerEntry> socket_performers() { return entries; }

}  // namespace ioracle::agent
