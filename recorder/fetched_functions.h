#pragma once
// Extension functions, which a program gets from WSAIoctl: it gets those of the recorder.

#include <winsock2.h>

namespace ioracle::recorder {

// After WSAIoctl has returned `result`: puts the recorder's function into the program's variable.
void note_fetched(int result, SOCKET s, DWORD dwIoControlCode, void* lpvInBuffer, DWORD cbInBuffer,
                  void* lpvOutBuffer, DWORD cbOutBuffer, DWORD* lpcbBytesReturned,
                  WSAOVERLAPPED* lpOverlapped,
                  LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine);

}  // namespace ioracle::recorder
