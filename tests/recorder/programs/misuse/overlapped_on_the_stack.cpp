// The function that starts the receive returns while it is pending: its OVERLAPPED is gone.

#include "connection.h"

char data[16];

__attribute__((noinline)) void start(const Connection& connection) {
  OVERLAPPED overlapped{};
  WSABUF buffer{sizeof data, data};
  connection.receive(buffer, &overlapped);
}

int main() {
  const Connection connection;
  start(connection);
  Sleep(10);  // the mistake is seen here
  shutdown(connection.writer, SD_SEND);
  ExitProcess(0);
}
