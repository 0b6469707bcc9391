#include "recorder/fetched_functions.h"

#include <mswsock.h>

#include <cstring>

#include "recorder/hooks.h"

namespace ioracle::recorder {
namespace {

struct Extension {
  GUID id;
  Slot slot;
};

constexpr Extension extensions[] = {
    {WSAID_ACCEPTEX, Slot::AcceptEx},
    {WSAID_CONNECTEX, Slot::ConnectEx},
    {WSAID_DISCONNECTEX, Slot::DisconnectEx},
    {WSAID_GETACCEPTEXSOCKADDRS, Slot::GetAcceptExSockaddrs},
    {WSAID_TRANSMITFILE, Slot::TransmitFile},
    {WSAID_TRANSMITPACKETS, Slot::TransmitPackets},
    {WSAID_WSARECVMSG, Slot::WSARecvMsg},
};

}  // namespace

void note_fetched(int result, SOCKET, DWORD dwIoControlCode, void* lpvInBuffer, DWORD cbInBuffer,
                  void* lpvOutBuffer, DWORD cbOutBuffer, DWORD*, WSAOVERLAPPED*,
                  LPWSAOVERLAPPED_COMPLETION_ROUTINE) {
  if (result != 0 || dwIoControlCode != SIO_GET_EXTENSION_FUNCTION_POINTER) return;
  if (cbInBuffer != sizeof(GUID) || cbOutBuffer < sizeof(void*)) return;
  for (const Extension& extension : extensions) {
    if (std::memcmp(&extension.id, lpvInBuffer, sizeof(GUID)) != 0) continue;
    void* given = nullptr;
    std::memcpy(&given, lpvOutBuffer, sizeof given);
    // One provider of several may have a function of its own: that one is left alone.
    if (!set_true_function(extension.slot, given)) return;
    void* const hook = hook_of(extension.slot);
    std::memcpy(lpvOutBuffer, &hook, sizeof hook);
    return;
  }
}

}  // namespace ioracle::recorder
