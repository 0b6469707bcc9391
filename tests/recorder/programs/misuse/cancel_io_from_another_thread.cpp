// CancelIo cancels what its own thread has issued: it leaves the receive of the other one.

#include "connection.h"

Connection* shared = nullptr;

DWORD WINAPI cancel(void*) {
  CancelIo(reinterpret_cast<HANDLE>(shared->reader));  // the mistake
  return 0;
}

int main() {
  Connection connection;
  shared = &connection;
  static char data[16];
  WSABUF buffer{sizeof data, data};
  static OVERLAPPED overlapped{};
  overlapped.hEvent = CreateEventW(nullptr, TRUE, FALSE, nullptr);
  connection.receive(buffer, &overlapped);
  const HANDLE thread = CreateThread(nullptr, 0, cancel, nullptr, 0, nullptr);
  WaitForSingleObject(thread, 1000);
  WaitForSingleObject(overlapped.hEvent, 100);
  ExitProcess(0);
}
