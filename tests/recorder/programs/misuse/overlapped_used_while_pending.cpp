// Two receives at once with one OVERLAPPED.

#include "connection.h"

int main() {
  const Connection connection;
  static char data[2][16];
  WSABUF first{sizeof data[0], data[0]};
  WSABUF second{sizeof data[1], data[1]};
  static OVERLAPPED overlapped{};
  DWORD flags = 0;
  WSARecv(connection.reader, &first, 1, nullptr, &flags, &overlapped, nullptr);
  WSARecv(connection.reader, &second, 1, nullptr, &flags, &overlapped, nullptr);  // the mistake
  ExitProcess(0);
}
