// Two operations on a handle without events: the handle's signal stands for either.

#include "connection.h"

int main() {
  const Connection connection;
  static char data[2][16];
  WSABUF first{sizeof data[0], data[0]};
  WSABUF second{sizeof data[1], data[1]};
  static OVERLAPPED overlapped[2]{};
  DWORD flags = 0;
  WSARecv(connection.reader, &first, 1, nullptr, &flags, &overlapped[0], nullptr);
  WSARecv(connection.reader, &second, 1, nullptr, &flags, &overlapped[1], nullptr);  // the mistake
  connection.send_text("hello");
  WaitForSingleObject(reinterpret_cast<HANDLE>(connection.reader), 1000);
  ExitProcess(0);
}
