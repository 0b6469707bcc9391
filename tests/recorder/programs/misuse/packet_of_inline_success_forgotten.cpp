// The receive succeeds at once, and the program frees its OVERLAPPED: the packet is still to come.

#include "connection.h"

int main() {
  const Connection connection;
  const HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, nullptr, 0, 1);
  CreateIoCompletionPort(reinterpret_cast<HANDLE>(connection.reader), port, 1, 0);
  connection.send_text("hello");
  Sleep(50);
  static char data[16];
  WSABUF buffer{sizeof data, data};
  auto* overlapped = static_cast<OVERLAPPED*>(std::calloc(1, sizeof(OVERLAPPED)));
  if (connection.receive(buffer, overlapped) == 0) {
    std::free(overlapped);  // the mistake
  }
  DWORD count = 0;
  ULONG_PTR key = 0;
  OVERLAPPED* completed = nullptr;
  GetQueuedCompletionStatus(port, &count, &key, &completed, 100);
  ExitProcess(0);
}
