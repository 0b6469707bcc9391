// The count that the call leaves is taken for that of the operation, which is pending.

#include "connection.h"

int main() {
  const Connection connection;
  static char data[16];
  WSABUF buffer{sizeof data, data};
  static OVERLAPPED overlapped{};
  overlapped.hEvent = CreateEventW(nullptr, TRUE, FALSE, nullptr);
  DWORD count = 0;
  DWORD flags = 0;
  WSARecv(connection.reader, &buffer, 1, &count, &flags, &overlapped, nullptr);  // the mistake
  connection.send_text("hello");
  WaitForSingleObject(overlapped.hEvent, 1000);
  std::printf("%lu bytes\n", count);
  ExitProcess(0);
}
