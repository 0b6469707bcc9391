// Winsock extension functions: found per socket through WSAIoctl.

#include <mswsock.h>
#include <winsock2.h>

#include <cstring>

#include "agent/performers.h"

namespace ioracle::agent {
namespace {

using P = Parameter;

// The extension function as the provider of TCP or UDP gives it; nullptr if it has none.
template <typename Pointer>
Pointer extension(GUID id, int type = SOCK_STREAM) {
  const SOCKET socket = ::socket(AF_INET, type, 0);
  Pointer function = nullptr;
  DWORD size = 0;
  WSAIoctl(socket, SIO_GET_EXTENSION_FUNCTION_POINTER, &id, sizeof id, &function, sizeof function,
           &size, nullptr, nullptr);
  closesocket(socket);
  return function;
}

void perform_accept_ex(Invocation& call) {
  const auto accept_ex = extension<LPFN_ACCEPTEX>(WSAID_ACCEPTEX);
  const SOCKET listener = call.socket(P::sListenSocket);
  const SOCKET accepted = call.socket(P::sAcceptSocket);
  char* output = call.buffer(P::lpOutputBuffer);
  const DWORD receive = call.number(P::dwReceiveDataLength);
  const DWORD local = call.number(P::dwLocalAddressLength);
  const DWORD remote = call.number(P::dwRemoteAddressLength);
  DWORD* received = call.received_count(P::lpdwBytesReceived);
  OVERLAPPED* overlapped = call.overlapped(P::lpOverlapped);
  call.perform([=] {
    return accept_ex(listener, accepted, output, receive, local, remote, received, overlapped);
  });
}

void perform_connect_ex(Invocation& call) {
  const auto connect_ex = extension<LPFN_CONNECTEX>(WSAID_CONNECTEX);
  const SOCKET s = call.socket(P::s);
  const sockaddr_in* name = call.address(P::name);
  const char* data = call.buffer(P::lpSendBuffer);
  const DWORD length = call.number(P::dwSendDataLength);
  DWORD* sent = call.variable(P::lpdwBytesSent);
  OVERLAPPED* overlapped = call.overlapped(P::lpOverlapped);
  call.perform([=] {
    return connect_ex(s, static_cast<const sockaddr*>(static_cast<const void*>(name)), sizeof *name,
                      const_cast<char*>(data), length, sent, overlapped);
  });
}

void perform_disconnect_ex(Invocation& call) {
  const auto disconnect_ex = extension<LPFN_DISCONNECTEX>(WSAID_DISCONNECTEX);
  const SOCKET s = call.socket(P::s);
  OVERLAPPED* overlapped = call.overlapped(P::lpOverlapped);
  const DWORD flags = call.number(P::dwFlags);
  const DWORD reserved = call.number(P::dwReserved);
  call.perform([=] { return disconnect_ex(s, overlapped, flags, reserved); });
}

void perform_get_accept_ex_sockaddrs(Invocation& call) {
  const auto get = extension<LPFN_GETACCEPTEXSOCKADDRS>(WSAID_GETACCEPTEXSOCKADDRS);
  char* output = call.buffer(P::lpOutputBuffer);
  const DWORD receive = call.number(P::dwReceiveDataLength);
  const DWORD local_length = call.number(P::dwLocalAddressLength);
  const DWORD remote_length = call.number(P::dwRemoteAddressLength);
  sockaddr* local = nullptr;
  sockaddr* remote = nullptr;
  int* local_size = static_cast<int*>(static_cast<void*>(call.variable(P::LocalSockaddrLength)));
  int* remote_size = static_cast<int*>(static_cast<void*>(call.variable(P::RemoteSockaddrLength)));
  sockaddr* place = call.address_output(P::RemoteSockaddr);
  call.perform([&] {
    get(output, receive, local_length, remote_length, &local, local_size, &remote, remote_size);
    if (place != nullptr && remote != nullptr) std::memcpy(place, remote, sizeof(sockaddr_in));
  });
}

void fill_in_buffers(Invocation& call, WSAMSG& message) {
  const auto buffers = call.buffers(P::lpBuffers);
  message.lpBuffers = buffers.array;
  message.dwBufferCount =
      call.argument(P::dwBufferCount).recorded() ? call.number(P::dwBufferCount) : buffers.count;
}

void perform_wsa_recv_msg(Invocation& call) {
  const auto receive = extension<LPFN_WSARECVMSG>(WSAID_WSARECVMSG, SOCK_DGRAM);
  const SOCKET s = call.socket(P::s);
  WSAMSG* message = call.message(P::lpMsg);
  if (call.is_filled_in(P::lpMsg)) {
    *message = {};
    message->name = call.address_output(P::name);
    if (message->name != nullptr) message->namelen = sizeof(sockaddr_in);
    fill_in_buffers(call, *message);
    message->Control = call.control(P::Control, P::Control_len);
    if (const DWORD* length = call.variable(P::namelen))
      message->namelen = static_cast<INT>(*length);
    if (const DWORD* length = call.variable(P::Control_len)) message->Control.len = *length;
    if (const DWORD* flags = call.variable(P::dwFlags)) message->dwFlags = *flags;
  }
  DWORD* received = call.received_count(P::lpdwNumberOfBytesRecvd);
  OVERLAPPED* overlapped = call.overlapped(P::lpOverlapped);
  const auto routine = call.winsock_routine(P::lpCompletionRoutine);
  call.perform([=] { return receive(s, message, received, overlapped, routine); });
}

void perform_wsa_send_msg(Invocation& call) {
  const auto send = extension<LPFN_WSASENDMSG>(WSAID_WSASENDMSG, SOCK_DGRAM);
  const SOCKET s = call.socket(P::Handle);
  WSAMSG* message = call.message(P::lpMsg);
  if (call.is_filled_in(P::lpMsg)) {
    *message = {};
    message->name = static_cast<sockaddr*>(static_cast<void*>(call.address(P::name)));
    if (message->name != nullptr) message->namelen = sizeof(sockaddr_in);
    if (call.argument(P::namelen).recorded()) message->namelen = call.integer(P::namelen);
    fill_in_buffers(call, *message);
    message->Control = call.control(P::Control, P::Control_len);
  }
  const DWORD flags = call.number(P::dwFlags);
  DWORD* sent = call.variable(P::lpNumberOfBytesSent);
  OVERLAPPED* overlapped = call.overlapped(P::lpOverlapped);
  const auto routine = call.winsock_routine(P::lpCompletionRoutine);
  call.perform([=] { return send(s, message, flags, sent, overlapped, routine); });
}

constexpr PerformerEntry entries[] = {
    {Function::AcceptEx, perform_accept_ex},
    {Function::ConnectEx, perform_connect_ex},
    {Function::DisconnectEx, perform_disconnect_ex},
    {Function::GetAcceptExSockaddrs, perform_get_accept_ex_sockaddrs},
    {Function::WSARecvMsg, perform_wsa_recv_msg},
    {Function::WSASendMsg, perform_wsa_send_msg},
};

}  // namespace

std::span<const PerformerEntry> socket_extension_performers() { return entries; }

}  // namespace ioracle::agent
