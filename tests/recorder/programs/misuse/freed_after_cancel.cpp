// CancelIoEx only asks: the OVERLAPPED is freed before the operation has ended.

#include "connection.h"

int main() {
  const Connection connection;
  const HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, nullptr, 0, 1);
  CreateIoCompletionPort(reinterpret_cast<HANDLE>(connection.reader), port, 1, 0);
  static char data[16];
  WSABUF buffer{sizeof data, data};
  auto* overlapped = static_cast<OVERLAPPED*>(std::calloc(1, sizeof(OVERLAPPED)));
  connection.receive(buffer, overlapped);
  CancelIoEx(reinterpret_cast<HANDLE>(connection.reader), overlapped);
  std::free(overlapped);  // the mistake
  ExitProcess(0);
}
