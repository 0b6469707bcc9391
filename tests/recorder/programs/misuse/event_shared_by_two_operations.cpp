// Two receives signal one event: nobody can tell which of them has ended.

#include "connection.h"

int main() {
  const Connection connection;
  static char data[2][16];
  WSABUF first{sizeof data[0], data[0]};
  WSABUF second{sizeof data[1], data[1]};
  static OVERLAPPED overlapped[2]{};
  overlapped[0].hEvent = CreateEventW(nullptr, TRUE, FALSE, nullptr);
  overlapped[1].hEvent = overlapped[0].hEvent;
  DWORD flags = 0;
  WSARecv(connection.reader, &first, 1, nullptr, &flags, &overlapped[0], nullptr);
  WSARecv(connection.reader, &second, 1, nullptr, &flags, &overlapped[1], nullptr);  // the mistake
  connection.send_text("hello");
  WaitForSingleObject(overlapped[1].hEvent, 1000);
  DWORD count = 0;
  WSAGetOverlappedResult(connection.reader, &overlapped[1], &count, FALSE, &flags);
  ExitProcess(0);
}
