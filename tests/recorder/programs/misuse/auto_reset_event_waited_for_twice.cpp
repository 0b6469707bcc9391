// The first wait consumes the auto-reset event; the second one would wait for ever.

#include "connection.h"

int main() {
  const Connection connection;
  static char data[16];
  WSABUF buffer{sizeof data, data};
  OVERLAPPED overlapped{};
  overlapped.hEvent = CreateEventW(nullptr, FALSE, FALSE, nullptr);
  connection.receive(buffer, &overlapped);
  connection.send_text("hello");
  WaitForSingleObject(overlapped.hEvent, 1000);
  WaitForSingleObject(overlapped.hEvent, 100);  // the mistake
  ExitProcess(0);
}
